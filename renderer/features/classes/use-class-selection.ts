/** @file Which classes are selected, by name, so that a selection outlives every new order; and the one that has the focus. */
import { computed, ref, shallowRef, watch, type ComputedRef, type Ref } from 'vue'
import type { ClassNode, ShownClass } from './class-tree.ts'

/** @param focusedName the class with the focus, also before the rows are known */
export function useClassSelection(
  rows: ComputedRef<readonly ShownClass[]>,
  focusedName: Ref<string | undefined> = ref(),
) {
  const placeOf = (name: string | undefined): number => rows.value.findIndex(({ node }) => node.name === name)
  const selected = shallowRef<ReadonlySet<string>>(new Set())
  /** Where the focus is, also after its class has gone: the class that came to its place has it then. */
  const place = ref(Math.max(0, placeOf(focusedName.value)))
  /** The class from which Shift selects. */
  const anchor = ref<string>()

  const focused = computed((): ShownClass | undefined => rows.value.at(place.value))

  function focus(to: number, how: 'alone' | 'extend' | 'keep' = 'alone'): void {
    const before = focusedName.value
    place.value = Math.max(0, Math.min(rows.value.length - 1, to))
    focusedName.value = focused.value?.node.name
    if (how === 'extend') extend(anchor.value ?? before)
    else if (how === 'alone') clear()
  }
  function extend(from: string | undefined): void {
    const start = placeOf(from)
    anchor.value = start < 0 ? focusedName.value : from
    const [low, high] = [start < 0 ? place.value : start, place.value].sort((a, b) => a - b)
    selected.value = new Set(rows.value.slice(low, high + 1).map(({ node }) => node.name))
  }
  function selectOnly(at: number): void {
    focus(at)
    anchor.value = focusedName.value
    selected.value = new Set(focusedName.value === undefined ? [] : [focusedName.value])
  }
  function toggle(at: number): void {
    focus(at, 'keep')
    const { value: name } = focusedName
    if (name === undefined) return
    const next = new Set(selected.value)
    if (!next.delete(name)) next.add(name)
    selected.value = next
    anchor.value = name
  }
  function selectAll(): void {
    selected.value = new Set(rows.value.map(({ node }) => node.name))
  }
  function clear(): void {
    if (selected.value.size > 0) selected.value = new Set()
    anchor.value = undefined
  }
  /** The focus has come to a place by itself. Where it was there already, a class that is followed is still awaited. */
  function enter(at: number): void {
    if (at !== place.value || focusedName.value === undefined) focus(at, 'keep')
  }
  /** Goes where a class of this name is, or will be when the rows are read again. */
  function follow(name: string): void {
    clear()
    focusedName.value = name
    const at = placeOf(name)
    if (at >= 0) place.value = at
  }

  /** What an action is for, in the order of the rows: the selected classes, or else the one with the focus. */
  const targets = computed((): ClassNode[] => {
    const chosen = rows.value.filter(({ node }) => selected.value.has(node.name)).map(({ node }) => node)
    if (chosen.length > 0) return chosen
    return focused.value === undefined ? [] : [focused.value.node]
  })

  // Classes that left the list leave the selection: nothing that is not seen may be changed.
  watch(rows, () => {
    const at = placeOf(focusedName.value)
    place.value = at >= 0 ? at : Math.max(0, Math.min(rows.value.length - 1, place.value))
    const kept = [...selected.value].filter((name) => placeOf(name) >= 0)
    if (kept.length < selected.value.size) selected.value = new Set(kept)
  })

  return {
    ...{ selected, place, focused, targets },
    ...{ focus, selectOnly, toggle, selectAll, clear, enter, follow },
  }
}

export type ClassSelection = ReturnType<typeof useClassSelection>
