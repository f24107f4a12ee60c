import { computed, effectScope, nextTick, ref, shallowRef } from 'vue'
import { expect, it, describe } from 'vitest'
import { useSelection } from '../../../renderer/features/library/grid/use-selection.ts'
import { arrangePhotos } from '../../../renderer/stores/arrange-photos.ts'
import { asAsked, keepPlaces, type KeptArrangement } from '../../../renderer/stores/kept-places.ts'
import { useOwnOrAsked } from '../../../renderer/stores/own-or-asked.ts'
import { EVERYTHING, type PhotoFilter } from '../../../renderer/stores/photo-filter.ts'
import type { PhotoColumns } from '../../../renderer/stores/photo-tests.ts'
import { GROUPINGS, type Grouping } from '../../../renderer/stores/group-rows.ts'
import { ORDERS, type PhotoOrder } from '../../../renderer/stores/sort-rows.ts'
import fc from '../../support/properties.ts'

/** What is known of a photo: its class, how sure that is, whether it is confirmed. */
type Known = readonly [classOf: number, percent: number, confirmed: boolean]

function columnsOf(photos: ReadonlyMap<number, Known>): PhotoColumns {
  const known = [...photos].sort(([a], [b]) => a - b)
  return {
    ids: Int32Array.from(known, ([id]) => id),
    classOf: Int32Array.from(known, ([, [classOf]]) => classOf),
    probability: Float32Array.from(known, ([, [, percent]]) => percent / 100),
    confirmed: Uint8Array.from(known, ([, [classOf, , confirmed]]) => (confirmed && classOf >= 0 ? 1 : 0)),
    setAside: new Uint8Array(known.length),
    aspect: new Float32Array(known.length).fill(1),
    classes: ['hen', 'rooster', 'swan'],
  }
}

interface Asked {
  readonly filter: Partial<PhotoFilter>
  readonly order: PhotoOrder
  readonly grouping: Grouping
}
const arrange = (columns: PhotoColumns, { filter, order, grouping }: Asked) =>
  arrangePhotos({ columns }, { ...EVERYTHING, ...filter }, order, grouping)
const idsOf = ({ rows }: { rows: Int32Array }, { ids }: PhotoColumns) => Array.from(rows, (row) => ids[row])

/** Sure suggestions, the surest first; then one is confirmed, and what is thought of the others changes. */
const surest: Asked = { filter: { sure: [78, 100] }, order: 'sure', grouping: 'none' }
const before = columnsOf(
  new Map<number, Known>([
    [10, [0, 80, false]],
    [20, [1, 99, false]],
    [30, [0, 90, false]],
    [40, [1, 50, false]],
  ]),
)
const after = columnsOf(
  new Map<number, Known>([
    [10, [0, 97, false]],
    [20, [1, 100, true]],
    [30, [0, 60, false]],
    [40, [1, 90, false]],
    [50, [1, 79, false]],
  ]),
)
const kept = (): KeptArrangement =>
  keepPlaces(asAsked(arrange(before, surest)), before.ids, arrange(after, surest), after.ids)

