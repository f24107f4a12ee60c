/**
 * @file The fast path: what each photo is, fitted in closed form after every page. Two views that err differently are
 * multiplied: ridge regression sees features and diffusion coordinates, label propagation sees the neighbour graph.
 */
import { matrix, type Matrix } from '../math/matrix.ts'
import type { SparseMatrix } from '../math/sparse.ts'
import { softmax } from '../math/statistics.ts'
import { indicesWhere } from './indices.ts'
import { propagate } from './propagate.ts'
import { inverseFrequencyWeights } from './ridge.ts'
import { weightedRidge } from './weighted-ridge.ts'

export interface ScoreSpace {
  /** [n, d] what ridge sees. */
  readonly representation: Matrix
  /** [n, n] normalised adjacency that labels spread on. */
  readonly affinity: SparseMatrix
}

/** What the person has said so far, by row. */
export interface Evidence {
  /** [n] class 0 .. classCount - 1, or -1. */
  readonly labels: Int32Array
  readonly classCount: number
  /** [n * classCount] 1 where the person said "not this class". */
  readonly rejected: Uint8Array
}

/** What the Siamese head makes of the photos, and how much it counts. */
export interface HeadOpinion {
  /** [n, classCount] rows sum to 1. */
  readonly probabilities: Matrix
  /** Share of the pool, 0 to 1. */
  readonly weight: number
}

/** Chosen on caltech24 by simulated sessions over five seeds and on variants of it (fewer classes, uneven classes). */
const LAMBDA = 0.3
const INVERSE_TEMPERATURE = 8
const PROPAGATION = { alpha: 0.9, iterations: 20 }
/** Keeps one view's zero from silencing the other. */
const LEAST_SHARE = 1e-4

/**
 * Class probabilities [n, classCount], rows sum to 1 (or to 0 where the person rejected every class).
 * The product of both views' probabilities, square-rooted: a logarithmic opinion pool (Genest and Zidek 1986).
 */
export async function scoreClasses(
  space: ScoreSpace,
  evidence: Evidence,
  head?: HeadOpinion,
): Promise<Matrix> {
  const { labels, classCount } = evidence
  const rows = indicesWhere(labels, (label) => label >= 0)
  const classes = rows.map((row) => labels[row])
  const ridge = await weightedRidge(space.representation, rows, classes, classCount, LAMBDA)
  const spread = propagate(space.affinity, rows, classes, classCount, {
    ...PROPAGATION,
    weights: inverseFrequencyWeights(classes, classCount),
  })
  const out = matrix(labels.length, classCount)
  for (let i = 0; i < labels.length; i += 1) {
    const start = i * classCount
    const fromRidge = softmax(ridge.data.subarray(start, start + classCount), INVERSE_TEMPERATURE)
    for (let c = 0; c < classCount; c += 1) {
      const raw = Math.sqrt((fromRidge[c] + LEAST_SHARE) * (spread.data[start + c] + LEAST_SHARE))
      const pooled = head === undefined ? raw : pool(raw, head.probabilities.data[start + c], head.weight)
      out.data[start + c] = evidence.rejected[start + c] === 1 ? 0 : pooled
    }
    normalise(out.data.subarray(start, start + classCount))
  }
  return out
}

/** The head's part in the pool; not normalised. */
export function pool(raw: number, ofHead: number, weight: number): number {
  return (raw + LEAST_SHARE) ** (1 - weight) * (ofHead + LEAST_SHARE) ** weight
}

function normalise(row: Float32Array): void {
  let total = 0
  for (const value of row) total += value
  if (total > 0) for (let c = 0; c < row.length; c += 1) row[c] /= total
}
