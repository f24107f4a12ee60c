/** @file Near copies as groups: for a line that is drawn, with the photo of each that is best kept. */
import { describe, expect, it } from 'vitest'
import {
  copyGraph,
  countSpare,
  groupCopies,
  groupNow,
  sharpestOf,
  toSettle,
} from '../../../renderer/features/check/copies/group-copies.ts'

/** Photos of these sizes, and pairs of them that are so much alike. */
function graphOf(sides: readonly number[], pairs: readonly (readonly [number, number, number])[]) {
  return copyGraph({
    ids: Int32Array.from(sides, (_, place) => place + 1),
    names: sides.map((_, place) => `${place}.jpg`),
    width: Int32Array.from(sides),
    height: Int32Array.from(sides),
    first: Int32Array.from(pairs, ([first]) => first),
    second: Int32Array.from(pairs, ([, second]) => second),
    likeness: Float32Array.from(pairs, ([, , likeness]) => likeness),
  })
}
const none = { classOf: () => null, isAside: () => false }

describe('near copies', () => {
  it('are groups of those that are so much like the largest, also where the line is drawn at their very likeness', () => {
    const copies = graphOf(
      [10, 30, 20],
      [
        [0, 1, 0.9],
        [0, 2, 0.95],
        [1, 2, 0.97],
      ],
    )
    const [group, ...others] = groupCopies(copies, 0.9, none)
    expect(others).toEqual([])
    expect(group.members).toEqual([1, 2, 0])
    expect(group.likeness.map((each) => each.toFixed(2))).toEqual(['1.00', '0.97', '0.90'])
    expect(groupCopies(copies, 0.91, none).map(({ members }) => members)).toEqual([[1, 2]])
    expect(groupCopies(copies, 0.98, none)).toEqual([])
    expect(countSpare(groupCopies(copies, 0.9, none).map((each) => groupNow(each, none)))).toBe(2)
    const isAside = (place: number) => place === 1
    expect(groupCopies(copies, 0.9, { ...none, isAside }).map(({ members }) => members)).toEqual([[2, 0]])
  })

  it('do not hang together by a chain: each is like the one that is kept', () => {
    const copies = graphOf(
      [50, 40, 30, 20],
      [
        [0, 1, 0.92],
        [1, 2, 0.92],
        [2, 3, 0.92],
      ],
    )
    expect(groupCopies(copies, 0.9, none).map(({ members }) => members)).toEqual([
      [0, 1],
      [2, 3],
    ])
  })

  it('keep a photo with a class rather than a larger one, and show two classes in one group first', () => {
    const copies = graphOf(
      [10, 20, 30, 40, 50],
      [
        [0, 1, 0.95],
        [0, 2, 0.95],
        [1, 2, 0.95],
        [3, 4, 0.95],
      ],
    )
    const names = ['cat', null, null, 'dog', 'fox']
    const groups = groupCopies(copies, 0.9, { ...none, classOf: (place) => names[place] })
    expect(groups.map(({ members, classes }) => ({ members, classes }))).toEqual([
      { members: [4, 3], classes: ['fox', 'dog'] },
      { members: [0, 1, 2], classes: ['cat'] },
    ])
  })

  it('stay as they were made: what was settled or set aside since is known of each, and how many a class would change', () => {
    const copies = graphOf(
      [40, 30, 20, 10],
      [
        [0, 1, 0.95],
        [0, 2, 0.95],
        [0, 3, 0.95],
      ],
    )
    const names: (string | null)[] = ['cat', 'dog', null, 'dog']
    const facts = { classOf: (place: number) => names[place], isAside: () => false }
    const [group] = groupCopies(copies, 0.9, facts)
    const now = () => groupNow(group, facts)
    expect(now().classes).toEqual(['cat', 'dog'])
    expect(toSettle(now(), 'cat', facts)).toEqual([1, 3])
    expect(toSettle(now(), 'dog', facts)).toEqual([0])
    names[1] = 'cat'
    expect(toSettle(now(), 'cat', facts)).toEqual([3])
    const later = { ...facts, isAside: (place: number) => place === 3 }
    expect(groupNow(group, later)).toEqual({ open: [0, 1, 2], classes: ['cat'] })
    expect(toSettle(groupNow(group, later), 'cat', later)).toEqual([])
    expect(group.members).toEqual([0, 1, 2, 3])
  })
})

describe('the sharpest of near copies', () => {
  const { copies } = graphOf([10, 30, 20, 40], [])
  const sharpness = Float32Array.of(30, 24, 29.5, Number.NaN)
  const open = [1, 0, 2, 3]

  it('is kept, and the larger one of those that are as sharp for the eye', () => {
    expect(sharpestOf(copies, open, sharpness, none)).toBe(2)
    expect(sharpestOf(copies, open, Float32Array.of(32, 24, 29.5, 1), none)).toBe(0)
    expect(sharpestOf(copies, [1], sharpness, none)).toBe(1)
  })

  it('comes after those with a class, and what could not be measured last', () => {
    const classOf = (place: number) => (place === 1 ? 'sea' : null)
    expect(sharpestOf(copies, open, sharpness, { ...none, classOf })).toBe(1)
    expect(sharpestOf(copies, [3, 1], sharpness, none)).toBe(1)
    expect(sharpestOf(copies, [0, 3], sharpness.fill(Number.NaN), none)).toBe(3)
  })
})
