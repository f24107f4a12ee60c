/** @file What a key does in a place of the window, by the table of keymap.ts. Pure: a key event in, the name of an action out. */
import { KEYMAP, type KeyLine } from './keymap.ts'

export type KeyPress = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'> & {
  readonly repeat?: boolean
  readonly code?: string | undefined
}
export type KeyPlace = KeyLine['in']

const LINES: readonly KeyLine[] = KEYMAP

type Line = (typeof KEYMAP)[number]
type Actions = { [P in KeyPlace]: NonNullable<Extract<Line, { in: P }>['does']> }
/** Names of what keys do there. */
export type KeyAction<P extends KeyPlace> = Actions[P]
/** What each of them is, for whoever has the keys of a place. */
export type KeyActions<P extends KeyPlace, Of = KeyboardEvent> = Record<KeyAction<P>, (press: Of) => void>

export function actionOf<P extends KeyPlace>(place: P, press: KeyPress): KeyAction<P> | undefined {
  const fitting = LINES.filter((line) => line.in === place && fits(line, press))
  const does = (fitting.find((line) => !isForLetters(line)) ?? fitting.at(0))?.does
  return isActionOf(place, does) ? does : undefined
}
function isActionOf<P extends KeyPlace>(place: P, does: string | null | undefined): does is KeyAction<P> {
  return typeof does === 'string' && LINES.some((line) => line.in === place && line.does === does)
}

/** The key code of what an input method makes of a key (UI Events, "Legacy key attributes"). */
const OF_INPUT_METHOD = 229

/**
 * True for a key of an input method, as for Chinese or Japanese: it belongs to the characters that are being composed. The Enter that
 * ends a composition comes after its end in Safari, where the key code alone says so.
 */
export function isComposing(event: KeyboardEvent): boolean {
  return event.isComposing || Reflect.get(event, 'keyCode') === OF_INPUT_METHOD
}

/** Letters and figures, with which a name may begin. */
export function isLetter(key: string): boolean {
  return /^[\p{Letter}\p{Number}]$/u.test(key)
}

/**
 * The letter without accents or the figure that stands on a key, whatever Alt makes of it on a Mac, and whatever a keyboard for another
 * alphabet writes; undefined for other keys, and for the numeric pad, where figures with Alt write a character on Windows. The key's place
 * (`code`) would be another letter on many keyboards; the legacy key code goes by the layout, without Alt.
 */
export function plainKey(press: Pick<KeyPress, 'key' | 'code'>): string | undefined {
  const { key, code = '' } = press
  if (code.startsWith('Numpad')) return undefined
  if (/^[a-z0-9]$/i.test(key)) return key.toLowerCase()
  const keyCode: unknown = Reflect.get(press, 'keyCode')
  const letter = typeof keyCode === 'number' ? String.fromCodePoint(keyCode) : ''
  return /^[A-Z0-9]$/.test(letter) ? letter.toLowerCase() : undefined
}

/** True where keys write text, so that they must be left alone. */
export function isTextInput(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target instanceof HTMLInputElement)
    return !['radio', 'checkbox', 'button', 'range'].includes(target.type)
  return (
    target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement || target.isContentEditable
  )
}

/** Keys on a button, a link, a field or in a dialog belong to that. */
export function isElsewhere({ target, key }: KeyboardEvent): boolean {
  if (isTextInput(target)) return true
  if (!(target instanceof Element)) return false
  if (target.closest('dialog, [role=menu]') !== null) return true
  return ['Enter', ' '].includes(key) && target.closest('button, a, input') !== null
}

function fits(line: KeyLine, press: KeyPress): boolean {
  const isControl = press.ctrlKey || press.metaKey
  if (line.control !== 'any' && isControl !== (line.control === 'down')) return false
  if (line.alt !== 'any' && press.altKey !== (line.alt === 'down')) return false
  if (line.shift !== undefined && press.shiftKey !== (line.shift === 'down')) return false
  if (line.once === true && press.repeat === true) return false
  if (isForLetters(line) && line.alt === 'down') return plainKey(press) !== undefined
  return isForLetters(line)
    ? isLetter(press.key)
    : line.keys.some((key) => key.toLowerCase() === press.key.toLowerCase())
}
function isForLetters({ keys }: KeyLine): boolean {
  return keys.includes('letter')
}
