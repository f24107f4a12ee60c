/** @file What a key means on a page while no name is being typed. Pure. */
import type { KeyPress } from '../../../ui/global-keys.ts'
import { isLetter } from './key-gate.ts'

export type Direction = 'left' | 'right' | 'up' | 'down' | 'first' | 'last'

export type PageCommand =
  | { do: 'enter' | 'exclude' | 'skip' | 'large' | 'name' | 'select' | 'selectAll' | 'selectNone' | 'none' }
  | { do: 'move'; to: Direction; how: 'alone' | 'keep' | 'extend' }
  | { do: 'type'; text: string }

const MOVES = new Map<string, Direction>([
  ['ArrowLeft', 'left'],
  ['ArrowRight', 'right'],
  ['ArrowUp', 'up'],
  ['ArrowDown', 'down'],
  ['Home', 'first'],
  ['End', 'last'],
])
const NAMED_KEYS = new Map<string, Exclude<PageCommand, { to: unknown } | { text: unknown }>['do']>([
  ['Enter', 'enter'],
  [' ', 'large'],
  ['F2', 'name'],
  ['Escape', 'selectNone'],
])

export function pageCommand(press: KeyPress & { repeat?: boolean }): PageCommand | undefined {
  const { key, altKey, shiftKey } = press
  const control = press.ctrlKey || press.metaKey
  if (altKey) return undefined
  const to = MOVES.get(key)
  if (to !== undefined) return { do: 'move', to, how: shiftKey ? 'extend' : control ? 'keep' : 'alone' }
  // A key that is held down must not answer page after page.
  if (press.repeat === true) return undefined
  if (control) {
    if (key === ' ') return { do: 'select' }
    return key.toLowerCase() === 'a' && !shiftKey ? { do: 'selectAll' } : undefined
  }
  const named = NAMED_KEYS.get(key)
  if (named !== undefined) return { do: named }
  if (!shiftKey && key.toLowerCase() === 'x') return { do: 'exclude' }
  if (!shiftKey && key.toLowerCase() === 's') return { do: 'skip' }
  if (key === '0') return { do: 'none' }
  // With Shift, S and X are letters like all others. Names may begin with a digit too.
  return isLetter(key) ? { do: 'type', text: key } : undefined
}
