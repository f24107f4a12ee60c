/**
 * @file The fast path: class probabilities of each photo, fitted in closed form after every page. They are a product
 * of experts whose errors differ: ridge regression uses features and diffusion coordinates; label propagation uses
 * the neighbour graph, once as the features make it and once as the labels weight it.
 */
import { z } from 'zod'
import { UNLABELLED } from '../../math/labels.ts'
import { gatherRows, row, sideBySide, type Matrix } from '../../math/matrix.ts'
import type { SparseMatrix } from '../../math/sparse.ts'
import { collaborativeFiltering } from '../strategies/parts/collaborative-filtering.ts'
import { softmaxRows } from '../training/head-evaluation.ts'
import { indicesWhere } from './indices.ts'
import type { LearnedGraph } from './learned-graph.ts'
import { INVERSE_TEMPERATURE, poolExperts, type HeadOpinion, type Experts } from './pool-experts.ts'
import { PROPAGATION, Spreading } from './propagate.ts'
import { inverseFrequencyWeights } from './ridge.ts'
import { ridgeCoefficients, type SoftRows } from './weighted-ridge.ts'

/** Which experts count beside ridge regression: the semi-supervised ones, which also use photos without a label. */
export const ExpertSwitches = z.object({
  propagation: z.boolean().default(true),
  collaborativeFiltering: z.boolean().default(false),
})
export type ExpertSwitches = z.infer<typeof ExpertSwitches>

export interface ScoreSpace {
  /** Propagation alone by default. */
  readonly experts?: ExpertSwitches | undefined
  /** What ridge sees, in parts that lie side by side: [n, ·] each. */
  readonly representation: readonly Matrix[]
  /** [n, n] normalised adjacency that labels spread on. */
  readonly affinity: SparseMatrix
  /** The edges of `affinity`, to be weighted by the labels. Without it labels spread on the plain graph alone. */
  readonly learned?: LearnedGraph | undefined
  /** On `affinity`: keeps what has spread, so that only classes whose labels changed are computed again. */
  readonly spreading?: Spreading | undefined
}

/** What the person has said so far, by row. */
export interface Evidence {
  /** [n] class 0 .. classCount - 1, or UNLABELLED, or LEFT_OUT. */
  readonly labels: Int32Array
  readonly classCount: number
  /** [n * classCount] 1 where the person said "not this class". */
  readonly rejected: Uint8Array
}

/** Chosen on caltech24 by simulated sessions over five seeds and on variants of it (fewer classes, uneven classes). */
const LAMBDA = 0.3
/**
 * Class probabilities [n, classCount], rows sum to 1 (or to 0 where the person rejected every class), as [Note: pool]
 * says. A rejection has two effects: its class gets probability 0 for that photo, and ridge is fitted again with what
 * remains of the photo's guess, so that similar photos move too.
 */
export async function scoreClasses(
  space: ScoreSpace,
  evidence: Evidence,
  head?: HeadOpinion,
): Promise<Matrix> {
  const { labels, classCount, rejected } = evidence
  const rows = indicesWhere(labels, (label) => label >= 0)
  const classes = rows.map((index) => labels[index])
  const experts = await otherExperts(space, rows, classes, classCount)
  const fit = (soft?: SoftRows): Promise<Matrix> =>
    ridgeCoefficients(space.representation, rows, classes, classCount, LAMBDA, soft)
  const refused = rowsWith(rejected, classCount)
  const first = await fit()
  const unlabelled = refused.filter((index) => labels[index] === UNLABELLED)
  const soft = await doubts(experts, first, unlabelled, rejected)
  const coefficients = soft.rows.length === 0 ? first : await fit(soft)
  const scores = await poolExperts({ ...experts, coefficients, head })
  withoutRejected(scores, refused, refused, rejected)
  return scores
}

/**
 * Photos without a label that have a rejected class and at least one possible one, with what remains of their guess.
 */
async function doubts(
  { representation, spread, others }: OtherExperts,
  coefficients: Matrix,
  photos: Int32Array,
  rejected: Uint8Array,
): Promise<SoftRows> {
  const probabilities = await poolExperts({
    representation: representation.map((part) => gatherRows(part, photos)),
    coefficients,
    spread: spread && { ...spread, mass: gatherRows(spread.mass, photos) },
    others: others.map((expert) => gatherRows(expert, photos)),
  })
  const positions = Int32Array.from(photos.keys())
  withoutRejected(probabilities, positions, photos, rejected)
  const possible = positions.filter((position) => row(probabilities, position).some((p) => p > 0))
  return {
    rows: possible.map((position) => photos[position]),
    probabilities: gatherRows(probabilities, possible),
  }
}

type OtherExperts = Pick<Experts, 'representation' | 'spread' | 'others'>

/** The experts that are switched on beside ridge. */
async function otherExperts(
  space: ScoreSpace,
  rows: Int32Array,
  classes: Int32Array,
  classCount: number,
): Promise<OtherExperts> {
  const { representation, affinity, spreading, learned, experts } = space
  const { propagation, collaborativeFiltering: filtering } = experts ?? ExpertSwitches.parse({})
  const others: Matrix[] = []
  if (filtering) {
    const completed = await collaborativeFiltering(sideBySide(representation), { rows, classes, classCount })
    others.push(softmaxRows(completed, INVERSE_TEMPERATURE))
  }
  if (!propagation) return { representation, others }
  const weightOf = new Float64Array(classCount)
  inverseFrequencyWeights(classes, classCount).forEach((weight, l) => (weightOf[classes[l]] = weight))
  const mass = (spreading ?? new Spreading(affinity)).mass(rows, classes, classCount, PROPAGATION)
  if (learned?.serves(classCount) === true) {
    const weights = Float64Array.from(classes, (label) => weightOf[label])
    others.push(await learned.propagate({ rows, classes, classCount }, { ...PROPAGATION, weights }))
  }
  return { representation, spread: { mass, weightOf }, others }
}

/** The rows for which any class was rejected, ascending. @param rejected as in Evidence */
function rowsWith(rejected: Uint8Array, classCount: number): Int32Array {
  const rows: number[] = []
  for (let at = rejected.indexOf(1); at >= 0;) {
    const index = Math.floor(at / classCount)
    rows.push(index)
    at = rejected.indexOf(1, (index + 1) * classCount)
  }
  return Int32Array.from(rows)
}

/**
 * Sets rejected classes to 0 and normalises the rest of the row to sum 1.
 * @param positions rows of `probabilities`, changed in place
 * @param photos [positions] the rows of `rejected` for these positions
 */
function withoutRejected(
  probabilities: Matrix,
  positions: Int32Array,
  photos: Int32Array,
  rejected: Uint8Array,
): void {
  const { columns } = probabilities
  positions.forEach((position, index) => {
    const values = row(probabilities, position)
    let total = 0
    for (let c = 0; c < columns; c += 1) {
      if (rejected[photos[index] * columns + c] === 1) values[c] = 0
      total += values[c]
    }
    if (total > 0) for (let c = 0; c < columns; c += 1) values[c] /= total
  })
}
