/** @file The score of one simulated session: its curve, its milestones, and the errors at its end. */
import type { CurvePoint, Milestones, SimulationRun } from '../../../shared/contract/measures.ts'
import { NO_CLASS } from './policy.ts'
import type { Expectation } from '../../learn/assessment/expectation.ts'
import type { PersonAnswer } from './policy.ts'
import type { Person, Truth } from './person.ts'

/** The most points of a curve, which is thinned evenly; milestones are found before that. */
const LONGEST_CURVE = 2_000
/** So that a share such as 0.95 of 1,000 photos is not missed by a rounding error. */
const ROUNDING = 1e-9

interface Ending {
  readonly seed: number
  readonly suspects: readonly number[]
  readonly wallSeconds: number
}

export class Score {
  readonly #truth: Truth
  readonly #person: Person
  readonly #labels: Int32Array
  readonly #curve: CurvePoint[] = []
  committed = 0
  #committedCorrect = 0

  constructor(truth: Truth, person: Person) {
    this.#truth = truth
    this.#person = person
    this.#labels = new Int32Array(truth.classOf.length).fill(NO_CLASS)
  }

  /** [n] the true class that each photo was labelled with, rightly or not, or NO_CLASS. */
  get labels(): Int32Array {
    return this.#labels
  }

  /** Records an answer; a photo that is labelled again keeps its newest label. */
  add(answer: PersonAnswer): void {
    if (answer.skip) return
    for (const { class: index, photos } of answer.labels) {
      const label = this.#person.named[index]
      for (const photo of photos) {
        if (this.#labels[photo] === NO_CLASS) this.committed += 1
        else if (this.#labels[photo] === this.#truth.classOf[photo]) this.#committedCorrect -= 1
        this.#labels[photo] = label
        if (label === this.#truth.classOf[photo]) this.#committedCorrect += 1
      }
    }
  }

  /**
   * @param guess the policy's best guess for every photo, as indices of the person's classes
   * @param expected what the policy expects of it
   */
  point(guess: Int32Array, expected?: Expectation): void {
    this.#curve.push({
      actions: this.#person.actions,
      seconds: this.#person.seconds,
      committed: this.committed,
      committedCorrect: this.#committedCorrect,
      accuracy: this.#accuracy(guess),
      ...(expected === undefined
        ? {}
        : { expected: { wrong: expected.wrong, doubtful: [...expected.doubtful] } }),
    })
  }

  /**
   * `photosPerAction`, `committedError` and `labels` are those of the whole session.
   * @param suspects the photos whose labels the policy takes for wrong itself.
   */
  result({ seed, suspects, wallSeconds }: Ending): Omit<SimulationRun, 'spending' | 'classes'> {
    const { actions } = this.#person
    const labels = this.#errors(suspects)
    return {
      seed,
      curve: thinned(this.#curve, LONGEST_CURVE),
      actionsTo: milestones(this.#curve, this.#labels.length, (point) => point.actions),
      secondsTo: milestones(this.#curve, this.#labels.length, (point) => point.seconds),
      photosPerAction: actions === 0 ? 0 : this.committed / actions,
      committedError: this.committed === 0 ? 0 : 1 - this.#committedCorrect / this.committed,
      unflaggedError: this.committed === 0 ? 0 : (labels.wrong - labels.wrongFlagged) / this.committed,
      labels,
      wallSeconds,
    }
  }

  #errors(suspects: readonly number[]): SimulationRun['labels'] {
    const isWrong = (photo: number): boolean =>
      this.#labels[photo] !== NO_CLASS && this.#labels[photo] !== this.#truth.classOf[photo]
    return {
      wrong: this.committed - this.#committedCorrect,
      flagged: suspects.length,
      wrongFlagged: suspects.filter(isWrong).length,
    }
  }

  #accuracy(guess: Int32Array): number {
    const { classOf } = this.#truth
    let right = 0
    for (let photo = 0; photo < classOf.length; photo += 1) {
      const label = this.#labels[photo]
      const guessed = guess[photo] < 0 ? NO_CLASS : this.#person.named[guess[photo]]
      if ((label === NO_CLASS ? guessed : label) === classOf[photo]) right += 1
    }
    return classOf.length === 0 ? 0 : right / classOf.length
  }
}

/** The first value of `measure` at which each share was reached; null where it never was. */
export function milestones(
  curve: readonly CurvePoint[],
  photos: number,
  measure: (point: CurvePoint) => number,
): Milestones {
  const first = (share: (point: CurvePoint) => number, goal: number): number | null => {
    const point = curve.find((candidate) => share(candidate) >= goal - ROUNDING)
    return point === undefined ? null : measure(point)
  }
  const accuracy = (point: CurvePoint): number => point.accuracy
  const committed = (point: CurvePoint): number => point.committed / photos
  return {
    accuracy90: first(accuracy, 0.9),
    accuracy95: first(accuracy, 0.95),
    accuracy99: first(accuracy, 0.99),
    committed90: first(committed, 0.9),
    committed95: first(committed, 0.95),
  }
}

/** At most `longest` points at even distances, with the first and the last. */
export function thinned<T>(points: readonly T[], longest: number): T[] {
  if (points.length <= longest) return [...points]
  const step = (points.length - 1) / (longest - 1)
  return Array.from({ length: longest }, (_, i) => points[Math.round(i * step)])
}
