/** @file Where keys move the focus in the grid of photos. Pure. */
import { DIRECTIONS } from '../../../ui/keys/keymap.ts'
import type { KeyPress } from '../../../ui/keys/press.ts'

type Direction =
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

/** Home and End stay in their row; with Ctrl they go to the ends of the whole grid. */
export function gridDirection({ key, ctrlKey, metaKey }: KeyPress): Direction | undefined {
  const control = ctrlKey || metaKey
  if (key === 'Home' && !control) return 'rowStart'
  if (key === 'End' && !control) return 'rowEnd'
  if (key === 'PageUp') return 'pageUp'
  return key === 'PageDown' ? 'pageDown' : DIRECTIONS.get(key)
}

/** Where the focus goes from a place in a grid of `count` tiles. */
export function movedPlace(
  from: number,
  to: Direction,
  { count, perRow, rowsPerPage }: { count: number; perRow: number; rowsPerPage: number },
): number {
  const rowStart = from - (from % perRow)
  const target = {
    left: from - 1,
    right: from + 1,
    up: from - perRow,
    down: from + perRow,
    rowStart,
    rowEnd: rowStart + perRow - 1,
    first: 0,
    last: count - 1,
    pageUp: from - perRow * rowsPerPage,
    pageDown: from + perRow * rowsPerPage,
  }[to]
  const isStep = to === 'up' || to === 'down'
  // A step off the grid stays; from the last full row it reaches a photo of the row below that is not full.
  if (isStep && target < 0) return from
  if (isStep && target >= count)
    return Math.floor(from / perRow) < Math.floor((count - 1) / perRow) ? count - 1 : from
  if (to === 'pageUp' && target < 0) return from % perRow
  return Math.max(0, Math.min(count - 1, target))
}
