/**
 * @file Lets a key or a click through to the page only if the person has seen that page. Pure: times are passed in, in milliseconds
 * of one clock.
 *
 * [Note: Keys that come too early] A key that is pressed ahead is meant for the page before, or for one that nobody has
 * seen. So nothing reaches a page until it has been on screen for a while. After a dropped key, all keys are dropped until
 * the person pauses. After a dropped letter, all are dropped until Esc, a click or a long time without any key: the rest of
 * a name that was begun too early must not be taken for a name, nor its Enter for a yes, however slowly they are typed. The same
 * holds for clicks: whoever has clicked three crosses, the first of them too early, must not confirm the first photo. And whoever has
 * clicked a photo too early must not answer for the whole page by the Enter that was meant for the one, however late it comes.
 */
import { isLetter } from './press.ts'

/** Nobody looks at a page and decides sooner than this. */
export const SEEN_AFTER_MS = 300
export const PAUSE_MS = 700
/** The pause that keys need after a dropped letter or click; the window shows its hint for the same time. */
export const PAUSE_AFTER_LETTERS_MS = 5_000

export class KeyGate {
  #droppedAt = -Infinity
  #pause = PAUSE_MS

  /**
   * Whether a key reaches the page.
   * @param paintedAt when the page and its pictures came on screen; undefined until all of them have.
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
  /** Whether a click reaches the page. One that follows a dropped key or click only after a pause shows that the person looks. */
  letsClick(at: number, paintedAt: number | undefined): boolean {
    if (hasBeenSeen(at, paintedAt) && at - this.#droppedAt >= PAUSE_MS) {
      this.open()
      return true
    }
    this.#droppedAt = at
    this.#pause = PAUSE_AFTER_LETTERS_MS
    return false
  }
  /** Drops the keys that follow without a pause, too. */
  drop(key: string, at: number): void {
    this.#droppedAt = at
    if (isLetter(key)) this.#pause = PAUSE_AFTER_LETTERS_MS
  }
  /** The person has seen the page: keys are let through again. */
  open(): void {
    this.#droppedAt = -Infinity
    this.#pause = PAUSE_MS
  }
}

/** Also used for the pointer: the second click of a double click must not act on the next page. */
export function hasBeenSeen(at: number, paintedAt: number | undefined): boolean {
  return paintedAt !== undefined && at - paintedAt >= SEEN_AFTER_MS
}