describe('the photos of a list that a person works in', () => {
  it('stay where they are when answers change which of them the filter means', () => {
    expect(idsOf(arrange(before, surest), before)).toEqual([20, 30, 10])
    expect(idsOf(arrange(after, surest), after)).toEqual([10, 40, 50])
    const shown = kept()
    expect(idsOf(shown, after)).toEqual([20, 30, 10])
    expect([...shown.left]).toEqual([0, 1, 1, 0, 0]) // by row: 20 is confirmed, 30 is not as sure
    expect(shown.changes).toEqual({ left: 2, came: 2, isMoved: false })
    expect([...shown.placeOf]).toEqual([2, 0, 1, -1, -1])
  })

  it('are followed by those that come after all of them, and are as asked for again when they fit again', () => {
    const all: Asked = { filter: {}, order: 'added', grouping: 'none' }
    const more = keepPlaces(asAsked(arrange(before, all)), before.ids, arrange(after, all), after.ids)
    expect(idsOf(more, after)).toEqual([10, 20, 30, 40, 50])
    expect(more.changes).toEqual({ left: 0, came: 0, isMoved: false })
    const undone = keepPlaces(kept(), after.ids, arrange(before, surest), before.ids)
    expect(idsOf(undone, before)).toEqual([20, 30, 10])
    expect(undone.changes).toEqual({ left: 0, came: 0, isMoved: false })
  })

  it('stay in the group where they were seen, and fade when they are of another one', () => {
    const byClass: Asked = { filter: {}, order: 'added', grouping: 'class' }
    const start = columnsOf(
      new Map<number, Known>([
        [1, [0, 100, true]],
        [2, [0, 50, false]],
        [3, [1, 100, true]],
      ]),
    )
    const end = columnsOf(
      new Map<number, Known>([
        [2, [1, 100, true]],
        [3, [1, 100, true]],
      ]),
    )
    const shown = keepPlaces(asAsked(arrange(start, byClass)), start.ids, arrange(end, byClass), end.ids)
    expect(idsOf(shown, end)).toEqual([2, 3])
    expect(shown.groups).toEqual([
      { name: 'hen', start: 0, end: 1 },
      { name: 'rooster', start: 1, end: 2 },
    ])
    expect([...shown.left]).toEqual([1, 0])
    expect(shown.changes).toEqual({ left: 0, came: 0, isMoved: true })
  })

  it('fit still when the others of their stack were decided', () => {
    const suggested: PhotoFilter = { ...EVERYTHING, state: 'suggested' }
    const [start, end] = [false, true].map((isDecided) =>
      columnsOf(
        new Map<number, Known>([
          [1, [0, 50, isDecided]],
          [2, [0, 60, false]],
          [3, [1, 70, false]],
        ]),
      ),
    )
    const stacks = Int32Array.of(0, 0, 2)
    const [first, now] = [start, end].map((columns) =>
      arrangePhotos({ columns, stacks }, suggested, 'added', 'stack'),
    )
    const shown = keepPlaces(asAsked(first), start.ids, now, end.ids)
    expect(idsOf(shown, end)).toEqual([1, 2, 3])
    expect([...shown.left]).toEqual([1, 0, 0])
    expect(shown.changes).toMatchObject({ left: 1, came: 0, isMoved: true })
  })

  it('never move, whatever is decided, asked for in whatever way', () => {
    const known: fc.Arbitrary<Known> = fc.tuple(
      fc.integer({ min: -1, max: 2 }),
      fc.integer({ min: 0, max: 100 }),
      fc.boolean(),
    )
    const photos = fc
      .array(fc.tuple(fc.integer({ min: 1, max: 12 }), known), { maxLength: 12 })
      .map((entries) => columnsOf(new Map(entries)))
    const asked = fc.record({
      filter: fc.constantFrom<Partial<PhotoFilter>>(
        {},
        { sure: [30, 90] },
        { state: 'suggested' },
        { classes: ['hen'] },
      ),
      order: fc.constantFrom(...ORDERS.filter((order) => order !== 'newest' && order !== 'oldest')),
      grouping: fc.constantFrom(
        ...GROUPINGS.filter((grouping) => grouping === 'none' || grouping === 'class'),
      ),
    })
    fc.assert(
      fc.property(asked, fc.array(photos, { minLength: 2, maxLength: 4 }), (wanted, states) => {
        let shown = asAsked(arrange(states[0], wanted))
        for (const [index, columns] of states.slice(1).entries()) {
          const [seen, there] = [idsOf(shown, states[index]), new Set(columns.ids)]
          const now = arrange(columns, wanted)
          shown = keepPlaces(shown, states[index].ids, now, columns.ids)
          const stayed = seen.filter((id) => there.has(id))
          const ids = idsOf(shown, columns)
          expect(ids.slice(0, stayed.length)).toEqual(stayed)
          // What was added at the end is meant, and nothing shown fades but what is not meant here.
          const meant = new Set(idsOf(now, columns))
          expect(ids.slice(stayed.length).every((id) => meant.has(id))).toBe(true)
          const { left, came } = shown.changes
          expect(left).toBe(ids.filter((id) => !meant.has(id)).length)
          expect(came).toBe([...meant].filter((id) => !ids.includes(id)).length)
          expect(shown.rows.every((row, place) => shown.placeOf[row] === place)).toBe(true)
          expect(shown.groups.map(({ start }) => start).slice(1)).toEqual(
            shown.groups.map(({ end }) => end).slice(0, -1),
          )
        }
      }),
    )
  })
})

describe('a selection in such a list', () => {
  function selectionOf(first: KeptArrangement) {
    const shown = shallowRef({ arrangement: first, columns: before, asked: 'sure' })
    const scope = effectScope()
    const selection = scope.run(() => useSelection(computed(() => shown.value)))
    if (selection === undefined) throw new Error('The scope has ended.')
    return { shown, selection }
  }

  it('takes several photos without those that were decided, and these one by one', () => {
    const { shown, selection } = selectionOf(kept())
    shown.value = { ...shown.value, columns: after }
    selection.selectAll()
    expect([...selection.selected.value]).toEqual([10])
    expect(selection.hasAll(0, 3)).toBe(true)
    selection.selectOnly(0)
    expect([...selection.selected.value]).toEqual([20])
    selection.selectPlaces([0, 1], new Set())
    expect([...selection.selected.value]).toEqual([20, 30])
    selection.selectPlaces([0, 1, 2], new Set())
    expect([...selection.selected.value]).toEqual([10])
    // By the button of a group in which all were decided, none is taken, alone or beside others.
    selection.selectBetween(0, 2, true)
    expect([...selection.selected.value]).toEqual([10])
    selection.clear()
    selection.selectBetween(0, 2, false)
    expect([...selection.selected.value]).toEqual([])
    selection.selectBetween(0, 3, false)
    expect([...selection.selected.value]).toEqual([10])
  })

  it('keeps the focus on its photo, or the next one that is there when the list is asked for anew', async () => {
    const { shown, selection } = selectionOf(asAsked(arrange(before, surest)))
    selection.focus(1)
    shown.value = { arrangement: kept(), columns: after, asked: 'sure' }
    await nextTick()
    expect(selection.focusedId.value).toBe(30)
    shown.value = { ...shown.value, arrangement: asAsked(arrange(after, surest)) }
    await nextTick()
    expect(selection.focusedId.value).toBe(10)
    shown.value = { ...shown.value, asked: 'other' }
    selection.focus(2)
    shown.value = { ...shown.value, asked: 'another' }
    await nextTick()
    expect(selection.focusedPlace.value).toBe(0)
  })
})

describe('the order that a link asks for', () => {
  it('gives way to the own one when what it showed is shown no longer, and is the own one once chosen', () => {
    const isShown = ref(true)
    const { value, ask } = useOwnOrAsked<PhotoOrder>('newest')
    ask('unsure', () => isShown.value)
    expect(value.value).toBe('unsure')
    isShown.value = false
    expect(value.value).toBe('newest')
    ask('sure', () => isShown.value)
    isShown.value = true
    expect(value.value).toBe('sure')
    value.value = 'class'
    expect(value.value).toBe('class')
    isShown.value = false
    expect(value.value).toBe('class')
  })
})
