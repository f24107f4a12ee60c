/** @file The baseline policy `cluster-only`: whole clusters are confirmed, and nothing is learned between them. */
import type { Random } from '../../math/random.ts'
import { BaselineLearner } from './baseline-learner.ts'
import type { BaselineProblem } from './baseline-learner.ts'
import { kernelKMeans } from './kernel-kmeans.ts'
import { LARGEST_PAGE } from './policy.ts'
import type { PersonAnswer, Policy, SimulatedPage } from './policy.ts'

/** First k = clamp(N / 20, 10, 500); after all clusters were visited, the rest is clustered with k = rest / 15. */
const FIRST_CLUSTER_SIZE = 20
const FEWEST_CLUSTERS = 10
const MOST_CLUSTERS = 500
const LATER_CLUSTER_SIZE = 15

export class ClusterOnly implements Policy {
  readonly #problem: BaselineProblem
  readonly #random: Random
  readonly #learner: BaselineLearner
  /** Clusters not visited yet, the largest first. */
  #waiting: number[][]
  #labelledAtRound = 0
  /**
   * The factor by which clusters are finer than rest / 15: doubled after a round that confirmed nothing, which would
   * otherwise be repeated for ever.
   */
  #fineness = 1

  constructor(problem: BaselineProblem, random: Random) {
    this.#problem = problem
    this.#random = random
    this.#learner = new BaselineLearner(problem)
    const photos = problem.kernel.rows
    const wanted = Math.floor(photos / FIRST_CLUSTER_SIZE)
    this.#waiting = this.#clusters(Math.min(Math.max(wanted, FEWEST_CLUSTERS), MOST_CLUSTERS))
  }

  next(): SimulatedPage | null {
    if (this.#waiting.length === 0) this.#clusterTheRest()
    const cluster = this.#waiting.shift()
    return cluster === undefined
      ? null
      : { kind: 'new', suggested: null, photos: cluster.slice(0, LARGEST_PAGE) }
  }

  answer(_page: SimulatedPage, answer: PersonAnswer): Promise<void> {
    return this.#learner.learn(answer)
  }

  guess(): Int32Array {
    return this.#learner.guess()
  }

  #clusterTheRest(): void {
    const rest = this.#learner.labels.length - this.#learner.labelled
    this.#fineness = this.#learner.labelled === this.#labelledAtRound ? this.#fineness * 2 : 1
    this.#labelledAtRound = this.#learner.labelled
    this.#waiting = this.#clusters(Math.max(1, Math.floor(rest / LATER_CLUSTER_SIZE)) * this.#fineness)
  }

  #clusters(count: number): number[][] {
    const photos = this.#learner.unlabelled()
    if (photos.length === 0) return []
    const clusters = kernelKMeans(this.#problem.kernel, photos, count, this.#random)
    return clusters.sort((a, b) => b.length - a.length) // stable: equal ones in the order of their starts
  }
}
