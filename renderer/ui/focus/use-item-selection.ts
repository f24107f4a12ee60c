/** @file Which items of a grid are selected, by their number, as of photos or groups; and the one that has the focus, by its place. */
import { computed, ref, shallowRef, watch, type Ref } from 'vue'

/**
 * @param items their numbers, in the order in which they stand.
 * @param version what they are of, as a grouping: in another one the same numbers mean other items.
 */
export function useItemSelection(
  items: Readonly<Ref<readonly number[]>>,
  version: Readonly<Ref<number | undefined>>,
) {
  const selected = shallowRef<ReadonlySet<number>>(new Set())
  const focusedPlace = ref(0)
  /** The item from which Shift selects. */
  let anchor: number | undefined

  const focused = computed(() => items.value.at(focusedPlace.value))

  function focus(place: number, how: 'alone' | 'extend' | 'keep' = 'alone'): void {
    const before = focused.value
    focusedPlace.value = within(place)
    if (how === 'extend') extend(anchor ?? before)
    else if (how === 'alone') clear()
  }
  function within(place: number): number {
    return Math.max(0, Math.min(items.value.length - 1, place))
  }
  function extend(from: number | undefined): void {
    const start = from === undefined ? -1 : items.value.indexOf(from)
    anchor = start < 0 ? focused.value : from
    const ends = [start < 0 ? focusedPlace.value : start, focusedPlace.value].sort((a, b) => a - b)
    selected.value = new Set(items.value.slice(ends[0], ends[1] + 1))
  }
  function selectOnly(place: number): void {
    focus(place)
    anchor = focused.value
    if (anchor !== undefined) selected.value = new Set([anchor])
  }
  function toggle(place: number): void {
    focus(place, 'keep')
    anchor = focused.value
    if (anchor === undefined) return
    const next = new Set(selected.value)
    if (!next.delete(anchor)) next.add(anchor)
    selected.value = next
  }
  /** @param besides items that stay selected. */
  function selectPlaces(places: readonly number[], besides: ReadonlySet<number>): void {
    selected.value = new Set([...besides, ...places.map((place) => items.value[place])])
    const last = places.at(-1)
    if (last !== undefined) focusedPlace.value = last
    anchor = items.value.at(places.at(0) ?? -1)
  }
  function selectAll(): void {
    selected.value = new Set(items.value)
  }
  function clear(): void {
    if (selected.value.size > 0) selected.value = new Set()
    anchor = undefined
  }
  /** What an action is for: the selected ones in their order, or else the one with the focus. */
  function targets(): number[] {
    if (selected.value.size > 0) return items.value.filter((item) => selected.value.has(item))
    return focused.value === undefined ? [] : [focused.value]
  }

  // Nothing that was not chosen may be changed. In another version nothing is chosen yet. In another order the focus stays on its
  // item, and those that are gone leave the selection.
  watch([items, version], ([next, id], [before, idBefore]) => {
    if (id !== idBefore) {
      clear()
      focusedPlace.value = within(focusedPlace.value)
      return
    }
    const place = next.indexOf(before.at(focusedPlace.value) ?? -1)
    focusedPlace.value = place < 0 ? within(focusedPlace.value) : place
    const there = new Set(next)
    const kept = [...selected.value].filter((item) => there.has(item))
    if (kept.length < selected.value.size) selected.value = new Set(kept)
  })

  return {
    ...{ selected, focusedPlace, focused },
    ...{ focus, selectOnly, selectPlaces, toggle, selectAll, clear, targets },
  }
}

export type ItemSelection = ReturnType<typeof useItemSelection>
