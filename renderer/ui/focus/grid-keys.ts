/** @file What keys move the focus by in a grid of photos or groups. Pure. */
import type { GridMove } from './grid-moves.ts'
import { DIRECTIONS } from '../keys/keymap.ts'
import type { KeyPress } from '../keys/press.ts'

/** Home and End stay in their row; with Ctrl they go to the ends of the whole grid. */
export function gridDirection({ key, ctrlKey, metaKey }: KeyPress): GridMove | undefined {
  const control = ctrlKey || metaKey
  if (key === 'Home' && !control) return 'rowStart'
  if (key === 'End' && !control) return 'rowEnd'
  if (key === 'PageUp') return 'pageUp'
  return key === 'PageDown' ? 'pageDown' : DIRECTIONS.get(key)
}
