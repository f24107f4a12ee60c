/** @file Which cards are selected, by the number of their group; and the one that has the focus, by its place. */
import { computed, ref, shallowRef, watch, type Ref } from 'vue'

/**
 * @param groups their numbers, in the order in which they stand.
 * @param grouping which grouping they are of: in another one the same numbers mean other groups.
 */
export function useCardSelection(
  groups: Readonly<Ref<readonly number[]>>,
  grouping: Readonly<Ref<number | undefined>>,
) {
  const selected = shallowRef<ReadonlySet<number>>(new Set())
  const focusedPlace = ref(0)
  /** The group from which Shift selects. */
  let anchor: number | undefined

  const focused = computed(() => groups.value.at(focusedPlace.value))

  function focus(place: number, how: 'alone' | 'extend' | 'keep' = 'alone'): void {
    const before = focused.value
    focusedPlace.value = within(place)
    if (how === 'extend') extend(anchor ?? before)
    else if (how === 'alone') clear()
  }
  function within(place: number): number {
    return Math.max(0, Math.min(groups.value.length - 1, place))
  }
  function extend(from: number | undefined): void {
    const start = from === undefined ? -1 : groups.value.indexOf(from)
    anchor = start < 0 ? focused.value : from
    const ends = [start < 0 ? focusedPlace.value : start, focusedPlace.value].sort((a, b) => a - b)
    selected.value = new Set(groups.value.slice(ends[0], ends[1] + 1))
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
  /** @param besides groups that stay selected. */
  function selectPlaces(places: readonly number[], besides: ReadonlySet<number>): void {
    selected.value = new Set([...besides, ...places.map((place) => groups.value[place])])
    const last = places.at(-1)
    if (last !== undefined) focusedPlace.value = last
    anchor = groups.value.at(places.at(0) ?? -1)
  }
  function selectAll(): void {
    selected.value = new Set(groups.value)
  }
  function clear(): void {
    if (selected.value.size > 0) selected.value = new Set()
    anchor = undefined
  }
  /** What an action is for: the selected groups in their order, or else the one with the focus. */
  function targets(): number[] {
    if (selected.value.size > 0) return groups.value.filter((group) => selected.value.has(group))
    return focused.value === undefined ? [] : [focused.value]
  }

  // Nothing that was not chosen may be changed. In another grouping nothing is chosen yet. In another order the focus stays on its
  // group, and groups that are gone leave the selection.
  watch([groups, grouping], ([next, id], [before, idBefore]) => {
    if (id !== idBefore) {
      clear()
      focusedPlace.value = within(focusedPlace.value)
      return
    }
    const place = next.indexOf(before.at(focusedPlace.value) ?? -1)
    focusedPlace.value = place < 0 ? within(focusedPlace.value) : place
    const there = new Set(next)
    const kept = [...selected.value].filter((group) => there.has(group))
    if (kept.length < selected.value.size) selected.value = new Set(kept)
  })

  return {
    ...{ selected, focusedPlace, focused },
    ...{ focus, selectOnly, selectPlaces, toggle, selectAll, clear, targets },
  }
}

export type CardSelection = ReturnType<typeof useCardSelection>
