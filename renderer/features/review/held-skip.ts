/**
 * @file [Note: S skips, S begins] S may skip the page, or be the first letter of a name such as scorpion. So the skip waits
 * for the time in which another letter may follow. If one does, both letters begin a name, for which Enter must be pressed
 * twice: S to skip this page, and then the name of the next page typed too early, would look the same. A class that is typed
 * whole is meant at once, unless what follows its S is the name of a class, too.
 */
import { typedName } from '../../ui/class-choice/completion.ts'

/** Somebody who types a name presses the next letter sooner than this. Milliseconds. */
const NEXT_LETTER_MS = 400

/** Whether a text that began with the key of the skip can only be a name: a class is called so, and none like the rest of it. */
export function isSurelyName(text: string, classes: readonly string[]): boolean {
  const isClass = (written: string): boolean => classes.includes(typedName(written, classes) ?? '')
  return isClass(text) && !isClass(text.trim().slice(1))
}

export class HeldSkip {
  readonly #skip: () => void
  #timer: number | undefined
  #letter = ''

  constructor(skip: () => void) {
    this.#skip = skip
  }

  /** The key that was pressed. */
  get letter(): string {
    return this.#letter
  }

  get isHeld(): boolean {
    return this.#timer !== undefined
  }

  /** @param letter the key of the skip, which may also be the first letter of a name */
  hold(letter: string): void {
    this.forget()
    this.#letter = letter
    this.#timer = window.setTimeout(() => {
      this.release()
    }, NEXT_LETTER_MS)
  }

  /** Skips now, if a skip is held. */
  release(): void {
    if (this.forget()) this.#skip()
  }

  /** Cancels the held skip. @returns whether there was one. */
  forget(): boolean {
    const wasHeld = this.isHeld
    window.clearTimeout(this.#timer)
    this.#timer = undefined
    return wasHeld
  }
}
