/**
 * @file The review session: take a page, answer it, see better suggestions. It holds what was derived (the space, the
 * ranking) in memory and the truth (pages, decisions) in the store, so it may be dropped and rebuilt at any time.
 * The window, the command line and the simulated person all go through it.
 */
import type { Output } from '../../../shared/contract.ts'
import type { Page, PageAnswer, PhotoId } from '../../../shared/domain.ts'
import { AppError } from '../../../shared/errors.ts'
import { sentence } from '../../../shared/sentences/sentence.ts'
import type { Ranking } from '../../group/pages.ts'
import type { ClassId, DecisionId, LabelSetId, PageId, Store, StoredPage } from '../../store/types/index.ts'
import { toDecision } from './answer.ts'
import { dueCheck, isCheck } from './blind.ts'
import {
  clustersOf,
  draftPage,
  matchesQuery,
  isBetter,
  isStillOpen,
  type ReviewSnapshot,
  type Draft,
  type Query,
} from './drafts.ts'
import { readEvidence, type ReviewEvidence } from './evidence.ts'
import { PageCache } from './page-cache.ts'
import { headOpinion, loadHead, type LoadedHead } from './head.ts'
import { queryOf, shownPage, type PageRequest } from './page-request.ts'
import { rank } from './ranking.ts'
import { groupsOf, guessesOf, suggestionsOf, type Guess } from './readings.ts'
import { loadSpace, type Announce, type PhotoSpace } from '../library-model/space.ts'

export interface SessionOptions {
  readonly store: Store
  /** Who decides, for the journal. */
  readonly actor: string
  /** Milliseconds; only differences count. */
  readonly clock: () => number
  /** Where derived spaces are kept between processes. */
  readonly cacheFolder?: string | undefined
  /** Tells the person while a large library's space is made. */
  readonly announce?: Announce | undefined
}

export class ReviewSession {
  readonly #store: Store
  readonly #options: SessionOptions
  readonly #labelSet: LabelSetId
  #derived: ReviewSnapshot | undefined
  /** How often it was told that what is derived is out of date. */
  #invalidations = 0
  /** The page that was opened or looked over last, and the photos that it was chosen among. */
  #chosen: { page: PageId; space: PhotoSpace } | undefined
  #turn: Promise<unknown> = Promise.resolve()
  #isClosed = false

  constructor(options: SessionOptions) {
    this.#store = options.store
    this.#options = options
    this.#labelSet = options.store.labelSets.default()
  }

  /** The photos, their features or the active head have changed: all is derived anew at the next call. */
  invalidate(): void {
    this.#invalidations += 1
    this.#derived = undefined
  }

  /** Waits for the call that is under way; those that wait for their turn, and later ones, fail: AppError `cancelled`. */
  async close(): Promise<void> {
    this.#isClosed = true
    await this.#turn
  }

