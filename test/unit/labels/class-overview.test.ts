/** @file All classes at a glance, and one that is split: what is counted, which photos are shown, and what a split changes. */
import { expect, test } from 'vitest'
import { classRows } from '../../../main/jobs/labels/class-rows.ts'
import { relabelPhotos } from '../../../main/jobs/labels/relabel-photos.ts'
import { splitClass } from '../../../main/jobs/labels/split-class.ts'
import { Models } from '../../../main/jobs/library-model/models.ts'
import { ReviewSession } from '../../../main/jobs/review/session.ts'
import { classParts } from '../../../main/jobs/similarity/class-parts.ts'
import { openMemoryStore, type Store } from '../../../main/store/store.ts'
import { fillWithStacks } from '../../support/photos/stacked-library.ts'
import { labelTruly, memoryLibrary, someProblem, trueClass } from '../../support/review.ts'
import { closing } from '../store/support.ts'

const signal = new AbortController().signal

function overview(store: Store) {
  const models = new Models({ store })
  const session = new ReviewSession({ store, models, actor: 'test', clock: () => 0 })
  return { models, session, rows: async () => classRows(store, await session.classStrips(4)) }
}
function labelsOf(store: Store): Map<number, string> {
  return new Map(
    [...store.journal.labels(store.labelSets.current())].map(([id, c]) => [id, store.classes.name(c)]),
  )
}

test('every class is counted, with its typical photos and the guesses that are least sure', async () => {
  const store = memoryLibrary()
  labelTruly(store, someProblem, 20)
  const { session, rows } = overview(store)
  const labels = labelsOf(store)
  const guesses = await session.suggest({ minProbability: 0 })
  const found = await rows()
  expect(found.map(({ name }) => name)).toEqual([...new Set(labels.values())].sort())
  for (const { name, confirmed, missing, suggested, expected, typical, leastSure } of found) {
    const own = guesses.filter((guess) => guess.class === name)
    expect({ confirmed, missing, suggested }).toEqual({
      confirmed: [...labels.values()].filter((label) => label === name).length,
      missing: 0,
      suggested: own.length,
    })
    expect(expected).toBeCloseTo(own.reduce((sum, { probability }) => sum + probability, 0) / own.length)
    expect(typical.length).toBeGreaterThan(0)
    expect(new Set(typical).size).toBe(typical.length)
    for (const photo of typical) expect(labels.get(photo)).toBe(name)
    const shares = leastSure.map(({ probability }) => probability)
    expect(shares).toEqual([...shares].sort((a, b) => a - b))
    expect(shares[0]).toBe(Math.min(...own.map(({ probability }) => probability)))
  }
})

test('a class is counted where none of its photos can be compared, or none is there', () => {
  const store = memoryLibrary()
  labelTruly(store, someProblem, 6)
  store.files.markMissing(store.files.under(1).map(({ id }) => id))
  const rows = classRows(store, [])
  expect(rows.reduce((sum, { missing }) => sum + missing, 0)).toBe(6)
  expect(rows.every(({ confirmed }) => confirmed === 0)).toBe(true)
  expect(rows.every(({ typical, expected }) => typical.length === 0 && expected === null)).toBe(true)
})

test('two kinds of photos under one name come apart again, and each photo is in one part', async () => {
  const store = memoryLibrary()
  labelTruly(store, someProblem, 60)
  const ids = store.photos.presentIds()
  const [one, other] = [trueClass(someProblem, ids[0]), 'class 2']
  const mixed = ids.filter((id) => [one, other].includes(trueClass(someProblem, id)))
  relabelPhotos(store, { ids: mixed, class: 'mixed', only: 'all' })
  const { models } = overview(store)
  const { parts } = await classParts({ store, models, signal }, { class: 'mixed', parts: 2, seed: 0 })
  const photosOf = parts.map((part) => part.flat())
  expect(photosOf.flat().sort((a, b) => a - b)).toEqual(mixed)
  expect(photosOf[0].length).toBeGreaterThanOrEqual(photosOf[1].length)
  for (const part of photosOf) {
    const share = part.filter((id) => trueClass(someProblem, id) === one).length / part.length
    expect(Math.max(share, 1 - share)).toBeGreaterThan(0.9)
  }
  await expect(
    classParts({ store, models, signal }, { class: 'no such class', parts: 2, seed: 0 }),
  ).rejects.toMatchObject({ code: 'not-found' })
})

test('no stack of near copies is parted, and each is shown as one', async () => {
  const store = closing(openMemoryStore())
  const stacks = fillWithStacks(store, someProblem, 3)
  relabelPhotos(store, { ids: store.photos.presentIds(), class: 'mixed', only: 'all' })
  const { models } = overview(store)
  const { parts } = await classParts({ store, models, signal }, { class: 'mixed', parts: 4, seed: 0 })
  expect(parts).toHaveLength(4)
  const sizes = parts.map((part) => part.flat().length)
  expect(sizes).toEqual(sizes.toSorted((a, b) => b - a))
  expect(parts.flat().map((stack) => stack.toSorted((a, b) => a - b))).toEqual(expect.arrayContaining(stacks))
  expect(parts.flat()).toHaveLength(stacks.length)
})

test('a class whose photos cannot be compared now is one of no parts', async () => {
  const store = memoryLibrary()
  labelTruly(store, someProblem, 6)
  const name = trueClass(someProblem, 1)
  const ofClass = store.files.under(1).filter(({ relativePath }) => relativePath.startsWith(`${name}/`))
  store.files.markMissing(ofClass.map(({ id }) => id))
  const { models } = overview(store)
  expect(await classParts({ store, models, signal }, { class: name, parts: 2, seed: 0 })).toEqual({
    parts: [],
  })
})

test('a split is one decision about confirmed photos of the class alone, and undo takes it back as a whole', () => {
  const store = memoryLibrary()
  labelTruly(store, someProblem, 20)
  const before = labelsOf(store)
  const own = [...before].filter(([, name]) => name === 'class 0').map(([id]) => id)
  const [stranger] = [...before].filter(([, name]) => name === 'class 1').map(([id]) => id)
  const [first, second, ...rest] = own
  const guess = store.photos.presentIds().find((id) => !before.has(id)) ?? 0
  const output = splitClass(store, {
    class: 'class 0',
    parts: [
      { class: 'small', photos: [first, stranger, guess] },
      { class: 'class 0/large', photos: [second, first] },
      { class: 'class 0', photos: rest },
    ],
  })
  expect(output).toEqual({ decision: store.journal.lastId(), labelled: 2 })
  const wanted = new Map(before).set(first, 'small').set(second, 'class 0/large')
  expect(labelsOf(store)).toEqual(wanted)
  const last = store.journal.lastId()
  expect(splitClass(store, { class: 'class 0', parts: [{ class: 'new', photos: [guess] }] })).toEqual({
    decision: last,
    labelled: 0,
  })
  expect(store.journal.lastId()).toBe(last)
  expect(() => splitClass(store, { class: 'nothing', parts: [{ class: 'new', photos: own }] })).toThrow(
    expect.objectContaining({ code: 'not-found' }),
  )
  store.journal.undo(store.labelSets.current())
  expect(labelsOf(store)).toEqual(before)
  expect(store.check()).toEqual([])
})
