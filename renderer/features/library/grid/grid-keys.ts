/** @file What a key means in the grid of photos. Pure. */
import type { KeyPress } from '../../../ui/global-keys.ts'

type Direction =
  'left' | 'right' | 'up' | 'down' | 'rowStart' | 'rowEnd' | 'first' | 'last' | 'pageUp' | 'pageDown'

export type GridCommand =
  | { do: 'move'; to: Direction; extend: boolean; keep: boolean }
  | { do: 'open' | 'toggle' | 'all' | 'clear' | 'unlabel' | 'larger' | 'smaller' | 'name' }
  | { do: 'type'; text: string }

const ARROWS = new Map<string, Direction>([
  ['ArrowLeft', 'left'],
  ['ArrowRight', 'right'],
  ['ArrowUp', 'up'],
  ['ArrowDown', 'down'],
  ['PageUp', 'pageUp'],
  ['PageDown', 'pageDown'],
])

export function gridCommand(press: KeyPress): GridCommand | undefined {
  const { key, altKey, shiftKey } = press
  const control = press.ctrlKey || press.metaKey
  if (altKey) return undefined
  const to = direction(key, control)
  if (to !== undefined) return { do: 'move', to, extend: shiftKey, keep: control && ARROWS.has(key) }
  if (control) {
    if (key.toLowerCase() === 'a') return { do: 'all' }
    return key === ' ' ? { do: 'toggle' } : undefined
  }
  if (key === 'Enter' || key === ' ') return { do: 'open' }
  if (key === 'Escape') return { do: 'clear' }
  if (key === 'Delete' || key === 'Backspace') return { do: 'unlabel' }
  if (key === '+' || key === '=') return { do: 'larger' }
  if (key === '-') return { do: 'smaller' }
  if (key === 'F2') return { do: 'name' }
  return /^[\p{Letter}\p{Number}]$/u.test(key) ? { do: 'type', text: key } : undefined
}

function direction(key: string, control: boolean): Direction | undefined {
  if (key === 'Home') return control ? 'first' : 'rowStart'
  if (key === 'End') return control ? 'last' : 'rowEnd'
  return ARROWS.get(key)
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
