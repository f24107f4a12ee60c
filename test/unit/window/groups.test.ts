/** @file What the cards of groups say of their photos, in which order they stand, and how quickly 100,000 photos are counted. */
import { describe, expect, it } from 'vitest'
import {
  classForTheRest,
  groupCards,
  groupMembers,
  keptCards,
  orderedCards,
  wholePercent,
  type Grouping,
} from '../../../renderer/features/groups/group-cards.ts'
import type { PhotoColumns } from '../../../renderer/stores/photo-tests.ts'

const CLASSES = ['cat', 'dog']

/** [id, class or -1, whether it is confirmed, probability] */
function columnsOf(rows: readonly (readonly [number, number, boolean, number?])[]): PhotoColumns {
  return {
    ids: Int32Array.from(rows, ([id]) => id),
    classOf: Int32Array.from(rows, ([, index]) => index),
    confirmed: Uint8Array.from(rows, ([, , confirmed]) => Number(confirmed)),
    setAside: new Uint8Array(rows.length),
    probability: Float32Array.from(rows, ([, , confirmed, probability = 0]) => (confirmed ? 1 : probability)),
    aspect: new Float32Array(rows.length).fill(1),
    classes: CLASSES,
  }
}
/** [id, group, similarity] */
function groupingOf(rows: readonly (readonly [number, number, number])[]): Grouping {
  return {
    grouping: { id: 1, at: 0, isCurrent: true, byHand: false, isFirst: true },
    ids: Int32Array.from(rows, ([id]) => id),
    groupOf: Int32Array.from(rows, ([, group]) => group),
    similarity: Float32Array.from(rows, ([, , similarity]) => similarity),
  }
}

const columns = columnsOf([
  [1, 0, true],
  [2, 0, true],
  [3, 1, true],
  [4, 1, false, 0.9],
  [5, -1, false],
  [7, 0, false, 0.8],
  [8, 0, false, 0.7],
  [9, -1, false],
])
const grouping = groupingOf([
  [1, 5, 0.5],
  [2, 5, 0.9],
  [3, 5, 0.7],
  [4, 5, 0.6],
  [6, 2, 0.9], // missing now
  [7, 2, 0.4],
  [8, 2, 0.8],
  [10, 3, 1], // missing, and alone in its group
])

describe('groups', () => {
  it('hold the photos that are there, most typical first, and know which came in since', () => {
    const { groups, ungrouped } = groupMembers(columns, grouping)
    expect(groups.map(({ group, rows }) => [group, [...rows].map((row) => columns.ids[row])])).toEqual([
      [2, [8, 7]],
      [5, [2, 3, 4, 1]],
    ])
    expect(groups[0].tightness).toBeCloseTo(0.6)
    expect(ungrouped).toBe(2)
  })

  it('hold no photo that is set aside, which is not missing from them either', () => {
    const away = {
      ...columns,
      setAside: Uint8Array.from(columns.ids, (id) => ([7, 8, 2].includes(id) ? 1 : 0)),
    }
    const { groups, ungrouped } = groupMembers(away, grouping)
    expect(groups.map(({ group, rows }) => [group, [...rows].map((row) => columns.ids[row])])).toEqual([
      [5, [3, 4, 1]],
    ])
    expect(ungrouped).toBe(2)
  })

  it('say what their confirmed photos are, or what the others are thought to be', () => {
    const cards = groupCards(columns, groupMembers(columns, grouping).groups)
    expect(cards).toMatchObject([
      { group: 2, confirmed: 0, unconfirmed: 2, commonest: undefined, suggestion: 'cat' },
      { group: 5, confirmed: 3, unconfirmed: 1, commonest: { name: 'cat', share: 2 / 3 }, suggestion: 'dog' },
    ])
    const unsure = columnsOf([
      [7, 0, false, 0.3],
      [8, 1, false, 0.2],
    ])
    expect(groupCards(unsure, groupMembers(unsure, grouping).groups)).toMatchObject([
      { suggestion: undefined },
    ])
  })

  it('propose for the photos without a class what those are thought to be, and nothing where that is open', () => {
    const cat = { name: 'cat', share: 1 }
    const card = (rest: Partial<Parameters<typeof classForTheRest>[0][number]>) => ({
      ...{ unconfirmed: 5, commonest: undefined, suggestion: undefined },
      ...rest,
    })
    expect(classForTheRest([card({ commonest: cat })])).toBe('cat')
    expect(classForTheRest([card({ commonest: cat, suggestion: 'dog' })])).toBe('dog')
    // One confirmed cat among twelve confirmed dogs says nothing of the rest, and neither do the dogs.
    expect(classForTheRest([card({ commonest: { name: 'dog', share: 12 / 13 } })])).toBeNull()
    expect(classForTheRest([card({})])).toBeNull()
    // Several groups: only where they agree. One of which nothing is left to name has no say.
    const sure = card({ suggestion: 'cat' })
    expect(classForTheRest([sure, card({ commonest: cat })])).toBe('cat')
    expect(classForTheRest([sure, card({})])).toBeNull()
    expect(classForTheRest([sure, card({ suggestion: 'dog' })])).toBeNull()
    expect(classForTheRest([sure, card({ unconfirmed: 0, commonest: { name: 'dog', share: 1 } })])).toBe(
      'cat',
    )
    expect(classForTheRest([])).toBeNull()
  })

  it('are 100 % of one class only where all are', () => {
    expect([1, 299 / 300, 0.29, 0.5, 0].map(wholePercent)).toEqual([1, 0.99, 0.29, 0.5, 0])
  })

  it('stand in the order that is asked for', () => {
    const cards = groupCards(columns, groupMembers(columns, grouping).groups)
    const order = (by: Parameters<typeof orderedCards>[1]) =>
      orderedCards(cards, by).map(({ group }) => group)
    expect([order('size'), order('todo'), order('alike'), order('mixed')]).toEqual([
      [5, 2],
      [2, 5],
      [5, 2],
      [5, 2],
    ])
  })

  it('stay where they stood when what is decided would order them otherwise, and new ones come last', () => {
    const cards = groupCards(columns, groupMembers(columns, grouping).groups)
    expect(keptCards(orderedCards(cards, 'todo'), [5, 2]).map(({ group }) => group)).toEqual([5, 2])
    expect(keptCards(orderedCards(cards, 'size'), [9, 2]).map(({ group }) => group)).toEqual([2, 5])
  })

  it('of 100,000 photos are counted within two frames, by the time of this thread alone', () => {
    const count = 100_000
    const many = columnsOf(
      Array.from({ length: count }, (_, i) => [i + 1, i % 2, i % 3 === 0, (i % 100) / 100] as const),
    )
    const all = groupingOf(
      Array.from({ length: count }, (_, i) => [i + 1, i % 500, ((i * 7919) % 1000) / 1000] as const),
    )
    const times = Array.from({ length: 5 }, () => {
      const begun = process.threadCpuUsage() // whatever else the machine has to do
      expect(groupCards(many, groupMembers(many, all).groups)).toHaveLength(500)
      return process.threadCpuUsage(begun).user / 1000
    })
    expect(Math.min(...times)).toBeLessThan(50) // 8 ms on two cores that have nothing else to do
  })
})
