/**
 * @file From the backbone's pyramid levels to one comparable feature vector a photo: per level the signed square
 * root (evens out bursts of single channels) and L2 (every level counts the same), concatenated, less the folder's
 * mean (what all photos share says nothing about classes), and L2 again, so that a dot product is a cosine.
 * After Perronnin et al. 2010 (power and L2 normalisation) and Jegou and Chum 2012 (centring).
 */
import { matrix, row, type Matrix } from '../math/matrix.ts'

export interface Preprocessor {
  /** Of the normalised, concatenated levels over all photos that it was fitted on: shape [dimensions]. */
  readonly mean: Float32Array
  /**
   * @param levels one matrix [n, d_level] a level, in the order of the fit.
   * @returns [n, dimensions], rows L2-normalised; a row that equals the mean (or is zero) stays all zeros.
   */
  apply(levels: readonly Matrix[]): Matrix
}

/**
 * Fits the mean on all photos.
 * @param levels one matrix [n, d_level] a level, all finite; e.g. only `features`, or several pyramid levels.
 */
export function preprocess(levels: readonly Matrix[]): Preprocessor {
  const joined = joinLevels(levels)
  return preprocessorOf(columnMeans(joined))
}

/** The preprocessor with a mean that was fitted before and stored (e.g. with a head): shape [dimensions]. */
export function preprocessorOf(mean: Float32Array): Preprocessor {
  return {
    mean,
    apply(levels) {
      const out = joinLevels(levels)
      if (out.columns !== mean.length) {
        throw new RangeError(`These levels have ${out.columns} numbers a photo, the fit had ${mean.length}.`)
      }
      return centred(out, mean)
    },
  }
}

/** One level by its own mean, in place: what `preprocess([level]).apply([level])` gives, without a copy of it; and that mean. */
export function preprocessInPlace(level: Matrix): { features: Matrix; mean: Float32Array } {
  for (let r = 0; r < level.rows; r += 1) {
    const values = row(level, r)
    signedSquareRoot(values, values)
    normalise(values)
  }
  const mean = columnMeans(level)
  return { features: centred(level, mean), mean }
}

/** In place: each row less the mean, L2-normalised. */
function centred(joined: Matrix, mean: Float32Array): Matrix {
  for (let r = 0; r < joined.rows; r += 1) {
    const values = row(joined, r)
    for (let c = 0; c < values.length; c += 1) values[c] -= mean[c]
    normalise(values)
  }
  return joined
}

/** Signed square root and L2 for each level, side by side: shape [n, sum of d_level]. */
function joinLevels(levels: readonly Matrix[]): Matrix {
  const rows = levels.at(0)?.rows ?? 0
  const columns = levels.reduce((total, level) => total + level.columns, 0)
  const out = matrix(rows, columns)
  let offset = 0
  for (const level of levels) {
    if (level.rows !== rows) {
      throw new RangeError(`A level has ${level.rows} photos where the first one has ${rows}.`)
    }
    for (let r = 0; r < rows; r += 1) {
      const start = r * columns + offset
      const target = out.data.subarray(start, start + level.columns)
      signedSquareRoot(row(level, r), target)
      normalise(target)
    }
    offset += level.columns
  }
  return out
}

function signedSquareRoot(from: Float32Array, to: Float32Array): void {
  for (let i = 0; i < from.length; i += 1) {
    const value = from[i]
    if (!Number.isFinite(value)) throw new RangeError(`A feature is ${value}: features must be finite.`)
    to[i] = value < 0 ? -Math.sqrt(-value) : Math.sqrt(value)
  }
}

/** What float32 rounding leaves of a difference that is zero; a real difference of unit vectors is far longer. */
const ZERO_NORM = 1e-6

/** L2 in place; a row without length is set to zeros instead of noise or NaN. */
function normalise(values: Float32Array): void {
  let squares = 0
  for (let i = 0; i < values.length; i += 1) squares += values[i] * values[i]
  const norm = Math.sqrt(squares)
  const scale = norm < ZERO_NORM ? 0 : 1 / norm
  for (let i = 0; i < values.length; i += 1) values[i] *= scale
}

function columnMeans(m: Matrix): Float32Array {
  const sums = new Float64Array(m.columns)
  for (let r = 0; r < m.rows; r += 1) {
    const values = row(m, r)
    for (let c = 0; c < values.length; c += 1) sums[c] += values[c]
  }
  return Float32Array.from(sums, (sum) => (m.rows === 0 ? 0 : sum / m.rows))
}
