import { describe, expect, it } from 'vitest'
import { chosenOf, classLevels, toggled } from '../../../renderer/features/export/class-levels.ts'

const CLASSES = [
  { name: 'plants/10', photos: 1 },
  { name: 'plants/9', photos: 2 },
  { name: 'animals/birds/hen', photos: 3 },
  { name: 'animals', photos: 4 },
  { name: 'animals/birds', photos: 5 },
  { name: 'zebra', photos: 0 },
]

describe('the classes of an export', () => {
  const levels = classLevels(CLASSES)
  const level = (name: string) => {
    const found = levels.find((each) => each.name === name)
    if (found === undefined) throw new Error(name)
    return found
  }

  it('stand as a tree, with all photos of a level', () => {
    expect(levels.map(({ name, label, depth, photos }) => [name, label, depth, photos])).toEqual([
      ['animals', 'animals', 0, 12],
      ['animals/birds', 'birds', 1, 8],
      ['animals/birds/hen', 'hen', 2, 3],
      ['plants', 'plants', 0, 3],
      ['plants/9', '9', 1, 2],
      ['plants/10', '10', 1, 1],
      ['zebra', 'zebra', 0, 0],
    ])
    expect(level('plants').classes).toEqual(['plants/10', 'plants/9'])
  })

  it('are chosen with all below, and left out singly', () => {
    const one = toggled(level('animals'), new Set(['zebra']))
    expect(one).toEqual(new Set(['zebra', 'animals', 'animals/birds', 'animals/birds/hen']))
    const two = toggled(level('animals/birds/hen'), one)
    expect(two).toEqual(new Set(['zebra', 'animals', 'animals/birds']))
    const states = ['animals', 'animals/birds', 'animals/birds/hen', 'zebra', 'plants'].map((name) =>
      chosenOf(level(name), two),
    )
    expect(states).toEqual(['some', 'some', 'none', 'all', 'none'])
    expect(toggled(level('animals'), two)).toEqual(one)
    expect(toggled(level('animals'), one)).toEqual(new Set(['zebra']))
  })
})
