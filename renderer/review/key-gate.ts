/**
 * @file Lets a key through to the page only where the person has seen that page. Pure: times are passed in, in milliseconds of
 * one clock.
 *
 * [Note: Keys that come too early] Whoever types ahead means the page before, or one that nobody has seen. So nothing reaches a
 * page until it has been on screen for a while, and once a key was dropped, all keys are until the person pauses: the end of
 * a name that was begun too early would otherwise be taken for a name.
 */

/** Nobody has looked at a page, and decided, sooner than this. */
export const SEEN_AFTER_MS = 300
/** Slow typists leave as much between two letters. */
export const PAUSE_MS = 700
/** A slow typist who watches the keys goes on with the same word even later. */
const SAME_WORD_MS = 1_000

export class KeyGate {
  #droppedAt = -Infinity
  #letterDroppedAt = -Infinity

  /**
   * Whether a key reaches the page.
   * @param paintedAt when the page and its pictures came on screen; undefined while they are not all there.
   */
  lets(key: string, at: number, paintedAt: number | undefined): boolean {
    if (hasBeenSeen(at, paintedAt) && at - this.#droppedAt >= PAUSE_MS) return true
    this.drop(key, at)
    return false
  }
  /** What follows in the same run of keys is dropped too. */
  drop(key: string, at: number): void {
    this.#droppedAt = at
    if (isLetter(key)) this.#letterDroppedAt = at
  }

  /** A name that begins now may lack its first letters. */
  mayLackLetters(at: number): boolean {
    return at - this.#letterDroppedAt < SAME_WORD_MS
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
