/** @file How large the tiles of a grid of photos are, and of which shape, remembered by the window. */
import { ref, watch } from 'vue'

/** CSS pixels. */
export const SMALLEST = 80
export const LARGEST = 360
export const STEP = 20
export const USUAL = 160

/** Squares, which are quicker to look through, or photos as they are. */
export const SHAPES = ['square', 'whole'] as const
export type TileShape = (typeof SHAPES)[number]

const STORED_AS = 'twinsort.tile-size'
const SHAPE_STORED_AS = 'twinsort.tile-shape'

const size = ref(read())
const shape = ref<TileShape>(SHAPES.find((each) => each === stored(SHAPE_STORED_AS)) ?? 'square')

export function useTileSize() {
  watch(size, (now) => {
    store(STORED_AS, String(now))
  })
  watch(shape, (now) => {
    store(SHAPE_STORED_AS, now)
  })
  function change(by: 1 | -1): void {
    size.value = clamp(size.value + by * STEP)
  }
  return { size, shape, change }
}

function clamp(value: number): number {
  return Math.min(LARGEST, Math.max(SMALLEST, value))
}

function read(): number {
  const number = Number(stored(STORED_AS) ?? USUAL)
  return Number.isFinite(number) ? clamp(number) : USUAL
}

function stored(name: string): string | null {
  try {
    return localStorage.getItem(name)
  } catch {
    return null
  }
}

function store(name: string, value: string): void {
  try {
    localStorage.setItem(name, value)
  } catch {
    // A window that may store nothing forgets the choice at its end; it holds until then.
  }
}
