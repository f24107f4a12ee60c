/**
 * @file The graph of look-alikes, weighted by the labels: edges along directions in which the person's classes differ
 * count for more, edges along what varies inside a class for less (after Iscen et al. 2019, who build the graph on
 * learned embeddings; here the embedding is Fisher's, in closed form). What it gains: docs/adr/0004-page-choice.md.
 */
import { cholesky, solveLower, solveUpper } from '../../math/linear-algebra.ts'
import { gatherRows, matrix, row, type Matrix } from '../../math/matrix.ts'
import { crossProduct, multiply } from '../../math/products/products.ts'
import { edgeProducts, edgesOf, reweighed, type Edges, type SparseMatrix } from '../../math/sparse.ts'
import { propagateBy, type Labelled, type PropagationOptions } from './propagate.ts'
import { MassSpreader } from './spread-mass.ts'

/**
 * Edges times classes up to which labels spread on the learned graph. Its weights change after every page, so nothing
 * that has spread can be kept, unlike on the plain graph. About 4,000 photos of 24 classes, or 10,000 of 7, where it
 * takes some 10 ms.
 */
const MOST_SPREAD = 1_500_000
/** With one class there is nothing to learn. */
const FEWEST_CLASSES = 2
/**
 * The share of the scatter within classes that is taken to be equal in all directions: there are fewer labels than
 * directions.
 */
const SHRINKAGE = 0.3
/** Weight of the learned similarity beside the plain one: both count the same; 0.3 to 0.8 make no difference. */
const LEARNED_SHARE = 0.5
/** A class mean whose remainder is shorter than this is already spanned by the means before it. */
const LEAST_LENGTH = 1e-6

/**
 * A graph whose edges are weighted again whenever labels spread on it. What does not change from page to page is
 * computed once, some 30 ms at 10,000 photos.
 */
export class LearnedGraph {
  readonly #affinity: SparseMatrix
  readonly #principal: Matrix
  readonly #edges: Edges
  /** [edges] cosines of the principal coordinates */
  readonly #cosines: Float64Array
  readonly #spreader: MassSpreader

  /**
   * @param affinity gives the edges
   * @param principal [n, d] principal coordinates, rows L2-normalised
   */
  constructor(affinity: SparseMatrix, principal: Matrix) {
    this.#affinity = affinity
    this.#principal = principal
    this.#edges = edgesOf(affinity)
    this.#cosines = edgeProducts(this.#edges, principal)
    this.#spreader = new MassSpreader(affinity)
  }

  /** Undefined where the graph is too large even for two classes. @param affinity as for the constructor */
  static of(affinity: SparseMatrix, principal: Matrix): LearnedGraph | undefined {
    const isServed = affinity.columns.length * FEWEST_CLASSES <= MOST_SPREAD
    return isServed ? new LearnedGraph(affinity, principal) : undefined
  }

  /** Whether labels of this many classes spread fast enough, and there are at least two classes. */
  serves(classCount: number): boolean {
    return classCount >= FEWEST_CLASSES && this.#affinity.columns.length * classCount <= MOST_SPREAD
  }

