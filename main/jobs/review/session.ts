/**
 * @file The review session: take a page, answer it, get better suggestions. What it holds in memory is computed from
 * the library model and the journal, and computed again when either has changed (but for what the latest answers taught,
 * in corrections.ts); pages and decisions are in the store. The window, the command line and the simulated person all use it.
 */
import type { Output } from '../../../shared/contract.ts'
import { SURE } from '../../../shared/contract/review.ts'
import type { Page, PageAnswer, PhotoId } from '../../../shared/domain.ts'
import { AppError } from '../../../shared/errors.ts'
import { hasGrown } from '../../../shared/growth.ts'
import { sentence } from '../../../shared/sentences/sentence.ts'
import { expectationOf, type Expectation } from '../../learn/assessment/expectation.ts'
import type { ClassId, DecisionId, LabelSetId, PageId, Store, StoredPage } from '../../store/types/index.ts'
import { toDecision } from './decision-of-answer.ts'
import { dueCheck, isCheck } from './blind.ts'
import { classStrips, type ClassStrip } from './class-strips.ts'
import { changedGuesses, Corrections } from './corrections.ts'
import {
  clustersOf,
  draftPage,
  matchesQuery,
  isBetter,
  isStillOpen,
  type ReviewSnapshot,
  type Draft,
  type OfModel,
  type Query,
} from './next-page.ts'
import { readEvidence } from './evidence.ts'
import type { KeptAnswers } from './kept-answers.ts'
import { KeptSuspects } from './kept-suspects.ts'
import { PageCache } from './page-cache.ts'
import { headOpinion, loadHead } from './head.ts'
import { queryOf, shownPage, type PageRequest } from './page-request.ts'
import { rank } from './ranking.ts'
import { importedGuess, importedGuesses } from '../elsewhere/imported-guesses.ts'
import {
  groupsOf,
  guessesOf,
  suggestionOf,
  suggestionsOf,
  sureOnes,
  type Guess,
  type SureOnes,
} from './suggestions.ts'
import type { LibraryModel } from '../library-model/library-model.ts'
import type { Models } from '../library-model/models.ts'

export interface SessionOptions {
  readonly store: Store
  readonly models: Models
  /** Who decides, for the journal. */
  readonly actor: string
  /** Milliseconds; only differences count. */
  readonly clock: () => number
  /** What was kept when the library was closed; without it nothing is. */
  readonly kept?: KeptAnswers | undefined
}

/** A window that has been answered from what was kept asks for all that it shows first, before the library is read. */
const QUIET_AFTER_OPENING_MS = 1_000

export class ReviewSession {
  readonly #store: Store
  readonly #options: SessionOptions
  readonly #labelSet: LabelSetId
  #snapshot: ReviewSnapshot | undefined
  readonly #corrections = new Corrections()
  /** Number of running jobs that add photos. */
  #growing = 0
  /** Number of those among them that no page waits for. */
  #hidden = 0
  /** The page that was last opened or compared with a better one, and the model that this used. */
  #chosen: { page: PageId; model: LibraryModel } | undefined
  #turn: Promise<unknown> = Promise.resolve()
  #isClosed = false
  /** Ends calls that wait for the library to be read. */
  readonly #waiting = new Set<(reason: AppError) => void>()
  /** Until the snapshot is made that the next answer needs. */
  #preparing: NodeJS.Timeout | undefined

  constructor(options: SessionOptions) {
    this.#store = options.store
    this.#options = options
    this.#labelSet = options.store.labelSets.current()
  }

  /**
   * While the work adds photos, pages are computed again only when there are many more photos, not after each of
   * them.
   */
  async whileGrowing<T>(work: () => Promise<T>): Promise<T> {
    this.#growing += 1
    try {
      return await work()
    } finally {
      this.#growing -= 1
    }
  }

  /**
   * The same for work that nobody asked for: no page waits for it. Until all is ready for the photos that came in, pages are drafted
   * from the others.
   */
  async behindPages<T>(work: () => Promise<T>): Promise<T> {
    this.#hidden += 1
    try {
      const result = await work()
      const model = await this.#options.models.current()
      await model.space()
      return result
    } finally {
      this.#hidden -= 1
    }
  }

