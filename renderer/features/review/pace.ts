/**
 * @file How long the rest would take: so many answers about single photos, and pages of all the others, each in the time that such
 * ones have lately taken. It is hidden until that can be told, and as coarse as it is sure. Pure: times are passed in.
 */

/** After so many answers of a kind one counts half as much as the newest. */
const HALF_LIFE = 10
const FADES = 0.5 ** (1 / HALF_LIFE)
/** With fewer answers about single photos their time jumps about; and before the first ones nobody knows how hard the photos are. */
const FEWEST = 3
/** Milliseconds: whoever answers later than this was away. A page of sixty photos may take a minute and a half. */
const LONGEST = 180_000

/** Time for a number of things, the latest of which count most. */
class Rate {
  answers = 0
  #took = 0
  #things = 0

  add(took: number, things: number): void {
    this.answers += 1
    this.#took = this.#took * FADES + took
    this.#things = this.#things * FADES + things
  }
  /** In milliseconds for each. */
  get each(): number {
    return this.#took / this.#things
  }
}

interface SoFar {
  /** Answers, and photos that need none any more. */
  readonly answers: number
  readonly done: number
}

export class Pace {
  #single = new Rate()
  #pages = new Rate()
  #last: (SoFar & { readonly at: number }) | undefined

  /** @param now when this is noted `at` this time, in milliseconds */
  note(at: number, now: SoFar): void {
    const before = this.#last
    this.#last = { at, ...now }
    // An answer that was taken back, or given elsewhere, says nothing about the time for one.
    if (before === undefined || now.answers !== before.answers + 1 || at - before.at > LONGEST) return
    const settled = now.done - before.done
    if (settled > 1) this.#pages.add(at - before.at, settled)
    else this.#single.add(at - before.at, 1)
  }

  /** Another library was opened. */
  forget(): void {
    this.#single = new Rate()
    this.#pages = new Rate()
    this.#last = undefined
  }

  /** Seconds for so many photos, of which so many are probably asked about alone; null where it is too early to say. */
  secondsFor(open: number, alone: number): number | null {
    const together = open - alone
    if (this.#single.answers < FEWEST || open <= 0) return null
    if (together > 0 && this.#pages.answers === 0) return null
    const pages = together > 0 ? together * this.#pages.each : 0
    return (alone * this.#single.each + pages) / 1000
  }
}

/** Answers beside those about photos that are guessed wrong: about photos that were guessed right after all. */
const BESIDES = 20
/** Each photo that is expected to be wrong is asked about, or left out of a page, unless other answers put it right. */
const FOR_EACH_WRONG = 0.6

/**
 * About how many photos are asked about alone until all have a class. In simulated sessions on five sets of photos the time that
 * follows from it was within a factor of 1.5 of what came in 83 % of the cases; by the photos of the latest answers in 52 %.
 * @param open photos without a class, @param wrong those of them whose guess is expected to be wrong
 */
export function askedAlone(open: number, wrong: number): number {
  return Math.min(open, BESIDES + FOR_EACH_WRONG * wrong)
}

/** In seconds: as fine as anybody would plan by. */
const STEPS = [15, 30, 60, 120, 180, 300, 480, 600, 900, 1200, 1800, 2700, 3600, 5400, 7200]
/** What is shown stays until it is off by more than this factor: who looks up twice does not see two numbers. */
const OFF_BY = 1.4

/** What is shown of the time that is left. @param shown before; null where nothing was */
export function steady(shown: number | null, seconds: number | null): number | null {
  if (seconds === null) return null
  if (shown !== null && seconds < shown * OFF_BY && seconds > shown / OFF_BY) return shown
  const distance = (step: number): number => Math.abs(Math.log(step / seconds))
  const nearest = STEPS.reduce((best, step) => (distance(step) < distance(best) ? step : best))
  const [longest] = STEPS.slice(-1)
  return seconds > longest ? Math.round(seconds / 3600) * 3600 : nearest
}
