/** @file What a key means on a page while no name is being typed. Pure. */
import type { KeyPress } from '../keyboard/global-keys.ts'

export type PageCommand =
  | { do: 'confirm' | 'exclude' | 'skip' | 'large' | 'name' }
  | { do: 'move'; to: 'left' | 'right' | 'up' | 'down' | 'first' | 'last' }
  | { do: 'type'; text: string }

const MOVES = new Map([
  ['ArrowLeft', 'left'],
  ['ArrowRight', 'right'],
  ['ArrowUp', 'up'],
  ['ArrowDown', 'down'],
  ['Home', 'first'],
  ['End', 'last'],
] as const)

export function pageCommand(press: KeyPress & { repeat?: boolean }): PageCommand | undefined {
  const { key, ctrlKey, metaKey, altKey, shiftKey } = press
  if (ctrlKey || metaKey || altKey) return undefined
  const move = new Map<string, typeof MOVES extends Map<string, infer M> ? M : never>(MOVES).get(key)
  if (move !== undefined) return { do: 'move', to: move }
  // A key that is held down must not answer page after page.
  if (press.repeat === true) return undefined
  if (key === 'Enter') return { do: 'confirm' }
  if (key === ' ') return { do: 'large' }
  if (key === 'F2') return { do: 'name' }
  if (!shiftKey && key.toLowerCase() === 'x') return { do: 'exclude' }
  if (!shiftKey && key.toLowerCase() === 's') return { do: 'skip' }
  // With Shift, S and X are letters like all others. Names may begin with a digit too.
  return /^[\p{Letter}\p{Number}]$/u.test(key) ? { do: 'type', text: key } : undefined
}
