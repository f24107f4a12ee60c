/** @file How large the tiles of a grid of photos are, remembered by the window. */
import { ref, watch } from 'vue'

/** CSS pixels. */
export const SMALLEST = 80
export const LARGEST = 360
export const STEP = 20
export const USUAL = 160

const STORED_AS = 'twinsort.tile-size'

const size = ref(read())

export function useTileSize() {
  watch(size, store)
  function change(by: 1 | -1): void {
    size.value = clamp(size.value + by * STEP)
  }
  return { size, change }
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
