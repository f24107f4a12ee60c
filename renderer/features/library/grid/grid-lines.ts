/**
 * @file The lines of the grid: rows of tiles, and above the rows of a group its heading. Each begins where the one before ends, by
 * arithmetic alone, so that nothing moves while one scrolls. Pure.
 */
import type { PhotoGroup } from '../../../stores/group-rows.ts'
import { placeAfter, type GridMove } from '../../../ui/focus/grid-moves.ts'
import type { Band } from '../../../ui/photo/use-rubber-band.ts'

export interface GridShape {
  /** Of tiles. */
  readonly count: number
  readonly perRow: number
  readonly groups: readonly PhotoGroup[]
  /** CSS pixels: the side of a tile, the space between tiles, and the height of a heading. */
  readonly side: number
  readonly gap: number
  readonly heading: number
}

export interface GridLines extends GridShape {
  /** How many lines. */
  readonly length: number
  /** By line its first place, and after the last line the end. A heading holds no place: the next line begins at the same. */
  readonly firstPlace: Int32Array
  /** By line the group that it is the heading of; -1 for a row of tiles. */
  readonly groupOf: Int32Array
  /** By line where it begins, in CSS pixels, and after the last line the end. */
  readonly tops: Float64Array
}

export function gridLines(shape: GridShape): GridLines {
  const { count, perRow, side, gap, heading } = shape
  const isGrouped = shape.groups.length > 0
  const groups = isGrouped ? shape.groups : [{ start: 0, end: count }]
  const rows = groups.reduce((sum, { start, end }) => sum + Math.ceil((end - start) / perRow), 0)
  const length = rows + (isGrouped ? groups.length : 0)
  const firstPlace = new Int32Array(length + 1)
  const groupOf = new Int32Array(length).fill(-1)
  const tops = new Float64Array(length + 1)
  tops[0] = gap
  let line = 0
  const add = (place: number, height: number): void => {
    firstPlace[line] = place
    tops[line + 1] = tops[line] + height
    line += 1
  }
  groups.forEach(({ start, end }, group) => {
    if (isGrouped) {
      groupOf[line] = group
      add(start, heading)
    }
    for (let place = start; place < end; place += perRow) add(place, side + gap)
  })
  firstPlace[length] = count
  return { ...shape, length, firstPlace, groupOf, tops }
}

/** The row of tiles that holds a place. */
export function lineOfPlace({ firstPlace, length }: GridLines, place: number): number {
  return Math.max(0, lastNotAfter(firstPlace, length, place))
}

/** The line with which a place comes into sight: of the first photo of a group, the heading. */
export function lineToShow(lines: GridLines, place: number): number {
  const line = lineOfPlace(lines, place)
  const isFirst = line > 0 && lines.groupOf[line - 1] >= 0 && lines.firstPlace[line] === place
  return isFirst ? line - 1 : line
}

/** The line that is at a height, the first or the last one beyond them. */
export function lineAt({ tops, length }: GridLines, top: number): number {
  return Math.max(0, lastNotAfter(tops, length, top))
}

/** The last of the first `length` values, which ascend, that is not greater; -1 where all are. */
function lastNotAfter(values: Int32Array | Float64Array, length: number, value: number): number {
  let [low, high] = [0, length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (values[middle] <= value) low = middle + 1
    else high = middle
  }
  return low - 1
}

/** Where a key leads from a place: up and down go on in the same column, past headings and to rows that are not full. */
export function placeInLines(lines: GridLines, from: number, move: GridMove, rowsPerPage: number): number {
  const { count, perRow } = lines
  if (lines.groups.length === 0) return placeAfter(from, move, { count, columns: perRow, rowsPerPage })
  const line = lineOfPlace(lines, from)
  const column = from - lines.firstPlace[line]
  const inLine = (to: number): number => Math.min(lines.firstPlace[to] + column, lines.firstPlace[to + 1] - 1)
  if (move === 'rowStart') return lines.firstPlace[line]
  if (move === 'rowEnd') return lines.firstPlace[line + 1] - 1
  const rows = { up: -1, down: 1, pageUp: -rowsPerPage, pageDown: rowsPerPage }
  if (isAcrossRows(move)) return inLine(rowsAway(lines, line, rows[move]))
  return placeAfter(from, move, { count, columns: perRow })
}

function isAcrossRows(move: GridMove): move is 'up' | 'down' | 'pageUp' | 'pageDown' {
  return ['up', 'down', 'pageUp', 'pageDown'].includes(move)
}

/** So many rows of tiles further, or as many as there are. */
function rowsAway({ groupOf, length }: GridLines, from: number, rows: number): number {
  const step = Math.sign(rows)
  let [line, left] = [from, Math.abs(rows)]
  for (let at = from + step; left > 0 && at >= 0 && at < length; at += step)
    if (groupOf[at] < 0) {
      line = at
      left -= 1
    }
  return line
}

/** The places that a rectangle touches, in their order. @param left where the first tile of a row begins */
export function placesInBand(lines: GridLines, band: Band, left: number): number[] {
  const { perRow, side, gap, firstPlace, groupOf, tops } = lines
  const step = side + gap
  const before = Math.floor((band.left - left) / step)
  const isInGap = band.left - left - before * step > side
  const firstColumn = Math.max(0, isInGap ? before + 1 : before)
  const lastColumn = Math.min(perRow - 1, Math.floor((band.right - left) / step))
  const places: number[] = []
  for (let line = lineAt(lines, band.top); line < lines.length && tops[line] <= band.bottom; line += 1) {
    if (groupOf[line] >= 0 || tops[line] + side < band.top) continue
    for (let column = firstColumn; column <= lastColumn; column += 1)
      if (firstPlace[line] + column < firstPlace[line + 1]) places.push(firstPlace[line] + column)
  }
  return places
}
