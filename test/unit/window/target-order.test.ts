import { describe, expect, it } from 'vitest'
import {
  latestClasses,
  MOST_TARGETS,
  settledTargets,
  withNewTargets,
} from '../../../renderer/stores/target-order.ts'
import fc from '../../support/properties.ts'

const counts = (sizes: Record<string, number>) =>
  Object.entries(sizes).map(([name, photos]) => ({ name, photos }))
const many = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ name: `class ${index}`, photos: 100 - index }))

describe('classes that photos are dropped on', () => {
  it('begin with the largest, and get new ones at the end', () => {
    const first = withNewTargets([], counts({ cat: 3, dog: 9 }), [])
    expect(first).toEqual(['dog', 'cat'])
    expect(withNewTargets(first, counts({ cat: 30, dog: 9, ant: 50 }), ['ant'])).toEqual([
      'dog',
      'cat',
      'ant',
    ])
  })

  it('stay where they are while photos can be dropped, also one that is gone', () => {
    const names = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e'))
    fc.assert(
      fc.property(fc.uniqueArray(fc.constantFrom('a', 'b', 'x', 'y')), names, (before, classes) => {
        const after = withNewTargets(before, counts(Object.fromEntries(classes.map((name) => [name, 1]))), [])
        expect(after.slice(0, before.length)).toEqual(before)
      }),
    )
    const full = withNewTargets([], many(40), [])
    expect(full).toHaveLength(MOST_TARGETS)
    expect(withNewTargets(full, [...many(40), { name: 'new', photos: 1 }], ['new'])).toEqual(full)
  })

  it('make way in a pause for those that were used, each for one, and those that are gone go', () => {
    const full = withNewTargets([], many(40), [])
    const settled = settledTargets(full, many(40), ['class 39', 'class 0'])
    expect(settled.slice(0, -1)).toEqual(full.slice(0, -1))
    expect(settled.at(-1)).toBe('class 39')
    expect(settledTargets(['cat', 'dog', 'ant'], counts({ cat: 1, ant: 2 }), [])).toEqual(['cat', 'ant'])
    expect(settledTargets(['cat', 'dog', 'ant'], counts({ cat: 1, ant: 2, bee: 1 }), [])).toEqual([
      'cat',
      'bee',
      'ant',
    ])
  })

  it('are the latest where they got photos last', () => {
    const before = new Map([
      ['cat', 3],
      ['dog', 9],
    ])
    expect(latestClasses(['cat', 'dog'], before, counts({ cat: 3, dog: 10, ant: 1 }))).toEqual([
      'dog',
      'ant',
      'cat',
    ])
    expect(latestClasses(['cat'], before, counts({ cat: 1, dog: 9 }))).toEqual(['cat'])
  })
})
