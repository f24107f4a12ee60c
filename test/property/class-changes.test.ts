/**
 * @file Classes renamed, merged and deleted between other decisions: what the store then says, by name, is what a plain model
 * says that replaces names in a copy of the whole state, and undo brings back exactly what was.
 */
import { expect, test } from 'vitest'
import { AppError } from '../../shared/errors.ts'
import { isWithin } from '../../shared/class-name.ts'
import type { Store } from '../../main/store/store.ts'
import { addPhotos } from '../unit/store/support.ts'
import { copiedLibrary } from './copied-library.ts'
import fc from '../support/properties.ts'

const PHOTOS = 6
const NAMES = ['a', 'b', 'a/x', 'a/y', 'a/x/z', 'b/x', 'c', 'x'] as const

const library = copiedLibrary((store) => {
  addPhotos(store, PHOTOS)
})

type Step =
  | { do: 'label'; photo: number; name: string | null }
  | { do: 'refuse'; photo: number; name: string }
  | { do: 'rename'; from: string; to: string }
  | { do: 'merge'; classes: string[]; into: string }
  | { do: 'delete'; name: string }
  | { do: 'undo' }
  | { do: 'redo' }

/** Photo to class, and `photo:class` for what was refused. */
interface State {
  labels: Map<number, string>
  refused: Set<string>
}

class Refused extends Error {}

class Model {
  state: State = { labels: new Map(), refused: new Set() }
  readonly #before: State[] = []
  #after: State[] = []

  /** @throws Refused */
  take(step: Step): void {
    if (step.do === 'undo' || step.do === 'redo') {
      const stacks = [this.#before, this.#after] as const
      this.#swap(...(step.do === 'undo' ? stacks : ([stacks[1], stacks[0]] as const)))
      return
    }
    const next = this.#next(step)
    this.#before.push(this.state)
    this.#after = []
    this.state = next
  }

  #swap(from: State[], to: State[]): void {
    const state = from.pop()
    if (state === undefined) throw new Refused()
    to.push(this.state)
    this.state = state
  }

  #next(step: Exclude<Step, { do: 'undo' | 'redo' }>): State {
    const { labels, refused } = structuredClone(this.state)
    switch (step.do) {
      case 'label':
        if (step.name === null) labels.delete(step.photo)
        else labels.set(step.photo, step.name)
        refused.delete(`${step.photo}:${String(step.name)}`)
        return { labels, refused }
      case 'refuse':
        if (labels.get(step.photo) === step.name) labels.delete(step.photo)
        refused.add(`${step.photo}:${step.name}`)
        return { labels, refused }
      case 'rename':
        return this.#moved([step.from], step.to, true)
      case 'merge':
        return this.#moved(step.classes, step.into, false)
      case 'delete':
        return this.#moved([step.name], null, false)
    }
  }

  #moved(wanted: readonly string[], into: string | null, isRename: boolean): State {
    const { labels, refused } = this.state
    const refusals = [...refused].map((key) => key.split(':') as [string, string])
    const used = new Set([...labels.values(), ...refusals.map(([, name]) => name)])
    const sources = wanted.filter((name) => name !== into)
    if (sources.length === 0) throw new Refused()
    if (sources.some((source) => ![...used].some((name) => isWithin(name, source)))) throw new Refused()
    const became = new Map<string, string | null>()
    for (const name of used) {
      const source = sources
        .filter((each) => isWithin(name, each))
        .sort((a, b) => b.length - a.length)
        .at(0)
      if (source === undefined) continue
      const isTarget = into !== null && isWithin(name, into) && into.length > source.length
      became.set(name, into === null ? null : isTarget && !isRename ? name : into + name.slice(source.length))
    }
    if ([...became].every(([name, next]) => name === next)) throw new Refused()
    const stays = [...used].filter((name) => !became.has(name))
    if (isRename && [...became.values()].some((name) => stays.includes(String(name)))) throw new Refused()
    const now = (name: string) => (became.has(name) ? (became.get(name) ?? null) : name)
    const nextLabels = new Map<number, string>()
    for (const [photo, name] of labels) {
      const next = now(name)
      if (next !== null) nextLabels.set(photo, next)
    }
    const nextRefused = new Set<string>()
    for (const name of new Set([...used].map(now))) {
      if (name === null) continue
      // The class of that name decides; where it is new, all that went into it.
      const origins = [...used].filter((each) => now(each) === name)
      const decisive = origins.includes(name) ? [name] : origins
      for (let photo = 1; photo <= PHOTOS; photo += 1) {
        const isRefused = decisive.every((each) => refused.has(`${photo}:${each}`))
        if (isRefused && nextLabels.get(photo) !== name) nextRefused.add(`${photo}:${name}`)
      }
    }
    return { labels: nextLabels, refused: nextRefused }
  }
}

