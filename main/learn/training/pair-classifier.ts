/**
 * @file Classifies embeddings by a learned distance instead of the cosine: the probability that two photos are of one
 * class is the sigmoid of a weighted difference (Koch, Zemel and Salakhutdinov 2015, section 3.1). See
 * strategies/two-stage.ts.
 */
import { z } from 'zod'
import { matrix, row, type Matrix } from '../../math/matrix.ts'

export const PairClassifier = z.object({
  /** [width] what a difference in each coordinate subtracts from the logit. */
  distance: z.array(z.number()),
  /** The logit of two photos with the same embedding. */
  bias: z.number(),
})
export type PairClassifier = z.infer<typeof PairClassifier>

/** More labelled photos of a class add little, and each takes as long as the first. */
const MOST_COMPARED = 12

/** Probability, 0 to 1, that photos with these embeddings are of one class. */
export function sameClass(a: Float32Array, b: Float32Array, { distance, bias }: PairClassifier): number {
  let logit = bias
  for (let k = 0; k < a.length; k += 1) logit -= distance[k] * Math.abs(a[k] - b[k])
  return 1 / (1 + Math.exp(-logit))
}

/**
 * Mean probability of being of one class with a class's labelled photos (evenly chosen ones where there are many).
 * @param embeddings [n, width]
 * @param rows [l] the labelled rows
 * @param classes [l] their classes, 0 .. classCount - 1
 * @returns [n, classCount] in 0 .. 1; -1 for a class of which no row is labelled
 */
export function pairScores(
  embeddings: Matrix,
  rows: Int32Array,
  classes: Int32Array,
  classCount: number,
  pairs: PairClassifier,
): Matrix {
  const scores = matrix(embeddings.rows, classCount)
  for (let c = 0; c < classCount; c += 1) {
    const members = comparedMembers(rows, classes, c)
    for (let i = 0; i < embeddings.rows; i += 1) {
      let total = 0
      for (const member of members) total += sameClass(row(embeddings, i), row(embeddings, member), pairs)
      scores.data[i * classCount + c] = members.length === 0 ? -1 : total / members.length
    }
  }
  return scores
}

/** The labelled rows of class `c` that photos are compared with. */
export function comparedMembers(rows: Int32Array, classes: Int32Array, c: number): number[] {
  return evenly([...rows].filter((_, l) => classes[l] === c))
}

function evenly(members: readonly number[]): number[] {
  const count = Math.min(MOST_COMPARED, members.length)
  return Array.from({ length: count }, (_, index) => members[Math.floor((index * members.length) / count)])
}
