/**
 * @file The fast path: what each photo is, fitted in closed form after every page. Views that err differently are
 * multiplied: ridge regression sees features and diffusion coordinates, label propagation sees the neighbour graph.
 */
import { z } from 'zod'
import { gatherRows, matrix, row, type Matrix } from '../math/matrix.ts'
import { multiply } from '../math/products.ts'
import type { SparseMatrix } from '../math/sparse.ts'
import { softmaxInto } from '../math/statistics.ts'
import { collaborativeFiltering } from './collaborative-filtering.ts'
import { softmaxRows } from './head-evaluation.ts'
import { indicesWhere } from './indices.ts'
import { PROPAGATION, Spreading } from './propagate.ts'
import { inverseFrequencyWeights } from './ridge.ts'
import { ridgeCoefficients, type SoftRows } from './weighted-ridge.ts'

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
  /** On `affinity`: spares spreading again what has not changed since it was asked last. */
  readonly spreading?: Spreading | undefined
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
    ridgeCoefficients(space.representation, rows, classes, classCount, LAMBDA, soft)
  const first = await fit()
  const soft = await doubts(space, evidence, first, others)
  const coefficients = soft.rows.length === 0 ? first : await fit(soft)
  return pooled(await multiply(space.representation, coefficients), others, evidence.rejected, head)
}

/** Photos without a label for which a class was rejected while another is still possible, with what is left of the guess. */
async function doubts(
  { representation }: ScoreSpace,
  { labels, classCount, rejected }: Evidence,
  coefficients: Matrix,
  others: readonly Matrix[],
): Promise<SoftRows> {
  const rejectedOf = (index: number): Uint8Array =>
    rejected.subarray(index * classCount, (index + 1) * classCount)
  const some = indicesWhere(labels, (label, index) => label < 0 && rejectedOf(index).includes(1))
  const probabilities = pooled(
    await multiply(gatherRows(representation, some), coefficients),
    others.map((view) => gatherRows(view, some)),
    Uint8Array.from([...some].flatMap((index) => [...rejectedOf(index)])),
  )
  const possible = indicesWhere(some, (_, position) => row(probabilities, position).some((p) => p > 0))
  return {
    rows: possible.map((position) => some[position]),
    probabilities: gatherRows(probabilities, possible),
  }
}

/** [n, classCount] probabilities of each view that is switched on, beside ridge. */
async function otherViews(
  { representation, affinity, spreading, views }: ScoreSpace,
  rows: Int32Array,
  classes: Int32Array,
  classCount: number,
): Promise<Matrix[]> {
  const { propagation, collaborativeFiltering: filtering } = views ?? ScoreViews.parse({})
  const out: Matrix[] = []
  if (propagation) {
    const weightOf = new Float64Array(classCount)
    inverseFrequencyWeights(classes, classCount).forEach((weight, l) => (weightOf[classes[l]] = weight))
    out.push((spreading ?? new Spreading(affinity)).spread(rows, classes, weightOf, PROPAGATION))
  }
  if (filtering) {
    const completed = await collaborativeFiltering(representation, { rows, classes, classCount })
    out.push(softmaxRows(completed, INVERSE_TEMPERATURE))
  }
  return out
}

/** @param rejected as in Evidence, for the rows of `ridge` */
function pooled(ridge: Matrix, others: readonly Matrix[], rejected: Uint8Array, head?: HeadOpinion): Matrix {
  const out = matrix(ridge.rows, ridge.columns)
  const root = rootOf(1 + others.length)
  const buffer = new Float64Array(ridge.columns)
  for (let i = 0; i < ridge.rows; i += 1) {
    const start = i * ridge.columns
    const fromRidge = softmaxInto(buffer, row(ridge, i), INVERSE_TEMPERATURE)
    for (let c = 0; c < ridge.columns; c += 1) {
      if (rejected[start + c] === 1) continue
      let product = fromRidge[c] + LEAST_SHARE
      for (const view of others) product *= view.data[start + c] + LEAST_SHARE
      const raw = root(product)
      out.data[start + c] =
        head === undefined ? raw : pool(raw, head.probabilities.data[start + c], head.weight)
    }
    normalise(row(out, i))
  }
  return out
}

/** The n-th root; the square root, which nearly all use, is many times faster than a power. */
function rootOf(n: number): (value: number) => number {
  return n === 2 ? Math.sqrt : (value) => value ** (1 / n)
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