  /**
   * The open page, or the next one; null when every photo has a label, or there is none of the kind that is asked for.
   * @throws AppError `bad-input` for the query `class` without a class, or with one that no photo has.
   */
  page(request: PageRequest): Promise<Page | null> {
    return this.#inTurn(async () => {
      const derived = await this.#current()
      const query = queryOf(this.#store, this.#labelSet, request)
      const open = this.#store.pages.current(this.#labelSet)
      const check = dueCheck(this.#store, this.#labelSet, derived, request)
      const { goal, seed } = request
      const draft = (): Promise<Draft | undefined> => draftPage(this.#store, derived, query, { goal, seed })
      if (open !== undefined && isStillOpen(open, derived)) {
        const isCalledFor =
          check === undefined ? !open.blind && matchesQuery(open, query) : isCheck(open, check)
        const better = isCalledFor && request.renew ? await this.#better(open, derived, draft) : undefined
        if (better !== undefined) return this.#open(better, request, query, derived)
        if (isCalledFor) return shownPage(this.#store, open)
      }
      const next = check ?? (await draft())
      return next === undefined ? null : this.#open(next, request, query, derived)
    })
  }

  #open(draft: Draft, { goal, seed }: PageRequest, { name: query }: Query, { space }: ReviewSnapshot): Page {
    const page = this.#store.pages.open(this.#labelSet, { ...draft, goal, seed, query })
    this.#chosen = { page: page.id, space }
    return shownPage(this.#store, page)
  }

  /** What the untouched page makes way for: the page of now, if photos came in and it is clearly the better one. */
  async #better(
    open: StoredPage,
    derived: ReviewSnapshot,
    draft: () => Promise<Draft | undefined>,
  ): Promise<Draft | undefined> {
    const { space } = derived
    if (open.blind || (this.#chosen?.page === open.id && this.#chosen.space === space)) return undefined
    this.#chosen = { page: open.id, space }
    const next = await draft()
    return next !== undefined && isBetter(next, open, derived) ? next : undefined
  }

  /**
   * @throws AppError `not-found` for a page that does not exist, `conflict` for one that is answered already,
   *   `bad-input` for photos that are not on it.
   */
  decide(answer: PageAnswer): Promise<Output<'decide'>> {
    return this.#inTurn(async () => {
      const decision = toDecision(this.#store, this.#labelSet, this.#options.actor, answer)
      const id = this.#store.transaction(() => this.#store.journal.decide(decision.build()))
      const started = this.#options.clock()
      // The decision is stored: what fails from here on is told by the next call, which begins anew.
      await this.#current().catch(() => {
        this.invalidate()
      })
      return { decision: id, labelled: decision.labelled, suggestionsMs: this.#options.clock() - started }
    })
  }

  undo(count: number): Promise<DecisionId[]> {
    return this.#repeat(count, () => this.#store.journal.undo(this.#labelSet, this.#options.actor))
  }

  redo(count: number): Promise<DecisionId[]> {
    return this.#repeat(count, () => this.#store.journal.redo(this.#labelSet, this.#options.actor))
  }

  /** The likeliest class of every photo without a label that is like any, surest first. */
  suggest(request: { minProbability: number }): Promise<Guess[]> {
    return this.#inTurn(async () => {
      return suggestionsOf(await this.#current(), this.#names(), request.minProbability)
    })
  }

  /**
   * What the photos without a label fall into, largest group first, most typical photos first.
   * @throws AppError `not-found` while no photo has features.
   */
  groups(request: { limit: number; seed: number }): Promise<PhotoId[][]> {
    return this.#inTurn(async () => {
      const derived = await this.#current()
      return groupsOf(derived, await clustersOf(derived, request.seed), request.limit)
    })
  }

  /** The label of every photo, or else its likeliest class, however unlike it is; nothing while no class is known. */
  guesses(): Promise<Map<PhotoId, string>> {
    return this.#inTurn(async () => {
      return guessesOf(await this.#current(), this.#names())
    })
  }

  /** One call at a time: two windows must not answer the same page twice. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(() => {
      if (this.#isClosed) throw new AppError('cancelled', sentence('twinsort-closing'))
      return work()
    })
    this.#turn = result.catch(() => undefined)
    return result
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
    const derived = await this.#upToDate()
    const upTo = this.#store.journal.lastId()
    if (derived.upTo !== upTo) {
      derived.evidence = readEvidence(this.#store, this.#labelSet, derived.space, derived.pages)
      derived.ranking = await this.#rank(derived.space, derived.evidence, derived.head)
      derived.upTo = upTo
    }
    return derived
  }

  /** What becomes out of date while it is made is made once more. */
  async #upToDate(): Promise<ReviewSnapshot> {
    if (this.#derived?.dataVersion !== this.#store.dataVersion()) this.#derived = undefined
    while (this.#derived === undefined) {
      const before = this.#invalidations
      const made = await this.#derive()
      if (this.#invalidations === before) this.#derived = made
    }
    return this.#derived
  }

  async #derive(): Promise<ReviewSnapshot> {
    const dataVersion = this.#store.dataVersion()
    const space = await loadSpace(this.#store, this.#options.cacheFolder, this.#options.announce)
    const head = loadHead(this.#store, this.#labelSet, space)
    const pages = new PageCache(this.#store)
    const upTo = this.#store.journal.lastId()
    const evidence = readEvidence(this.#store, this.#labelSet, space, pages)
    const ranking = await this.#rank(space, evidence, head)
    return { space, head, pages, clusters: new Map(), evidence, ranking, upTo, dataVersion }
  }

  async #rank(space: PhotoSpace, evidence: ReviewEvidence, head: LoadedHead | undefined): Promise<Ranking> {
    const seen = { ...space, views: head?.blend.views }
    return rank(seen, evidence, head && (await headOpinion(head, evidence)))
  }

  #names(): ReadonlyMap<ClassId, string> {
    return this.#store.classes.names(this.#labelSet)
  }
}
