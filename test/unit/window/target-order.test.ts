import { describe, expect, it } from 'vitest'
import {
  latestClasses,
  latestTargets,
  MOST_LATEST,
  settledTargets,
  withNewTargets,
} from '../../../renderer/stores/target-order.ts'
import fc from '../../support/properties.ts'

const counts = (sizes: Record<string, number>) =>
  Object.entries(sizes).map(([name, photos]) => ({ name, photos }))
const many = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ name: `class ${index}`, photos: 100 - index }))

describe('classes that photos are dropped on', () => {
  it('are all there, by name, however many there are', () => {
    expect(settledTargets(counts({ dog: 9, 'birds/hen': 1, Cat: 3, birdsong: 2, birds: 4 }))).toEqual([
      'birds',
      'birds/hen',
      'birdsong',
      'Cat',
      'dog',
    ])
    expect(settledTargets(many(40).reverse())).toEqual(many(40).map(({ name }) => name))
  })

  it('stay where they are while photos can be dropped, also one that is gone, and new ones come to the end', () => {
    const names = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e'))
    fc.assert(
      fc.property(fc.uniqueArray(fc.constantFrom('a', 'b', 'x', 'y')), names, (before, classes) => {
        const after = withNewTargets(before, counts(Object.fromEntries(classes.map((name) => [name, 1]))))
        expect(after.slice(0, before.length)).toEqual(before)
        expect(new Set(after)).toEqual(new Set([...before, ...classes]))
      }),
    )
    expect(withNewTargets(['dog', 'gone'], counts({ bee: 1, ant: 2, dog: 3 }))).toEqual([
      'dog',
      'gone',
      'ant',
      'bee',
    ])
  })

  it('stand a second time above where they were used last, unless all are seen at once', () => {
    expect(latestTargets(['class 39', 'gone', 'class 0'], many(40))).toEqual(['class 39', 'class 0'])
    expect(latestTargets(['class 3'], many(8))).toEqual([])
    const all = many(40).map(({ name }) => name)
    expect(latestTargets(all, many(40))).toEqual(all.slice(0, MOST_LATEST))
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
