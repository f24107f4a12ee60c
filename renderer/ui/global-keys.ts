/** @file Keys that work in every view: undo, redo, help. Pure: a key event in, a command out. */

export type GlobalCommand = 'undo' | 'redo' | 'help'

export type KeyPress = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'>

export function globalCommand({
  key,
  ctrlKey,
  metaKey,
  shiftKey,
  altKey,
}: KeyPress): GlobalCommand | undefined {
  if (altKey) return undefined
  if (ctrlKey || metaKey) {
    const letter = key.toLowerCase()
    if (letter === 'z') return shiftKey ? 'redo' : 'undo'
    if (letter === 'y' && !shiftKey) return 'redo'
    return undefined
  }
  return key === '?' ? 'help' : undefined
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
