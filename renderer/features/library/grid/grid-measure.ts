/** @file How many tiles stand in a row of the grid. */
import { computed, type Ref } from 'vue'

/** CSS pixels. */
export const GAP = 6

/** Tiles fill the width: they are at least as large as chosen, and a row holds at least two. */
export function useGridMeasure(width: Ref<number>, chosen: Ref<number>) {
  const perRow = computed(() => Math.max(2, Math.floor((width.value + GAP) / (chosen.value + GAP))))
  const tile = computed(() =>
    Math.max(40, Math.floor((width.value - GAP * (perRow.value - 1)) / perRow.value)),
  )
  return { perRow, tile }
}
