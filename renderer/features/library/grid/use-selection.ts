/**
 * @file Which photos are selected, by id, so that a selection outlives every new order; and the one that has the focus. All of a large
 * library may be: what goes through them reads the arrangement once, and counts them once for all who ask.
 */
import { computed, ref, shallowRef, watch, type ComputedRef } from 'vue'
import { countStatesOf, rowOfPhoto } from '../../../stores/arrange-photos.ts'
import type { KeptArrangement } from '../../../stores/kept-places.ts'
import type { PhotoColumns } from '../../../stores/photo-tests.ts'

interface Shown {
  readonly arrangement: KeptArrangement
  readonly columns: PhotoColumns | undefined
  /** Changes with the filter, the order and the groups. */
  readonly asked: string
}

export function useSelection(shown: ComputedRef<Shown>) {
  const selected = shallowRef<ReadonlySet<number>>(new Set())
  const focusedPlace = ref(0)
  /** The photo from which Shift selects. */
  const anchor = ref<number>()

  const count = computed(() => shown.value.arrangement.rows.length)
  const focusedId = computed(() => idAt(focusedPlace.value))
  /** How many of the selected photos are in each state. */
  const counts = computed(() => {
    const { columns } = shown.value
    return columns === undefined ? undefined : countStatesOf(columns, selected.value)
  })

  function idAt(place: number, { arrangement, columns }: Shown = shown.value): number | undefined {
    const row = arrangement.rows.at(place)
    return row === undefined || place < 0 ? undefined : columns?.ids.at(row)
  }
  function placeOf(id: number | undefined): number {
    const { arrangement, columns } = shown.value
    if (id === undefined || columns === undefined) return -1
    const row = rowOfPhoto(columns, id)
    return row < 0 ? -1 : arrangement.placeOf[row]
  }

  /** Focuses the photo at a place and selects nothing but what was asked for. */
  function focus(place: number, how: 'alone' | 'extend' | 'keep' = 'alone'): void {
    const before = focusedId.value
    focusedPlace.value = Math.max(0, Math.min(count.value - 1, place))
    if (how === 'extend') extend(anchor.value ?? before)
    else if (how === 'alone') clear()
  }
  function extend(from: number | undefined): void {
    const start = placeOf(from)
    anchor.value = start < 0 ? focusedId.value : from
    const [low, high] = [start < 0 ? focusedPlace.value : start, focusedPlace.value].sort((a, b) => a - b)
    selected.value = idsBetween(low, high + 1)
  }
  function selectOnly(place: number): void {
    focus(place)
    const id = idAt(place)
    if (id !== undefined) selected.value = new Set([id])
    anchor.value = id
  }
  function toggle(place: number): void {
    focus(place, 'keep')
    const id = idAt(place)
    if (id === undefined) return
    const next = new Set(selected.value)
    if (!next.delete(id)) next.add(id)
    selected.value = next
    anchor.value = id
  }
  /** @param besides photos that stay selected. */
  function selectPlaces(places: readonly number[], besides: ReadonlySet<number>): void {
    selected.value = besides.size === 0 ? idsAt(places) : new Set([...besides, ...idsAt(places)])
    const last = places.at(-1)
    if (last !== undefined) focusedPlace.value = last
    anchor.value = idAt(places.at(0) ?? -1)
  }
  function selectAll(): void {
    selected.value = idsBetween(0, count.value)
  }
  /**
   * All from one place up to another one that the filter still means, or none of them where they are selected already; what else is
   * stays where that is wished. Where all were decided already, nothing is selected: nobody asks for these by the group's button.
   */
  function selectBetween(start: number, end: number, adds: boolean): void {
    const { rows, left } = shown.value.arrangement
    if (rows.subarray(start, end).every((row) => left[row] === 1)) return
    const ids = idsBetween(start, end)
    const isAll = hasAll(start, end)
    const next = new Set(adds || isAll ? selected.value : [])
    for (const id of ids)
      if (isAll) next.delete(id)
      else next.add(id)
    selected.value = next
    focusedPlace.value = start
    anchor.value = idAt(start)
  }
  function hasAll(start: number, end: number): boolean {
    const { arrangement, columns } = shown.value
    const { rows, left } = arrangement
    const { value: all } = selected
    if (columns === undefined || all.size === 0) return false
    let meant = 0
    for (let place = start; place < end; place += 1) {
      if (left[rows[place]] === 1) continue
      if (!all.has(columns.ids[rows[place]])) return false
      meant += 1
    }
    return meant > 0
  }
  function clear(): void {
    if (selected.value.size > 0) selected.value = new Set()
    anchor.value = undefined
  }
  function idsBetween(low: number, high: number): Set<number> {
    return idsOf(shown.value.arrangement.rows.subarray(Math.max(0, low), Math.max(0, high)))
  }
  /**
   * Several photos at once: without those that the filter means no longer, which were decided already; these alone where there
   * are no others.
   */
  function idsOf(rows: Int32Array): Set<number> {
    const { arrangement, columns } = shown.value
    const [fitting, others] = [new Set<number>(), new Set<number>()]
    if (columns === undefined) return others
    for (const row of rows) (arrangement.left[row] === 0 ? fitting : others).add(columns.ids[row])
    return fitting.size > 0 ? fitting : others
  }
  function idsAt(places: readonly number[]): Set<number> {
    const { rows } = shown.value.arrangement
    const there = places.filter((place) => place >= 0 && place < rows.length)
    return idsOf(Int32Array.from(there, (place) => rows[place]))
  }

  /** What an action is for: the selected photos in their order, or else the one with the focus. */
  function targets(): number[] {
    if (selected.value.size > 0) return [...selected.value]
    return focusedId.value === undefined ? [] : [focusedId.value]
  }

  // Photos that left the grid leave the selection: nothing that is not seen may be changed.
  watch(shown, (next, before) => {
    focusedPlace.value = Math.max(0, Math.min(count.value - 1, placeAfter(next, before)))
    if (selected.value.size === 0) return
    const { arrangement, columns } = next
    const isShown = (id: number): boolean => {
      const row = columns === undefined ? -1 : rowOfPhoto(columns, id)
      return row >= 0 && arrangement.placeOf[row] >= 0
    }
    const kept = [...selected.value].filter(isShown)
    if (kept.length < selected.value.size) selected.value = new Set(kept)
  })

  /** Another filter or order begins at its top. Else the focus goes with its photo, or with the next one that is still there. */
  function placeAfter(next: Shown, before: Shown): number {
    if (next.asked !== before.asked) return 0
    const { length } = before.arrangement.rows
    for (let place = focusedPlace.value; place < length; place += 1) {
      const followed = placeOf(idAt(place, before))
      if (followed >= 0) return followed
    }
    return focusedPlace.value
  }

  return {
    ...{ selected, counts, focusedPlace, focusedId, count, idAt, placeOf },
    ...{ focus, selectOnly, selectPlaces, toggle, selectAll, selectBetween, hasAll, clear, targets },
  }
}

export type Selection = ReturnType<typeof useSelection>