const photo = fc.integer({ min: 1, max: PHOTOS })
const name = fc.constantFrom(...NAMES)
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant('label' as const), photo, name: fc.option(name, { freq: 8 }) }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('refuse' as const), photo, name }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('rename' as const), from: name, to: name }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('merge' as const),
      classes: fc.array(name, { minLength: 1, maxLength: 3 }),
      into: name,
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('delete' as const), name }) },
  { weight: 4, arbitrary: fc.constant<Step>({ do: 'undo' }) },
  { weight: 2, arbitrary: fc.constant<Step>({ do: 'redo' }) },
)

/** Every photo has a class. */
const beginning = fc
  .array(name, { minLength: PHOTOS, maxLength: PHOTOS })
  .map((names) => names.map((each, index): Step => ({ do: 'label', photo: index + 1, name: each })))

/** @throws Refused, where the store says that this cannot be done. */
function take(store: Store, step: Step): void {
  const labelSet = store.labelSets.current()
  const common = { labelSet, actor: 'test' } as const
  const classOf = (each: string) => store.classes.ensure(labelSet, each)
  const decide = { ...common, kind: 'label', labels: [], rejections: [], skips: [] } as const
  try {
    if (step.do === 'label') {
      const labels = [{ photo: step.photo, class: step.name === null ? null : classOf(step.name) }]
      store.journal.decide({ ...decide, labels })
    } else if (step.do === 'refuse') {
      store.journal.decide({ ...decide, rejections: [{ photo: step.photo, class: classOf(step.name) }] })
    } else if (step.do === 'rename') {
      store.journal.changeClasses({ ...common, change: 'rename', from: step.from, to: step.to })
    } else if (step.do === 'merge') {
      store.journal.changeClasses({ ...common, change: 'merge', classes: step.classes, into: step.into })
    } else if (step.do === 'delete') {
      store.journal.changeClasses({ ...common, change: 'delete', class: step.name })
    } else if (store.journal[step.do](labelSet) === undefined) throw new Refused()
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.code !== 'internal') throw new Refused()
    throw thrown
  }
}

function stateOf(store: Store): State {
  const labelSet = store.labelSets.current()
  const nameOf = (id: number) => store.classes.name(id)
  return {
    labels: new Map([...store.journal.labels(labelSet)].map(([photo, id]) => [photo, nameOf(id)])),
    refused: new Set(store.journal.rejections(labelSet).map((each) => `${each.photo}:${nameOf(each.class)}`)),
  }
}

function isRefused(work: () => void): boolean {
  try {
    work()
    return false
  } catch (thrown) {
    if (thrown instanceof Refused) return true
    throw thrown
  }
}

test('classes change as names in a copy of the state would, undo and redo are exact, and each name is one class', () => {
  let changes = 0
  fc.assert(
    fc.property(beginning, fc.array(step, { maxLength: 30, size: 'max' }), (labels, changed) => {
      const steps = [...labels, ...changed]
      const store = library()
      const labelSet = store.labelSets.current()
      const model = new Model()
      for (const each of steps) {
        const expected = isRefused(() => {
          model.take(each)
        })
        const found = isRefused(() => {
          take(store, each)
        })
        expect([each, found]).toEqual([each, expected])
        expect(stateOf(store)).toEqual(model.state)
        if (!found && (each.do === 'rename' || each.do === 'merge')) changes += 1
        for (const [, id] of store.journal.labels(labelSet)) {
          expect(store.classes.find(labelSet, store.classes.name(id))).toBe(id)
        }
      }
      expect(store.check()).toEqual([])
      store.close()
    }),
    { numRuns: 80 },
  )
  expect(changes).toBeGreaterThan(80)
})
