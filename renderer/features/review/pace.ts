/**
 * @file How fast the person has been sorting lately, and how long the rest would take at that pace. Later photos are usually harder, so it
 * is what is left at this pace, and no promise. Pure: times are passed in.
 */

/** Answers that count: the latest ones. */
const LATEST = 20
/** With fewer it jumps about. */
const FEWEST = 5
/** Milliseconds: whoever answers later than this was away, or thought about one photo; neither says anything about the rest. */
const LONGEST = 60_000

interface Answer {
  /** Milliseconds since the answer before it. */
  readonly took: number
  readonly labelled: number
}

export class Pace {
  #answers: Answer[] = []
  #last: { at: number; labelled: number } | undefined

  /** @param labelled photos with a confirmed class after an answer that was given `at` this time, in milliseconds. */
  note(at: number, labelled: number): void {
    const before = this.#last
    this.#last = { at, labelled }
    if (before === undefined || at - before.at > LONGEST) return
    this.#answers = [...this.#answers, { took: at - before.at, labelled: labelled - before.labelled }].slice(
      -LATEST,
    )
  }

  /** Another library was opened. */
  forget(): void {
    this.#answers = []
    this.#last = undefined
  }

  /** Seconds for so many photos; null where it is too early to say. */
  secondsFor(photos: number): number | null {
    if (this.#answers.length < FEWEST || photos <= 0) return null
    const labelled = this.#answers.reduce((sum, answer) => sum + answer.labelled, 0)
    const took = this.#answers.reduce((sum, answer) => sum + answer.took, 0)
    return labelled <= 0 ? null : (photos * took) / labelled / 1000
  }
}
