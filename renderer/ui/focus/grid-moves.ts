/** @file Where keys move the focus in a grid of tiles. Pure. */

export type GridMove =
  | 'left'
  | 'right'
  | 'up'
  | 'down'
  | 'rowStart'
  | 'rowEnd'
  | 'first'
  | 'last'
  | 'pageUp'
  | 'pageDown'

/** Those that each arrow, Home and End mean in most grids. */
export type Direction = Extract<GridMove, 'left' | 'right' | 'up' | 'down' | 'first' | 'last'>

export interface GridShape {
  readonly count: number
  readonly columns: number
  /** Rows that a step by pages goes. */
  readonly rowsPerPage?: number
}

/** Where the focus goes from a place in a grid of `count` tiles. */
export function placeAfter(
  from: number,
  move: GridMove,
  { count, columns, rowsPerPage = 1 }: GridShape,
): number {
  const rowStart = from - (from % columns)
  const target = {
    left: from - 1,
    right: from + 1,
    up: from - columns,
    down: from + columns,
    rowStart,
    rowEnd: rowStart + columns - 1,
    first: 0,
    last: count - 1,
    pageUp: from - columns * rowsPerPage,
    pageDown: from + columns * rowsPerPage,
  }[move]
  const isStep = move === 'up' || move === 'down'
  // A step off the grid stays; from the last full row it reaches a tile of the row below that is not full.
  if (isStep && target < 0) return from
  if (isStep && target >= count)
    return Math.floor(from / columns) < Math.floor((count - 1) / columns) ? count - 1 : from
  if (move === 'pageUp' && target < 0) return from % columns
  return Math.max(0, Math.min(count - 1, target))
}
