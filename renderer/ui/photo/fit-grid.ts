/** @file How large tiles can be so that a whole page fits the window. Pure. */

export interface Room {
  /** CSS pixels. */
  readonly width: number
  readonly height: number
  readonly gap: number
}

export interface Fit {
  readonly columns: number
  /** CSS pixels of one tile. */
  readonly width: number
  readonly height: number
}

/** Below this width an intruder is hard to see: rather scroll. */
export const SMALLEST_TILE = 96
/** Thumbnails have 384 pixels on their longest side: much larger would only be blurred. */
const LARGEST_TILE = 440

/** A picture that is enlarged further shows nothing more. */
export const MOST_ENLARGED = 2

/**
 * How long the shorter side of a tile may be, so that no picture of the page is enlarged too far.
 * @param longest pixels of the longest side of the largest picture; undefined while none is known.
 */
export function largestTile(count: number, aspect: number, longest: number | undefined): number {
  const usual = count === 1 ? Infinity : LARGEST_TILE
  if (longest === undefined) return usual
  const enlarged = (MOST_ENLARGED * longest) / Math.max(aspect, 1 / aspect)
  return Math.max(SMALLEST_TILE, Math.min(usual, enlarged))
}

/**
 * @param aspect width through height of a tile.
 * @param largest CSS pixels of a tile's shorter side.
 */
export function fitGrid(count: number, room: Room, aspect: number, largest = LARGEST_TILE): Fit {
  const { gap } = room
  let best: Fit = { columns: 1, width: 0, height: 0 }
  for (let columns = 1; columns <= Math.max(1, count); columns += 1) {
    const rows = Math.ceil(count / columns)
    const byWidth = (room.width - gap * (columns - 1)) / columns
    const byHeight = ((room.height - gap * (rows - 1)) / rows) * aspect
    const width = Math.floor(Math.min(byWidth, byHeight, largest * Math.max(1, aspect)))
    if (width > best.width) best = { columns, width, height: Math.floor(width / aspect) }
  }
  return best.width >= SMALLEST_TILE ? best : scrollingGrid(count, room, aspect)
}

function scrollingGrid(count: number, { width: available, gap }: Room, aspect: number): Fit {
  const fitting = Math.floor((available + gap) / (SMALLEST_TILE + gap))
  const columns = Math.max(1, Math.min(count, fitting))
  const width = Math.max(1, Math.floor((available - gap * (columns - 1)) / columns))
  return { columns, width, height: Math.floor(width / aspect) }
}