  /**
   * The same as `propagate`, but on the learned graph.
   * @returns probabilities [n, classCount]
   */
  async propagate(labelled: Labelled, options: PropagationOptions): Promise<Matrix> {
    const { values } = await this.weigh(labelled)
    this.#spreader.reweigh(values)
    return propagateBy(this.#spreader, labelled, options)
  }

  /**
   * The edges with weights ((cos of the principal coordinates + cos in Fisher's coordinates) / 2)^6, to a higher power than those
   * of the plain graph, whose cosines spread wider; normalised as `normalisedAdjacency` does.
   */
  async weigh(labelled: Labelled): Promise<SparseMatrix> {
    const learned = await fisherCoordinates(this.#principal, labelled)
    const found = edgeProducts(this.#edges, learned)
    for (let edge = 0; edge < found.length; edge += 1) {
      found[edge] = (1 - LEARNED_SHARE) * this.#cosines[edge] + LEARNED_SHARE * found[edge]
    }
    return reweighed(this.#affinity, this.#edges, found)
  }
}

/**
 * Linear discriminant coordinates (Fisher 1936; Rao 1948): the scatter within classes is whitened, then the span of
 * the class means is kept. Any basis of that span gives the same cosines, so no eigenvectors are needed.
 * @param x [n, d], finite
 * @returns [n, at most classes - 1], centred, rows L2-normalised
 */
export async function fisherCoordinates(x: Matrix, labelled: Labelled): Promise<Matrix> {
  const { columns: dimensions } = x
  const known = gatherRows(x, labelled.rows)
  const means = meansOf(known, labelled)
  const factor = await withinFactor(known, labelled, means)
  const white = whitenedMeans(factor, means, dimensions)
  const basis = orthonormal(white)
  const directions = transposed(basis, dimensions)
  solveUpper(factor, dimensions, directions, basis.length)
  const projection = matrix(dimensions, basis.length, Float32Array.from(directions))
  return centred(await multiply(x, projection, { trusted: true }))
}

/** The mean of each class that has labels. @param x [l, d] the labelled rows */
function meansOf(x: Matrix, { classes, classCount }: Labelled): (Float64Array | undefined)[] {
  const sums = Array.from({ length: classCount }, () => ({ sum: new Float64Array(x.columns), count: 0 }))
  classes.forEach((label, l) => {
    const own = sums[label]
    own.count += 1
    for (let k = 0; k < x.columns; k += 1) own.sum[k] += x.data[l * x.columns + k]
  })
  return sums.map(({ sum, count }) => (count === 0 ? undefined : sum.map((value) => value / count)))
}

/**
 * L of the shrunk scatter within classes, (1 - s) W + s tr(W) / d I = L Lᵀ, in the lower triangle of [d, d].
 * @param residuals [l, d] the labelled rows less the mean of their class
 */
async function withinFactor(
  residuals: Matrix,
  { classes }: Labelled,
  means: readonly (Float64Array | undefined)[],
): Promise<Float64Array> {
  const d = residuals.columns
  classes.forEach((label, l) => {
    const mean = means[label]
    if (mean !== undefined) row(residuals, l).forEach((value, k, own) => (own[k] = value - mean[k]))
  })
  const scatter = await crossProduct(residuals, residuals)
  let trace = 0
  for (let k = 0; k < d; k += 1) trace += scatter[k * d + k]
  // Where no class has two different photos the scatter is unknown: all directions count the same.
  const even = trace > 0 ? (SHRINKAGE * trace) / d : 1
  for (let entry = 0; entry < scatter.length; entry += 1) scatter[entry] *= 1 - SHRINKAGE
  for (let k = 0; k < d; k += 1) scatter[k * d + k] += even
  await cholesky(scatter, d)
  return scatter
}

/** L^-1 (mean - mean of all means), for each class. */
function whitenedMeans(
  factor: Float64Array,
  means: readonly (Float64Array | undefined)[],
  d: number,
): Float64Array[] {
  const white = means.flatMap((mean) => {
    if (mean === undefined) return []
    const solved = mean.slice()
    solveLower(factor, d, solved, 1)
    return [solved]
  })
  const centre = new Float64Array(d)
  for (const mean of white) mean.forEach((value, k) => (centre[k] += value / white.length))
  return white.map((mean) => mean.map((value, k) => value - centre[k]))
}

/** Gram-Schmidt, done twice against rounding errors. */
function orthonormal(vectors: readonly Float64Array[]): Float64Array[] {
  const basis: Float64Array[] = []
  for (const vector of vectors) {
    const rest = vector.slice()
    for (let pass = 0; pass < 2; pass += 1) {
      for (const unit of basis) {
        const share = dot(unit, rest)
        unit.forEach((value, k) => (rest[k] -= share * value))
      }
    }
    const [before, length] = [Math.sqrt(dot(vector, vector)), Math.sqrt(dot(rest, rest))]
    if (length > LEAST_LENGTH * before) basis.push(rest.map((value) => value / length))
  }
  return basis
}

/** [d, m] of m vectors. */
function transposed(vectors: readonly Float64Array[], d: number): Float64Array {
  const out = new Float64Array(d * vectors.length)
  vectors.forEach((vector, column) => {
    vector.forEach((value, k) => (out[k * vectors.length + column] = value))
  })
  return out
}

/** In place: subtracts the mean of all rows and L2-normalises each row; a row that equals the mean becomes zero. */
function centred(m: Matrix): Matrix {
  const { rows, columns, data } = m
  const mean = new Float64Array(columns)
  for (let at = 0, k = 0; at < data.length; at += 1) {
    mean[k] += data[at] / rows
    k = k + 1 === columns ? 0 : k + 1
  }
  for (let start = 0; start < data.length; start += columns) {
    let square = 0
    for (let k = 0; k < columns; k += 1) {
      data[start + k] -= mean[k]
      square += data[start + k] ** 2
    }
    const scale = square > 0 ? 1 / Math.sqrt(square) : 0
    for (let k = 0; k < columns; k += 1) data[start + k] *= scale
  }
  return m
}

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0
  for (let k = 0; k < a.length; k += 1) sum += a[k] * b[k]
  return sum
}
