/**
 * @file [Note: S skips, S begins] S may skip the page, or begin the name of a scorpion. The skip waits for as long as a next
 * letter may take; if one comes, both begin the name.
 */

/** Whoever types a name presses the next letter sooner than this. Milliseconds. */
const NEXT_LETTER_MS = 400

export class HeldSkip {
  readonly #skip: () => void
  readonly #name: (first: string) => void
  #timer: number | undefined

  constructor(skip: () => void, name: (first: string) => void) {
    this.#skip = skip
    this.#name = name
  }

  get isHeld(): boolean {
    return this.#timer !== undefined
  }

  hold(): void {
    this.#timer = window.setTimeout(() => {
      this.release()
    }, NEXT_LETTER_MS)
  }

  /** Skips after all; does nothing where nothing is held. */
  release(): void {
    if (this.#forget()) this.#skip()
  }

  /** @returns whether the key makes a name of it. */
  continueWith(key: string): boolean {
    if (!/^\p{Letter}$/u.test(key) || !this.#forget()) return false
    this.#name(`s${key}`)
    return true
  }

  #forget(): boolean {
    const wasHeld = this.isHeld
    window.clearTimeout(this.#timer)
    this.#timer = undefined
    return wasHeld
  }
}
