/** @file Parts of a data set: stratified, repeatable, with near copies together, and the same again when the library has grown. */
import { describe, expect, it } from 'vitest'
import { assignParts, type SplitItem } from '../../../main/jobs/export/assign-parts.ts'
import { PARTS, type Part, type Split } from '../../../shared/contract/split.ts'
import fc from '../../support/properties.ts'

const USUAL: Split = { train: 80, validation: 10, test: 10, seed: 0 }

/** Photos of a class, each by itself unless said. */
function photosOf(name: string, count: number, from = 0, groupOf = (photo: number) => photo): SplitItem[] {
  return Array.from({ length: count }, (_, index) => {
    const photo = from + index
    return { photo, key: `key ${photo}`, class: name, group: groupOf(photo) }
  })
}

function countsOf(items: readonly SplitItem[], parts: ReadonlyMap<number, Part>): number[] {
  return PARTS.map((part) => items.filter(({ photo }) => parts.get(photo) === part).length)
}

const library = fc
  .array(
    fc.record({
      class: fc.constantFrom('a', 'b', 'c', 'd', 'rare'),
      group: fc.nat(30),
    }),
    { minLength: 1, maxLength: 120 },
  )
  .map((rows) => rows.map((row, photo): SplitItem => ({ ...row, photo, key: `key ${photo}` })))

const split = fc
  .record({
    train: fc.integer({ min: 1, max: 90 }),
    validation: fc.integer({ min: 0, max: 30 }),
    test: fc.integer({ min: 0, max: 30 }),
    seed: fc.nat(5),
  })
  .map((each): Split => each)

describe('a split', () => {
  it('divides every class by the same shares', () => {
    const [large, small] = [photosOf('large', 200), photosOf('small', 20, 1000)]
    const parts = assignParts([...large, ...small], USUAL)
    expect(countsOf(large, parts)).toEqual([160, 20, 20])
    expect(countsOf(small, parts)).toEqual([16, 2, 2])
  })

  it('keeps the shares over many classes that are too small to be divided', () => {
    const items = Array.from({ length: 100 }, (_, index) => photosOf(`class ${index}`, 3, 10 * index)).flat()
    const parts = assignParts(items, USUAL)
    expect(countsOf(items, parts)).toEqual([240, 30, 30])
    for (let index = 0; index < 100; index += 1)
      expect(countsOf(items.slice(3 * index, 3 * index + 3), parts)[0]).toBeGreaterThan(0)
  })

  it('takes as many photos as were asked for, and all others to train on', () => {
    const items = [...photosOf('a', 70), ...photosOf('b', 30, 1000)]
    const parts = assignParts(items, { train: null, validation: 20, test: 10, seed: 0 })
    expect(countsOf(items, parts)).toEqual([70, 20, 10])
  })

  it('draws others by another seed, and the same by the same, whatever the order and the ids', () => {
    const items = photosOf('a', 100)
    const parts = assignParts(items, USUAL)
    expect(assignParts(items, { ...USUAL, seed: 1 })).not.toEqual(parts)
    const elsewhere = items.toReversed().map((item) => ({ ...item, photo: item.photo + 500 }))
    const there = assignParts(elsewhere, USUAL)
    for (const { photo } of items) expect(there.get(photo + 500)).toBe(parts.get(photo))
  })

  it('leaves in its part what was in it, also where near copies of it have come; what was tested is not trained on', () => {
    const items = photosOf('a', 50)
    const before = assignParts(items, USUAL)
    const tested = items.find(({ photo }) => before.get(photo) === 'test')?.photo ?? NaN
    const trained = items.find(({ photo }) => before.get(photo) === 'train')?.photo ?? NaN
    const more = photosOf('a', 50, 50, (photo) => (photo === 50 ? tested : photo))
    const joined = [...items, ...more].map((item) =>
      item.photo === trained ? { ...item, group: tested } : item,
    )
    const after = assignParts(joined, USUAL, before)
    for (const { photo } of items)
      expect(after.get(photo)).toBe(photo === trained ? 'test' : before.get(photo))
    expect(after.get(50)).toBe('test')
    expect(countsOf(joined, after)).toEqual([80, 10, 10])
  })

  it('never parts a group, leaves nobody out, and is near the shares in every class', () => {
    fc.assert(
      fc.property(library, split, (items, wanted) => {
        const parts = assignParts(items, wanted)
        expect(parts.size).toBe(items.length)
        for (const group of Map.groupBy(items, (item) => item.group).values())
          expect(new Set(group.map(({ photo }) => parts.get(photo))).size).toBe(1)
        expect(assignParts(items.toReversed(), wanted)).toEqual(parts)
        if (wanted.validation === 0) expect([...parts.values()]).not.toContain('validation')
        expect(assignParts(items, wanted, parts)).toEqual(parts)
      }),
    )
  })
})
