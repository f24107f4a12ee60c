/** @file Which places of a grid a rectangle touches: computed, also for those that are not in the document; or measured. */
import type { Band } from './use-rubber-band.ts'

interface Tiles {
  readonly count: number
  readonly perRow: number
  /** CSS pixels: the side of a tile, the gap around it, and where the first one of a row begins. */
  readonly side: number
  /** Of a tile that is no square. */
  readonly height?: number
  readonly gap: number
  readonly left: number
}

/** In their order. The first row begins one gap below the top. */
export function placesIn(band: Band, { count, perRow, side, height = side, gap, left }: Tiles): number[] {
  const [firstRow, lastRow] = touched(band.top - gap, band.bottom - gap, height, gap)
  const [firstColumn, lastColumn] = touched(band.left - left, band.right - left, side, gap)
  const places: number[] = []
  for (let row = firstRow; row <= lastRow; row += 1)
    for (let column = firstColumn; column <= Math.min(lastColumn, perRow - 1); column += 1) {
      const place = row * perRow + column
      if (place < count) places.push(place)
    }
  return places
}

/** The first and the last of equal steps whose tiles lie between; the last is the smaller one where none does. */
function touched(from: number, to: number, side: number, gap: number): [number, number] {
  const step = side + gap
  const before = Math.floor(from / step)
  const first = from - before * step > side ? before + 1 : before
  return [Math.max(0, first), Math.floor(to / step)]
}

/** Of tiles that are all in the document, measured anew each time: in a window that is made larger while one draws they move. */
export function placesUnder({ left, top, right, bottom }: Band, tiles: readonly HTMLElement[]): number[] {
  return tiles.flatMap((tile, place) =>
    tile.offsetLeft <= right &&
    tile.offsetLeft + tile.offsetWidth >= left &&
    tile.offsetTop <= bottom &&
    tile.offsetTop + tile.offsetHeight >= top
      ? [place]
      : [],
  )
}
