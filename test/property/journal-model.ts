/**
 * @file The journal's rules written a second time, as plainly as possible: the whole state is copied before each decision, and
 * undo puts the copy back. The property tests compare the store with this.
 */
import type { NewDecision } from '../../main/store/store.ts'
import fc from '../support/properties.ts'

export const PHOTOS = 5
export const CLASSES = 3

/** Everything that decisions change; class and photo numbers start at 1, as the ids of a new library do. */
export interface State {
  /** Photo to class. */
  labels: Map<number, number>
  /** `photo:class`. */
  rejections: Set<string>
  /** Photo to number of skips. */
  skips: Map<number, number>
}

export type Decided = Pick<NewDecision, 'kind' | 'labels' | 'rejections' | 'skips'>
export type Step = { do: 'decide'; decision: Decided } | { do: 'undo' } | { do: 'redo' }

export class Model {
  state: State = { labels: new Map(), rejections: new Set(), skips: new Map() }
  readonly #undo: State[] = []
  #redo: State[] = []

  decide(decision: Decided): void {
    this.#undo.push(structuredClone(this.state))
    this.#redo = []
    const { labels, rejections, skips } = this.state
    for (const { photo, class: classId } of decision.labels) {
      if (classId === null) labels.delete(photo)
      else labels.set(photo, classId)
      rejections.delete(`${photo}:${classId ?? ''}`)
    }
    for (const { photo, class: classId } of decision.rejections) {
      rejections.add(`${photo}:${classId}`)
      if (labels.get(photo) === classId) labels.delete(photo)
    }
    for (const photo of new Set(decision.skips)) skips.set(photo, (skips.get(photo) ?? 0) + 1)
  }

  /** @returns whether there was anything to take back. */
  undo(): boolean {
    return this.#swap(this.#undo, this.#redo)
  }

  redo(): boolean {
    return this.#swap(this.#redo, this.#undo)
  }

  #swap(from: State[], to: State[]): boolean {
    const state = from.pop()
    if (state === undefined) return false
    to.push(this.state)
    this.state = state
    return true
  }
}

const photo = fc.integer({ min: 1, max: PHOTOS })
const classId = fc.integer({ min: 1, max: CLASSES })

/** Never contradicts itself: a photo stands under one class, and is not rejected for that class. */
const decided: fc.Arbitrary<Decided> = fc
  .record({
    kind: fc.constantFrom('page', 'label', 'import'),
    labels: fc.uniqueArray(fc.record({ photo, class: fc.option(classId, { freq: 4 }) }), {
      maxLength: PHOTOS,
      selector: (item) => item.photo,
    }),
    rejections: fc.array(fc.record({ photo, class: classId }), { maxLength: 3 }),
    skips: fc.array(photo, { maxLength: 2 }),
  })
  .map(({ rejections, ...rest }) => ({
    ...rest,
    rejections: rejections.filter(
      (rejected) =>
        !rest.labels.some((item) => item.photo === rejected.photo && item.class === rejected.class),
    ),
  }))

export const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    { weight: 5, arbitrary: fc.record({ do: fc.constant('decide' as const), decision: decided }) },
    { weight: 4, arbitrary: fc.constant<Step>({ do: 'undo' }) },
    { weight: 2, arbitrary: fc.constant<Step>({ do: 'redo' }) },
  ),
  { maxLength: 25 },
)
