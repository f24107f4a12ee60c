/**
 * @file The review session: take a page, answer it, see better suggestions. It holds what was derived (the space, the
 * ranking) in memory and the truth (pages, decisions) in the store, so it may be dropped and rebuilt at any time.
 * The window, the command line and the simulated person all go through it.
 */
import type { Goal } from '../../../shared/contract/measures.ts'
import type { Output } from '../../../shared/contract.ts'
import type { Page, PageAnswer, PhotoId, QueryName } from '../../../shared/domain.ts'
import { AppError } from '../../../shared/errors.ts'
import { sentence } from '../../../shared/sentences/sentence.ts'
import type { Ranking } from '../../group/pages.ts'
import type { ClassId, DecisionId, LabelSetId, Store, StoredPage } from '../../store/types.ts'
import { toDecision } from './answer.ts'
import { dueCheck, isCheck } from './blind.ts'
import { clustersOf, draftPage, isAsked, isStillOpen, type Derived, type Query } from './drafts.ts'
import { PageCache, readEvidence, type ReviewEvidence } from './evidence.ts'
import { headOpinion, loadHead, type HeadView } from './head.ts'
import { rank } from './ranking.ts'
import { groupsOf, guessesOf, suggestionsOf, type Guess } from './readings.ts'
import { loadSpace, type Announce, type PhotoSpace } from './space.ts'

export interface PageRequest {
  readonly goal: Goal
  readonly seed: number
  /** By value unless said. */
  readonly query?: QueryName | undefined
  /** For the query `class`. */
  readonly class?: string | undefined
  /** Now and then a blind check, or now. */
  readonly sample?: boolean | 'now' | undefined
}

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
  #derived: Derived | undefined
  #turn: Promise<unknown> = Promise.resolve()

  constructor(options: SessionOptions) {
    this.#store = options.store
    this.#options = options
    this.#labelSet = options.store.labelSets.default()
  }

  /** The photos, their features or the active head have changed: all is derived anew at the next call. */
  invalidate(): void {
    this.#derived = undefined
  }

  /**
   * The open page, or the next one; null when every photo has a label, or there is none of the kind that is asked for.
   * @throws AppError `bad-input` for the query `class` without a class, or with one that no photo has.
   */
  page(request: PageRequest): Promise<Page | null> {
    return this.#inTurn(async () => {
      const derived = await this.#current()
      const query = this.#query(request)
      const open = this.#store.pages.current(this.#labelSet)
      const check = dueCheck(this.#store, this.#labelSet, derived, request)
      if (open !== undefined && isStillOpen(open, derived)) {
        if (check === undefined ? !open.blind && isAsked(open, query) : isCheck(open, check))
          return this.#shown(open)
      }
      const { goal, seed } = request
      const draft = check ?? (await draftPage(this.#store, derived, query, { goal, seed }))
      if (draft === undefined) return null
      const page = { ...draft, goal, seed, query: query.name }
      return this.#shown(this.#store.pages.open(this.#labelSet, page))
    })
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
      await this.#current()
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
    const result = this.#turn.then(work)
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

  async #current(): Promise<Derived> {
    if (this.#derived?.dataVersion !== this.#store.dataVersion()) this.#derived = undefined
    const derived = (this.#derived ??= await this.#derive())
    const upTo = this.#store.journal.lastId()
    if (derived.upTo !== upTo) {
      derived.evidence = readEvidence(this.#store, this.#labelSet, derived.space, derived.pages)
      derived.ranking = await this.#rank(derived.space, derived.evidence, derived.head)
      derived.upTo = upTo
    }
    return derived
  }

  async #derive(): Promise<Derived> {
    const dataVersion = this.#store.dataVersion()
    const space = await loadSpace(this.#store, this.#options.cacheFolder, this.#options.announce)
    const head = loadHead(this.#store, this.#labelSet, space)
    const pages = new PageCache(this.#store)
    const upTo = this.#store.journal.lastId()
    const evidence = readEvidence(this.#store, this.#labelSet, space, pages)
    const ranking = await this.#rank(space, evidence, head)
    return { space, head, pages, clusters: new Map(), evidence, ranking, upTo, dataVersion }
  }

  async #rank(space: PhotoSpace, evidence: ReviewEvidence, head: HeadView | undefined): Promise<Ranking> {
    const seen = { ...space, views: head?.blend.views }
    return rank(seen, evidence, head && (await headOpinion(head, evidence)))
  }

  #names(): ReadonlyMap<ClassId, string> {
    return this.#store.classes.names(this.#labelSet)
  }

  /** What the request asks for, with its class as the library knows it. */
  #query({ query = 'value', class: name }: PageRequest): Query {
    if (query !== 'class') return { name: query }
    if (name === undefined) throw new AppError('bad-input', sentence('which-class'))
    const classId = this.#store.classes.find(this.#labelSet, name)
    if (classId === undefined)
      throw new AppError('bad-input', sentence('class-without-photos', { class: name }))
    return { name: query, classId }
  }

  #shown(page: StoredPage): Page {
    return {
      id: page.id,
      kind: page.kind,
      class: page.classId === null || page.blind ? null : this.#store.classes.name(page.classId),
      purity: page.blind ? 0 : page.purity,
      photos: page.photos.map(({ id, probability }) => ({
        id,
        path: this.#store.files.pathOf(id) ?? '',
        probability: page.blind ? 0 : probability,
      })),
      blind: page.blind,
      proposals: [], // they take the backbone's own classifier: propose-names.ts
    }
  }
}
