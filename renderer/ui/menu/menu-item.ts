/** @file The lines of a menu, and where there is none. */
import { useKeyWords } from '../keys/key-words.ts'
import type { KeyAction, KeyPlace } from '../keys/press.ts'

export interface MenuItem<Name extends string> {
  /** What is chosen by it. */
  readonly name: Name
  readonly label: string
  /** The key that does the same, in words. */
  readonly key?: string
  readonly disabled?: boolean
  /** What it opens takes the focus, which so does not go back. */
  readonly takesFocus?: boolean
}

type Rest = Pick<MenuItem<string>, 'disabled' | 'takesFocus'>

/** Makes lines that do what keys do in a place of the window. */
export function useMenuItems<P extends KeyPlace>(place: P) {
  const { wordsOf } = useKeyWords()
  return <Name extends KeyAction<P>>(name: Name, label: string, rest: Rest = {}): MenuItem<Name> => ({
    ...{ name, label, key: wordsOf(place, name) },
    ...rest,
  })
}

/** For `contextmenu`: no menu opens, ours or that of the browser. */
export function refuseMenu(event: MouseEvent): void {
  event.preventDefault()
  event.stopImmediatePropagation()
}
