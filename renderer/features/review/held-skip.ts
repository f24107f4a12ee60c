/**
 * @file [Note: S skips, S begins] S may skip the page, or begin the name of a scorpion. The skip waits for as long as a next
 * letter may take; if one comes, both begin a name, which then asks for Enter twice: S and the name of the page that is
 * expected next, typed ahead, look the same.
 */

/** Whoever types a name presses the next letter sooner than this. Milliseconds. */
const NEXT_LETTER_MS = 400

export class HeldSkip {
  readonly #skip: () => void
  #timer: number | undefined
  #letter = ''

  constructor(skip: () => void) {
    this.#skip = skip
  }

  /** What was pressed. */
  get letter(): string {
    return this.#letter
  }

  get isHeld(): boolean {
    return this.#timer !== undefined
  }

  /** @param letter the key of the skip, with which a name may begin */
  hold(letter: string): void {
    this.forget()
    this.#letter = letter
    this.#timer = window.setTimeout(() => {
      this.release()
    }, NEXT_LETTER_MS)
  }

  /** Skips after all; does nothing where nothing is held. */
  release(): void {
    if (this.forget()) this.#skip()
  }

  /** @returns whether a skip was held, which is none now. */
  forget(): boolean {
    const wasHeld = this.isHeld
    window.clearTimeout(this.#timer)
    this.#timer = undefined
    return wasHeld
  }
}
