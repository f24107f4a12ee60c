/** @file How large the tiles of the grid are, remembered by the window, and how many of them stand in a row. */
import { computed, ref, watch, type Ref } from 'vue'

/** CSS pixels. */
export const SMALLEST = 80
export const LARGEST = 360
export const GAP = 6
const STEP = 20
const USUAL = 160

const STORED_AS = 'twinsort.tile-size'

const size = ref(read())

export function useTileSize() {
  watch(size, store)
  function change(by: 1 | -1): void {
    size.value = clamp(size.value + by * STEP)
  }
  return { size, change }
}

/** Tiles fill the width: they are at least as large as chosen, and a row holds at least two. */
export function useGridMeasure(width: Ref<number>, chosen: Ref<number>) {
  const perRow = computed(() => Math.max(2, Math.floor((width.value + GAP) / (chosen.value + GAP))))
  const tile = computed(() =>
    Math.max(40, Math.floor((width.value - GAP * (perRow.value - 1)) / perRow.value)),
  )
  return { perRow, tile }
}

function clamp(value: number): number {
  return Math.min(LARGEST, Math.max(SMALLEST, value))
}

function read(): number {
  try {
    const stored = Number(localStorage.getItem(STORED_AS) ?? USUAL)
    return Number.isFinite(stored) ? clamp(stored) : USUAL
  } catch {
    return USUAL
  }
}

function store(value: number): void {
  try {
    localStorage.setItem(STORED_AS, String(value))
  } catch {
    // A window that may store nothing forgets the size at its end; it holds until then.
  }
}
