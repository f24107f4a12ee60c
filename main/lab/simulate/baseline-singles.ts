/** @file The baseline policies that ask for one photo at a time: at random, or where the guess is least certain. */
import { row } from '../../math/matrix.ts'
import type { Matrix } from '../../math/matrix.ts'
import type { Random } from '../../math/random.ts'
import { BaselineLearner } from './baseline-learner.ts'
import type { BaselineProblem } from './baseline-learner.ts'
import type { PersonAnswer, Policy, SimulatedPage } from './policy.ts'

/** `margin` starts with so many random photos. */
const RANDOM_START = 20

abstract class SinglePhotoPolicy implements Policy {
  protected readonly learner: BaselineLearner
  protected readonly random: Random

  constructor(problem: BaselineProblem, random: Random) {
    this.learner = new BaselineLearner(problem)
    this.random = random
  }

  /** @param photos those without a label, at least one, ascending. */
  protected abstract choose(photos: readonly number[]): number

  next(): SimulatedPage | null {
    const photos = this.learner.unlabelled()
    if (photos.length === 0) return null
    return { kind: 'single', suggested: null, photos: [this.choose(photos)] }
  }

  answer(_page: SimulatedPage, answer: PersonAnswer): Promise<void> {
    return this.learner.learn(answer)
  }

  guess(): Int32Array {
    return this.learner.guess()
  }
}

/** What labelling costs without any help: a random photo each time. */
export class OneByOne extends SinglePhotoPolicy {
  protected choose(photos: readonly number[]): number {
    return photos[this.random.integer(photos.length)]
  }
}

/** Margin sampling: Scheffer, Decomain, Wrobel, "Active Hidden Markov Models for Information Extraction" (2001). */
export class Margin extends SinglePhotoPolicy {
  protected choose(photos: readonly number[]): number {
    const { probabilities, labelled } = this.learner
    if (labelled < RANDOM_START || probabilities === null) return photos[this.random.integer(photos.length)]
    let [best, least] = [photos[0], Infinity]
    for (const photo of photos) {
      const margin = marginOf(probabilities, photo)
      if (margin < least) [best, least] = [photo, margin]
    }
    return best
  }
}

/** The distance between the two largest probabilities of a photo; the largest itself where there is one class. */
function marginOf(probabilities: Matrix, photo: number): number {
  let [first, second] = [0, 0]
  for (const probability of row(probabilities, photo)) {
    if (probability > first) [first, second] = [probability, first]
    else if (probability > second) second = probability
  }
  return first - second
}
