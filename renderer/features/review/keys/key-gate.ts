/**
 * @file Lets a key through to the page only where the person has seen that page. Pure: times are passed in, in milliseconds of
 * one clock.
 *
 * [Note: Keys that come too early] Whoever types ahead means the page before, or one that nobody has seen. So nothing reaches a
 * page until it has been on screen for a while. Once a key was dropped, all keys are until the person pauses; once a letter was,
 * until Esc, a click or a long time without any key: the end of a name that was begun too early must not be taken for a name,
 * nor its Enter for a yes, however slowly they are typed.
 */
import { isLetter } from '../../../ui/keys/press.ts'

/** Nobody has looked at a page, and decided, sooner than this. */
export const SEEN_AFTER_MS = 300
export const PAUSE_MS = 700
/** The window says so for as long. */
export const PAUSE_AFTER_LETTERS_MS = 5_000

export class KeyGate {
  #droppedAt = -Infinity
  #pause = PAUSE_MS

  /**
   * Whether a key reaches the page.
   * @param paintedAt when the page and its pictures came on screen; undefined while they are not all there.
   */
  lets(key: string, at: number, paintedAt: number | undefined): boolean {
    const isSeen = hasBeenSeen(at, paintedAt)
    if (isSeen && key === 'Escape') this.open()
    const goesOn = at - this.#droppedAt < this.#pause
    if (isSeen && !goesOn) {
      this.open()
      return true
    }
    this.drop(key, at)
    return false
  }
  /** What follows in the same run of keys is dropped too. */
  drop(key: string, at: number): void {
    this.#droppedAt = at
    if (isLetter(key)) this.#pause = PAUSE_AFTER_LETTERS_MS
  }
  /** The person has seen the page and begins anew. */
  open(): void {
    this.#droppedAt = -Infinity
    this.#pause = PAUSE_MS
  }
}

/** Also for the pointer: the second click of a double click means nothing on the next page. */
export function hasBeenSeen(at: number, paintedAt: number | undefined): boolean {
  return paintedAt !== undefined && at - paintedAt >= SEEN_AFTER_MS
}
