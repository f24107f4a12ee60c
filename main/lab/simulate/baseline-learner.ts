/**
 * @file The guess of the baseline policies: half kernel ridge, half label propagation. It stays as it is, as a yardstick
 * for the product: its constants must not be improved, and test/numerics/learn/baseline-policies.test.ts checks them.
 */
import { propagate } from '../../learn/fast-path/propagate.ts'
import type { SparseMatrix } from '../../math/sparse.ts'
import { kernelRidge } from '../../learn/fast-path/ridge.ts'
import type { Matrix } from '../../math/matrix.ts'
import { indexOfLargest, softmax } from '../../math/statistics.ts'
import { matrix, row } from '../../math/matrix.ts'
import { NO_CLASS } from './policy.ts'
import type { PersonAnswer } from './policy.ts'

/** The data of a baseline policy about n photos. Preprocessed: signed square root, L2, mean-centred, L2. */
export interface BaselineProblem {
  /** [n, n] inner products of the preprocessed features. */
  readonly kernel: Matrix
  /** Of the graph with BASELINE_NEIGHBOURS neighbours. */
  readonly affinity: SparseMatrix
}

export const BASELINE_NEIGHBOURS = 30
const RIDGE_LAMBDA = 0.3
const RIDGE_SHARPNESS = 4
const PROPAGATION = { alpha: 0.95, iterations: 40 }
/** Up to this many labels a fit after each; then one after every so many more. */
const REFIT_EVERY = 20

export class BaselineLearner {
  /** The class of each labelled photo, else NO_CLASS. */
  readonly labels: Int32Array
  labelled = 0
  #classCount = 0
  #labelledAtFit = 0
  readonly #problem: BaselineProblem
  #probabilities: Matrix | null = null
  #guess: Int32Array

  constructor(problem: BaselineProblem) {
    this.#problem = problem
    this.labels = new Int32Array(problem.kernel.rows).fill(NO_CLASS)
    this.#guess = this.labels.slice()
  }

  /** [n, classes known at the last fit]; null before the first label. */
  get probabilities(): Matrix | null {
    return this.#probabilities
  }

  /** Stores the labels and fits again where that is due. The baseline policies learn nothing from exclusions. */
  async learn(answer: PersonAnswer): Promise<void> {
    if (answer.skip) return
    for (const { class: index, photos } of answer.labels) {
      this.#classCount = Math.max(this.#classCount, index + 1)
      for (const photo of photos) {
        if (this.labels[photo] === NO_CLASS) this.labelled += 1
        this.labels[photo] = index
      }
    }
    const fresh = this.labelled - this.#labelledAtFit
    if (fresh >= REFIT_EVERY || (fresh > 0 && this.labelled <= REFIT_EVERY)) await this.#fit()
  }

  guess(): Int32Array {
    return this.#guess
  }

  unlabelled(): number[] {
    return [...this.labels.keys()].filter((photo) => this.labels[photo] === NO_CLASS)
  }

  async #fit(): Promise<void> {
    const { kernel, affinity } = this.#problem
    const rows = Int32Array.from([...this.labels.keys()].filter((photo) => this.labels[photo] !== NO_CLASS))
    const classes = rows.map((photo) => this.labels[photo])
    const classCount = this.#classCount
    const scores = await kernelRidge({ kernel, rows, classes, classCount, lambda: RIDGE_LAMBDA })
    const spread = propagate(affinity, rows, classes, classCount, PROPAGATION)
    const mixed = matrix(scores.rows, scores.columns)
    for (let photo = 0; photo < scores.rows; photo += 1) {
      const propagated = row(spread, photo)
      const ridge = softmax(row(scores, photo), RIDGE_SHARPNESS)
      row(mixed, photo).set(ridge.map((probability, c) => (probability + propagated[c]) / 2))
    }
    this.#probabilities = mixed
    this.#guess = this.#guess.map((_, photo) => indexOfLargest(row(mixed, photo)))
    this.#labelledAtFit = this.labelled
  }
}
