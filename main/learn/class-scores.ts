/**
 * @file The fast path: what each photo is, fitted in closed form after every page. Views that err differently are
 * multiplied: ridge regression sees features and diffusion coordinates, label propagation sees the neighbour graph.
 */
import { z } from 'zod'
import { matrix, row, type Matrix } from '../math/matrix.ts'
import type { SparseMatrix } from '../math/sparse.ts'
import { softmax } from '../math/statistics.ts'
import { collaborativeFiltering } from './collaborative-filtering.ts'
import { softmaxRows } from './head-evaluation.ts'
import { indicesWhere } from './indices.ts'
import { PROPAGATION, propagate } from './propagate.ts'
import { inverseFrequencyWeights } from './ridge.ts'
import { weightedRidge, type SoftRows } from './weighted-ridge.ts'

/** Which views beside ridge regression have a say: the semi-supervised ones, which look at photos without a label too. */
export const ScoreViews = z.object({
  propagation: z.boolean().default(true),
  collaborativeFiltering: z.boolean().default(false),
})
export type ScoreViews = z.infer<typeof ScoreViews>

export interface ScoreSpace {
  /** Propagation alone where nothing is said. */
  readonly views?: ScoreViews | undefined
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
/** Keeps one view's zero from silencing the other. */
const LEAST_SHARE = 1e-4

/**
 * Class probabilities [n, classCount], rows sum to 1 (or to 0 where the person rejected every class).
 * The geometric mean of the views' probabilities: a logarithmic opinion pool (Genest and Zidek 1986).
 * A rejection teaches twice: its class is out of the question for the photo, and ridge is fitted again with what is
 * left of the photo's guess, so that photos like it move too.
 */
export async function scoreClasses(
  space: ScoreSpace,
  evidence: Evidence,
  head?: HeadOpinion,
): Promise<Matrix> {
  const { labels, classCount } = evidence
  const rows = indicesWhere(labels, (label) => label >= 0)
  const classes = rows.map((index) => labels[index])
  const others = await otherViews(space, rows, classes, classCount)
  const fit = (soft?: SoftRows): Promise<Matrix> =>
    weightedRidge(space.representation, rows, classes, classCount, LAMBDA, soft)
  const first = pooled(await fit(), others, evidence, undefined)
  const doubted = doubtedRows(evidence, first)
  if (doubted.length === 0 && head === undefined) return first
  return pooled(await fit({ rows: doubted, probabilities: first }), others, evidence, head)
}

/** [n, classCount] probabilities of each view that is switched on, beside ridge. */
async function otherViews(
  { representation, affinity, views }: ScoreSpace,
  rows: Int32Array,
  classes: Int32Array,
  classCount: number,
): Promise<Matrix[]> {
  const { propagation, collaborativeFiltering: filtering } = views ?? ScoreViews.parse({})
  const out: Matrix[] = []
  if (propagation) {
    const weights = inverseFrequencyWeights(classes, classCount)
    out.push(propagate(affinity, rows, classes, classCount, { ...PROPAGATION, weights }))
  }
  if (filtering) {
    const completed = await collaborativeFiltering(representation, { rows, classes, classCount })
    out.push(softmaxRows(completed, INVERSE_TEMPERATURE))
  }
  return out
}

/** Unlabelled rows with a rejection, for which some class is still possible. */
function doubtedRows({ labels, classCount, rejected }: Evidence, probabilities: Matrix): Int32Array {
  const doubted = new Set<number>()
  rejected.forEach((value, entry) => {
    const index = Math.floor(entry / classCount)
    if (value === 1 && labels[index] < 0 && row(probabilities, index).some((p) => p > 0)) doubted.add(index)
  })
  return Int32Array.from(doubted)
}

function pooled(
  ridge: Matrix,
  others: readonly Matrix[],
  { rejected }: Evidence,
  head: HeadOpinion | undefined,
): Matrix {
  const out = matrix(ridge.rows, ridge.columns)
  const power = 1 / (1 + others.length)
  for (let i = 0; i < ridge.rows; i += 1) {
    const fromRidge = softmax(row(ridge, i), INVERSE_TEMPERATURE)
    const start = i * ridge.columns
    for (let c = 0; c < ridge.columns; c += 1) {
      if (rejected[start + c] === 1) continue
      let product = fromRidge[c] + LEAST_SHARE
      for (const view of others) product *= view.data[start + c] + LEAST_SHARE
      const raw = product ** power
      out.data[start + c] =
        head === undefined ? raw : pool(raw, head.probabilities.data[start + c], head.weight)
    }
    normalise(row(out, i))
  }
  return out
}

/** The head's part in the pool; not normalised. */
export function pool(raw: number, ofHead: number, weight: number): number {
  return (raw + LEAST_SHARE) ** (1 - weight) * (ofHead + LEAST_SHARE) ** weight
}

function normalise(values: Float32Array): void {
  let total = 0
  for (const value of values) total += value
  if (total > 0) for (let c = 0; c < values.length; c += 1) values[c] /= total
}
