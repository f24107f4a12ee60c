/**
 * @file Lets a key through to the page only where the person has seen that page. Pure: times are passed in, in milliseconds of
 * one clock.
 *
 * [Note: Keys that come too early] Whoever types ahead means the page before, or one that nobody has seen. So nothing reaches a
 * page until it has been on screen for a while, and once a key was dropped, all keys are until the person pauses: the end of
 * a name that was begun too early would otherwise be taken for a name. After letters the pause is longer, since some people
 * look for each of them on the keyboard, and not at the screen.
 */

/** Nobody has looked at a page, and decided, sooner than this. */
export const SEEN_AFTER_MS = 300
export const PAUSE_MS = 700
/** From a letter that was dropped to one that begins a name. */
export const PAUSE_OF_LETTERS_MS = 1_500

export class KeyGate {
  #droppedAt = -Infinity
  #letterDroppedAt = -Infinity

  /**
   * Whether a key reaches the page.
   * @param paintedAt when the page and its pictures came on screen; undefined while they are not all there.
   */
  lets(key: string, at: number, paintedAt: number | undefined): boolean {
    const goesOn =
      at - this.#droppedAt < PAUSE_MS || (isLetter(key) && at - this.#letterDroppedAt < PAUSE_OF_LETTERS_MS)
    if (hasBeenSeen(at, paintedAt) && !goesOn) {
      this.#letterDroppedAt = -Infinity // the person has begun anew
      return true
    }
    this.drop(key, at)
    return false
  }
  /** What follows in the same run of keys is dropped too. */
  drop(key: string, at: number): void {
    this.#droppedAt = at
    if (isLetter(key)) this.#letterDroppedAt = at
  }
}

/** Also for the pointer: the second click of a double click means nothing on the next page. */
export function hasBeenSeen(at: number, paintedAt: number | undefined): boolean {
  return paintedAt !== undefined && at - paintedAt >= SEEN_AFTER_MS
}

/** Letters and figures, with which a name may begin. */
export function isLetter(key: string): boolean {
  return /^[\p{Letter}\p{Number}]$/u.test(key)
}
