/**
 * @file The policy `twinsort`: the product itself, used through the same calls as by the window, on a library without paths
 * and labels.
 */
import type { Goal, SimulatedQuery } from '../../../shared/contract/measures.ts'
import type { Page, PageAnswer, PhotoId } from '../../../shared/domain.ts'
import { AppError } from '../../../shared/errors.ts'
import type { Expectation } from '../../learn/assessment/expectation.ts'
import type { ReviewSession } from '../../jobs/review/session.ts'
import type { Merge } from './names.ts'
import type { PersonAnswer, ProductActions, SimulatedPage } from './policy.ts'
import { NO_CLASS } from './policy.ts'
import type { ProductPolicy } from './task.ts'

export interface ProductOptions {
  readonly session: Pick<ReviewSession, 'page' | 'decide' | 'guesses' | 'undo' | 'expectation'>
  readonly merge: (names: Merge) => void
  /** Photos whose labels the product takes for wrong. */
  readonly suspects: () => Promise<readonly PhotoId[]>
  /** Trains a head on the labels so far and waits for it; the session uses it from then on. */
  readonly train: () => Promise<void>
  readonly close: () => void
  readonly goal: Goal
  readonly query: SimulatedQuery
  readonly seed: number
  /** Row -> photo. */
  readonly ids: readonly PhotoId[]
}

/** With fewer labels a head learns nothing beyond the fast path. */
const FIRST_TRAINING = 64

export class SessionPolicy implements ProductPolicy {
  readonly #options: ProductOptions
  readonly #rowOf: ReadonlyMap<PhotoId, number>
  readonly #indexOf = new Map<string, number>()
  #page: Page | null = null
  readonly #labelled = new Set<number>()
  #nextTraining = FIRST_TRAINING
  readonly product: ProductActions = {
    undo: () => this.#undo(),
    merge: (names) => {
      this.#options.merge(names)
    },
    suspects: async () => (await this.#options.suspects()).map((id) => this.#row(id)),
  }

  constructor(options: ProductOptions) {
    this.#options = options
    this.#rowOf = new Map(options.ids.map((id, row) => [id, row]))
  }

  async next(): Promise<SimulatedPage | null> {
    const { goal, query, seed, session } = this.#options
    this.#page = await session.page({ goal, query, seed, stacks: true, mixed: true })
    if (this.#page === null) return null
    const { kind, class: suggested, photos, stacks, purity } = this.#page
    const suggestions = photos.flatMap(({ id, class: name }): [number, number][] => {
      const index = name === undefined ? undefined : this.#indexOf.get(name)
      return index === undefined ? [] : [[this.#row(id), index]]
    })
    return {
      kind,
      expected: purity,
      suggested: suggested === null ? null : (this.#indexOf.get(suggested) ?? null),
      photos: photos.map(({ id }) => this.#row(id)),
      ...(kind === 'mixed' ? { suggestions: new Map(suggestions) } : {}),
      stacks: stacks.map((stack) => stack.map((id) => this.#row(id))),
    }
  }

  async answer(_page: SimulatedPage, answer: PersonAnswer): Promise<void> {
    if (this.#page === null) throw new AppError('internal', 'There is no page to answer.')
    const page = this.#page.id
    await this.#options.session.decide(answer.skip ? { page, skip: true } : this.#inIds(page, answer))
    if (this.#labelled.size < this.#nextTraining) return
    await this.#options.train()
    this.#nextTraining = 2 * this.#labelled.size
  }

  async guess(): Promise<Int32Array> {
    const guess = new Int32Array(this.#options.ids.length).fill(NO_CLASS)
    for (const [id, name] of await this.#options.session.guesses()) {
      const row = this.#rowOf.get(id)
      if (row !== undefined) guess[row] = this.#indexOf.get(name) ?? NO_CLASS
    }
    return guess
  }

  expectation(): Promise<Expectation | undefined> {
    return this.#options.session.expectation()
  }

  close(): void {
    this.#options.close()
  }

  async #undo(): Promise<void> {
    const undone = this.#page?.id
    const { goal, query, seed, session } = this.#options
    await session.undo(1)
    this.#page = await session.page({ goal, query, seed, stacks: true, mixed: true })
    if (this.#page?.id !== undone) throw new AppError('internal', 'Undo did not show the page again.')
  }

  #inIds(page: number, answer: Exclude<PersonAnswer, { skip: true }>): PageAnswer {
    const ids = (rows: readonly number[]): PhotoId[] => rows.map((row) => this.#options.ids[row])
    for (const { class: index, name, photos } of answer.labels) {
      this.#indexOf.set(name, index)
      for (const photo of photos) this.#labelled.add(photo)
    }
    const answers = answer.labels.map(({ name, photos }) => ({ class: name, ids: ids(photos) }))
    return { page, answers, exclude: ids(answer.excluded) }
  }

  #row(id: PhotoId): number {
    const row = this.#rowOf.get(id)
    if (row === undefined) throw new AppError('internal', `Photo ${id} is not part of the simulation.`)
    return row
  }
}