  /**
   * Waits for the current call, unless that waits for the library to be read; such calls, those that wait for their turn, and later
   * ones fail: AppError `cancelled`. Keeps what the next opening can answer with.
   */
  async close(): Promise<void> {
    this.#isClosed = true
    for (const end of this.#waiting) end(closed())
    clearTimeout(this.#preparing)
    await this.#turn
    this.#keep()
  }

  /** Where that fails, for example on a full disk, the next opening computes it again. */
  #keep(): void {
    const snapshot = this.#snapshot
    const { kept, models } = this.#options
    if (kept === undefined || snapshot === undefined || this.#store.isReadOnly) return
    if (!models.isCurrent(snapshot.model) || snapshot.upTo !== this.#store.journal.lastId()) return
    try {
      kept.keep(snapshot, { expectation: expectationFor(snapshot), ...sureOnes(snapshot, SURE) })
    } catch {
      return
    }
  }

  /** What was kept, as long as there is no snapshot; one is then made soon, behind what the window asks for first. */
  #kept<T>(answer: (kept: KeptAnswers) => T | undefined): T | undefined {
    const { kept, models } = this.#options
    const found = kept === undefined || this.#snapshot !== undefined ? undefined : answer(kept)
    if (found === undefined) return undefined
    this.#preparing ??= setTimeout(() => {
      // Read outside of the turn, so that pages that are kept do not wait for it; an error is that of the call that needs it.
      void models
        .current()
        .then((model) => model.space())
        .then(() => this.#inTurn(() => this.#current()))
        .catch(() => undefined)
    }, QUIET_AFTER_OPENING_MS).unref()
    return found
  }

  /**
   * The open page, or the next one; null when every photo has a label or is set aside, or no page fits the query.
   * @throws AppError `bad-input` for the query `class` without a class, or with one that no photo has.
   */
  page(request: PageRequest): Promise<Page | null> {
    return this.#inTurn(async () => this.#kept((kept) => kept.page(request))?.page ?? this.#page(request))
  }

  /** The same page, what the guesses that it was drafted from are expected to be worth, and how many of them are sure. */
  pageWithExpectation(
    request: PageRequest,
  ): Promise<{ page: Page | null; expectation: Expectation | undefined } & SureOnes> {
    return this.#inTurn(async () => {
      const kept = this.#kept((answers) => answers.page(request))
      if (kept !== undefined) return kept
      const page = await this.#page(request)
      const snapshot = await this.#current()
      return { page, expectation: expectationFor(snapshot), ...sureOnes(snapshot, SURE) }
    })
  }

  /**
   * What the next page would hold, which stays unopened: one that is opened early would know few of the photos. When it is asked for
   * next, all that takes long is done.
   * @throws AppError `not-found` while no photo has features.
   */
  foresee({ goal, seed, stacks = false, mixed = false }: PageRequest): Promise<Draft | undefined> {
    return this.#inTurn(async () => {
      const snapshot = await this.#current()
      return draftPage(this.#store, snapshot, { name: 'value' }, { goal, seed, stacks, mixed })
    })
  }

  async #page(request: PageRequest): Promise<Page | null> {
    const snapshot = await this.#current()
    const query = queryOf(this.#store, this.#labelSet, request)
    const open = this.#store.pages.current(this.#labelSet)
    const check = dueCheck(this.#store, this.#labelSet, snapshot, request)
    const { goal, seed, stacks = false, mixed = false, most } = request
    const draft = (): Promise<Draft | undefined> =>
      draftPage(this.#store, snapshot, query, { goal, seed, stacks, mixed, most })
    if (open !== undefined && isStillOpen(open, snapshot)) {
      const isRequested =
        check === undefined ? !open.blind && matchesQuery(open, query, { mixed }) : isCheck(open, check)
      const better = isRequested && request.renew ? await this.#better(open, snapshot, draft) : undefined
      if (better !== undefined) return this.#open(better, request, query, snapshot)
      if (isRequested) return shownPage(this.#store, open, snapshot.space)
    }
    const next = check ?? (await draft())
    return next === undefined ? null : this.#open(next, request, query, snapshot)
  }

  #open(
    draft: Draft,
    { goal, seed }: PageRequest,
    { name: query }: Query,
    { model, space }: ReviewSnapshot,
  ): Page {
    const page = this.#store.pages.open(this.#labelSet, { ...draft, goal, seed, query })
    this.#chosen = { page: page.id, model }
    return shownPage(this.#store, page, space)
  }

  /** The draft that replaces the untouched page: the next page, if photos came in and it is clearly better. */
  async #better(
    open: StoredPage,
    snapshot: ReviewSnapshot,
    draft: () => Promise<Draft | undefined>,
  ): Promise<Draft | undefined> {
    const { model } = snapshot
    if (open.blind || (this.#chosen?.page === open.id && this.#chosen.model === model)) return undefined
    this.#chosen = { page: open.id, model }
    const next = await draft()
    return next !== undefined && isBetter(next, open, snapshot) ? next : undefined
  }

  /**
   * @throws AppError `not-found` for a page that does not exist, `conflict` for one that is answered already,
   *   `bad-input` for photos that are not on it.
   */
  decide(answer: PageAnswer): Promise<Output<'decide'>> {
    return this.#inTurn(async () => {
      const decision = toDecision(this.#store, this.#labelSet, this.#options.actor, answer)
      // What the answer changes can be told only from what was current until then.
      const before = this.#snapshot?.upTo === this.#store.journal.lastId() ? this.#snapshot : undefined
      const id = this.#store.transaction(() => this.#store.journal.decide(decision.build()))
      const started = this.#options.clock()
      // The decision is stored: what fails from here on is reported by the next call, which computes everything
      // again.
      await this.#learn(id, answer, before).catch(() => {
        this.#snapshot = undefined
      })
      const { labelled, setAside } = decision
      return { decision: id, labelled, setAside, suggestionsMs: this.#options.clock() - started }
    })
  }

  /** Computes the suggestions again, and keeps how many of them the answer about a single photo changed. */
  async #learn(
    decision: DecisionId,
    { page }: PageAnswer,
    before: ReviewSnapshot | undefined,
  ): Promise<void> {
    const now = await this.#current()
    if (before === undefined || now.evidence.singles.at(-1) !== decision) return
    const asked = this.#store.pages.get(page)?.photos.map(({ id }) => id) ?? []
    const changed = changedGuesses(before, now, asked)
    if (changed === undefined) return
    this.#corrections.add(decision, changed)
    this.#snapshot = { ...now, isLearning: this.#corrections.isLearning(now.evidence.singles) }
  }

  undo(count: number): Promise<DecisionId[]> {
    return this.#repeat(count, () => this.#store.journal.undo(this.#labelSet, this.#options.actor))
  }

  redo(count: number): Promise<DecisionId[]> {
    return this.#repeat(count, () => this.#store.journal.redo(this.#labelSet, this.#options.actor))
  }

  /**
   * The likeliest class of every photo without a label that is not unlike all classes, most likely first. Until there is a class: what was
   * imported.
   */
  suggest({ minProbability }: { minProbability: number }): Promise<Guess[]> {
    return this.#inTurn(async () => {
      const kept = this.#kept((answers) => answers.suggest(minProbability))
      if (kept !== undefined) return kept
      const snapshot = await this.#current()
      return snapshot.evidence.classCount === 0
        ? importedGuesses(this.#store, minProbability)
        : suggestionsOf(snapshot, this.#names(), minProbability)
    })
  }

  /** The same for one photo; undefined where it has a label or is unlike all classes. */
  suggestionFor(photo: PhotoId): Promise<Guess | undefined> {
    return this.#inTurn(async () => {
      const kept = this.#kept((answers) => answers.suggestionFor(photo))
      if (kept !== undefined) return kept.at(0)
      const snapshot = await this.#current()
      return snapshot.evidence.classCount === 0
        ? importedGuess(this.#store, photo)
        : suggestionOf(snapshot, (id) => this.#store.classes.name(id), photo)
    })
  }

  /**
   * The groups of the photos without a label, largest group first, most typical photos first.
   * @throws AppError `not-found` while no photo has features.
   */
  groups(request: { limit: number; seed: number }): Promise<PhotoId[][]> {
    return this.#inTurn(async () => {
      const snapshot = await this.#current()
      return groupsOf(snapshot, await clustersOf(snapshot, request.seed), request.limit)
    })
  }

  /** The label of every photo, or else its likeliest class, however unlike it is; empty while there is no class. */
  guesses(): Promise<Map<PhotoId, string>> {
    return this.#inTurn(async () => {
      return guessesOf(await this.#current(), this.#names())
    })
  }

  /**
   * Each class in a few photos.
   * @param most photos in each strip
   * @throws AppError `not-found` while no photo has features.
   */
  classStrips(most: number): Promise<ClassStrip[]> {
    return this.#inTurn(async () => classStrips(await this.#current(), most))
  }

  /** What the guesses that the next page is drafted from are expected to be worth; undefined while there is no class. */
  expectation(): Promise<Expectation | undefined> {
    return this.#inTurn(() => this.#expectation())
  }

  async #expectation(): Promise<Expectation | undefined> {
    return expectationFor(await this.#current())
  }

  /** One call at a time: two windows must not answer the same page twice. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(() => {
      if (this.#isClosed) throw closed()
      return work()
    })
    this.#turn = result.catch(() => undefined)
    return result
  }

  /** No race with one promise of the session: that would hold each result, a whole model, for as long as the session lives. */
  async #unlessClosed<T>(work: Promise<T>): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>()
    this.#waiting.add(reject)
    work.then(resolve, reject)
    try {
      return await promise
    } finally {
      this.#waiting.delete(reject)
    }
  }

  #repeat(count: number, step: () => DecisionId | undefined): Promise<DecisionId[]> {
    return this.#inTurn(() => {
      const done: DecisionId[] = []
      for (let i = 0; i < count; i += 1) {
        const id = step()
        if (id === undefined) break
        done.push(id)
      }
      return Promise.resolve(done)
    })
  }

  async #current(): Promise<ReviewSnapshot> {
    if (this.#snapshot !== undefined && !this.#holds(this.#snapshot)) this.#snapshot = undefined
    this.#snapshot ??= await this.#takeSnapshot()
    const upTo = this.#store.journal.lastId()
    if (this.#snapshot.upTo !== upTo) this.#snapshot = await this.#withJournal(this.#snapshot, upTo)
    return this.#snapshot
  }

  /**
   * Whether this snapshot can still be used: its model is current, or photos are coming in and there are not many
   * more yet.
   */
  #holds({ model, present }: ReviewSnapshot): boolean {
    if (this.#options.models.isCurrent(model)) return true
    if (this.#hidden > 0) return (model.head?.row.id ?? null) === this.#store.heads.active(this.#labelSet)
    const isOfThisHead = model.version.head === this.#store.modelVersion().head
    return this.#growing > 0 && isOfThisHead && !hasGrown(present, this.#store.photos.countPresent())
  }

  async #takeSnapshot(): Promise<ReviewSnapshot> {
    const present = this.#store.photos.countPresent()
    const model = await this.#unlessClosed(this.#options.models.current())
    const space = await this.#unlessClosed(model.space())
    const head = loadHead(model)
    const pages = new PageCache(this.#store)
    const upTo = this.#store.journal.lastId()
    const clusters = new Map<number, Promise<number[][]>>()
    const suspects = new KeptSuspects()
    return this.#withJournal({ model, present, space, head, pages, clusters, suspects }, upTo)
  }

  /** @param upTo the journal's last entry. */
  async #withJournal(snapshot: OfModel, upTo: DecisionId): Promise<ReviewSnapshot> {
    const { space, head, pages } = snapshot
    const evidence = readEvidence(this.#store, this.#labelSet, space, pages)
    const scoreSpace = { ...space, experts: head?.blend.views }
    const ranking = await rank(scoreSpace, evidence, head && (await headOpinion(head, evidence)))
    const isLearning = this.#corrections.isLearning(evidence.singles)
    return { ...snapshot, evidence, ranking, isLearning, upTo }
  }

  #names(): ReadonlyMap<ClassId, string> {
    return this.#store.classes.names(this.#labelSet)
  }
}

function closed(): AppError {
  return new AppError('cancelled', sentence('twinsort-closing'))
}

function expectationFor({ ranking }: ReviewSnapshot): Expectation | undefined {
  return ranking.classCount === 0 ? undefined : expectationOf(ranking.labels, ranking.calibrated)
}
