/**
 * @file The lines of the grid: rows of tiles, and above the rows of a group its heading. Each begins where the one before ends, by
 * arithmetic alone, so that nothing moves while one scrolls. Pure.
 */
import type { PhotoGroup } from '../../../stores/group-rows.ts'
import { placeAfter, type GridMove } from '../../../ui/focus/grid-moves.ts'
import type { Band } from '../../../ui/photo/use-rubber-band.ts'
import { shownAspect, wholeRow, type WholePhotos } from './whole-rows.ts'

export interface GridShape {
  /** Of tiles. */
  readonly count: number
  readonly perRow: number
  readonly groups: readonly PhotoGroup[]
  /** CSS pixels: the side of a tile, or how high a row is at most; the space between tiles, and the height of a heading. */
  readonly side: number
  readonly gap: number
  readonly heading: number
  /** Photos are shown whole; without it, in squares. */
  readonly whole?: WholePhotos
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
  const { count, gap, heading } = shape
  const isGrouped = shape.groups.length > 0
  const groups = isGrouped ? shape.groups : [{ start: 0, end: count }]
  const firstPlace: number[] = []
  const groupOf: number[] = []
  const tops = [gap]
  let top = gap
  const add = (place: number, height: number, group = -1): void => {
    firstPlace.push(place)
    groupOf.push(group)
    top += height
    tops.push(top)
  }
  groups.forEach(({ start, end }, group) => {
    if (isGrouped) add(start, heading, group)
    for (let place = start; place < end;) {
      const row = rowAt(shape, place, end)
      add(place, row.height + gap)
      place = row.end
    }
  })
  return {
    ...shape,
    length: groupOf.length,
    firstPlace: Int32Array.from([...firstPlace, count]),
    groupOf: Int32Array.from(groupOf),
    tops: Float64Array.from(tops),
  }
}

function rowAt({ perRow, side, gap, whole }: GridShape, start: number, end: number) {
  if (whole === undefined) return { end: Math.min(end, start + perRow), height: side }
  return wholeRow(start, end, whole, side, gap)
}

/** CSS pixels from the top of a row of tiles to its end, without the space below it. */
export function heightOfRow({ tops, gap }: GridLines, line: number): number {
  return tops[line + 1] - tops[line] - gap
}

/** In CSS pixels, tile after tile; those of squares are all the same. */
export function widthsOfRow(lines: GridLines, line: number): number[] {
  const { whole, side, firstPlace } = lines
  const height = heightOfRow(lines, line)
  return Array.from({ length: firstPlace[line + 1] - firstPlace[line] }, (_, at) =>
    whole === undefined ? side : height * shownAspect(whole.aspectOf(firstPlace[line] + at)),
  )
}

/** Where the tiles of a row begin and end, from its left. */
function boxesOfRow(lines: GridLines, line: number): { left: number; right: number }[] {
  let left = 0
  return widthsOfRow(lines, line).map((width) => {
    const box = { left, right: left + width }
    left += width + lines.gap
    return box
  })
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

/** The last line of which the upper half is in sight above a height; -1 for none. */
export function lastLineSeen(lines: GridLines, bottom: number): number {
  const line = lineAt(lines, bottom)
  return lines.tops[line] + heightOfRow(lines, line) / 2 > bottom ? line - 1 : line
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

/** Where a key leads from a place: up and down go on to what stands below, past headings and to rows that are not full. */
export function placeInLines(lines: GridLines, from: number, move: GridMove, rowsPerPage: number): number {
  const { count, perRow } = lines
  const isEven = lines.groups.length === 0 && lines.whole === undefined
  if (isEven) return placeAfter(from, move, { count, columns: perRow, rowsPerPage })
  const line = lineOfPlace(lines, from)
  if (move === 'rowStart') return lines.firstPlace[line]
  if (move === 'rowEnd') return lines.firstPlace[line + 1] - 1
  const rows = { up: -1, down: 1, pageUp: -rowsPerPage, pageDown: rowsPerPage }
  if (isAcrossRows(move)) return placeBelow(lines, from, line, rowsAway(lines, line, rows[move]))
  return placeAfter(from, move, { count, columns: perRow })
}

/** Of another row the place in the same column; of whole photos the one whose middle is nearest. */
function placeBelow(lines: GridLines, from: number, line: number, to: number): number {
  const { firstPlace } = lines
  if (lines.whole === undefined || to === line)
    return Math.min(firstPlace[to] + (from - firstPlace[line]), firstPlace[to + 1] - 1)
  const middles = (at: number) => boxesOfRow(lines, at).map(({ left, right }) => (left + right) / 2)
  const middle = middles(line)[from - firstPlace[line]]
  const away = middles(to).map((each) => Math.abs(each - middle))
  return firstPlace[to] + away.indexOf(Math.min(...away))
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
  const { firstPlace, groupOf, tops } = lines
  const places: number[] = []
  for (let line = lineAt(lines, band.top); line < lines.length && tops[line] <= band.bottom; line += 1) {
    if (groupOf[line] >= 0 || tops[line] + heightOfRow(lines, line) < band.top) continue
    boxesOfRow(lines, line).forEach((box, at) => {
      if (left + box.left <= band.right && left + box.right >= band.left) places.push(firstPlace[line] + at)
    })
  }
  return places
}
