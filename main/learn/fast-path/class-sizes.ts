/**
 * @file How many photos of a folder belong to each class, and what that says about a single photo. The classifiers give every
 * class the same weight, however many labels it has: labels come from pages that the product chose, so their counts are no
 * measure of the folder. Where one class is most of the folder, that alone gives a third of its photos to the others.
 */
import { UNLABELLED } from '../../math/labels.ts'
import { row, type Matrix } from '../../math/matrix.ts'
import { indicesWhere } from './indices.ts'

/** Rounds of estimating the sizes from the probabilities, and the probabilities from the sizes. */
const ROUNDS = 10
/** Every class is taken to have at least about this share of the photos more than the probabilities say. */
const LEAST_SHARE = 0.01
/** More photos than this make the estimate no better. */
const MOST_ROWS = 4096
/** How fast the sizes gain weight as they become uneven: figures in docs/adr/0025-class-sizes.md. */
const WEIGHT_OF_UNEVENNESS = 2

export interface ClassSizes {
  /** [classCount] estimated shares of all photos, above 0, their sum is 1. */
  readonly shares: Float64Array
  /** How much they count, 0 to 1: nothing where all classes are of one size. */
  readonly weight: number
}

/**
 * The sizes by expectation and maximisation (Saerens, Latinne and Decaestecker 2002, equation 2.8), from the probabilities of
 * the photos without a label and the labels: q_ic ~ p_ic * share_c^weight, share_c ~ labels_c + sum over i of q_ic. The weight
 * is 2 (1 - exp(H) / classCount), within 0 and 1, where H is the entropy of the shares: a few labels make even classes look
 * slightly uneven, and then most of the estimate is noise.
 * @param scores [n, classCount] probabilities, rows sum to 1 or are zero; not changed
 * @param labels [n] class, or UNLABELLED, or LEFT_OUT
 */
export function estimateClassSizes(scores: Matrix, labels: Int32Array): ClassSizes {
  const classCount = scores.columns
  const labelled = new Float64Array(classCount)
  for (const label of labels) if (label >= 0) labelled[label] += 1
  const open = indicesWhere(labels, (label) => label === UNLABELLED)
  const step = Math.max(1, Math.ceil(open.length / MOST_ROWS))
  const used = open.filter((_, position) => position % step === 0)
  const each = used.length === 0 ? 0 : open.length / used.length
  let sizes: ClassSizes = { shares: new Float64Array(classCount).fill(1 / classCount), weight: 0 }
  for (let round = 0; round < ROUNDS; round += 1) {
    const factors = factorsOf(sizes)
    const counts = labelled.map((count) => count + LEAST_SHARE * labels.length)
    for (const index of used) {
      const p = row(scores, index)
      const total = weighedTotal(p, factors)
      if (total > 0) for (let c = 0; c < classCount; c += 1) counts[c] += (each * p[c] * factors[c]) / total
    }
    const sum = counts.reduce((all, count) => all + count, 0)
    const shares = counts.map((count) => count / sum)
    sizes = { shares, weight: weightOf(shares) }
  }
  return sizes
}

/** The probabilities weighed by the class sizes, p_ic * share_c^weight, in place; rows that sum to 1 still do. */
export function weighByClassSizes(scores: Matrix, sizes: ClassSizes): void {
  if (sizes.weight === 0) return
  const factors = factorsOf(sizes)
  for (let index = 0; index < scores.rows; index += 1) {
    const p = row(scores, index)
    const total = weighedTotal(p, factors)
    if (total > 0) for (let c = 0; c < p.length; c += 1) p[c] = (p[c] * factors[c]) / total
  }
}

function factorsOf({ shares, weight }: ClassSizes): Float64Array {
  return shares.map((share) => share ** weight)
}

function weighedTotal(p: Float32Array, factors: Float64Array): number {
  let total = 0
  for (let c = 0; c < p.length; c += 1) total += p[c] * factors[c]
  return total
}

function weightOf(shares: Float64Array): number {
  const entropy = shares.reduce((sum, share) => sum - share * Math.log(share), 0)
  return Math.min(1, Math.max(0, WEIGHT_OF_UNEVENNESS * (1 - Math.exp(entropy) / shares.length)))
}
