/**
 * @file Diffusion coordinates: where a random walk on the neighbour graph leads within a few steps. Photos of one class
 * hang together through chains of look-alikes even when the two ends of the chain look different, so groups that raw
 * cosines mix up come apart here.
 */
import { leadingEigenvectors } from '../math/leading-eigenvectors.ts'
import { row, type Matrix } from '../math/matrix.ts'
import type { LongWork } from '../math/products/products.ts'
import type { Random } from '../math/random.ts'
import type { SparseMatrix } from '../math/sparse.ts'

/** Chosen by simulated sessions; 50 to 150 dimensions and 2 to 6 steps make little difference. */
const DIMENSIONS = 100
const STEPS = 4
/** A graph of n photos has far fewer than n meaningful coordinates: one for every 8 photos. */
const PHOTOS_A_DIMENSION = 8

/**
 * Rows of V diag(lambda^t), L2-normalised: the diffusion map after t steps (Coifman and Lafon 2006, section 2.2), from
 * the leading eigenpairs of the normalised adjacency.
 * @returns [n, at most 100]; a photo without neighbours has zeros.
 * @throws AppError `cancelled`
 */
export async function diffusionCoordinates(
  adjacency: SparseMatrix,
  random: Random,
  work: LongWork = {},
): Promise<Matrix> {
  const count = Math.max(1, Math.min(DIMENSIONS, Math.floor(adjacency.rows / PHOTOS_A_DIMENSION)))
  const { values, vectors } = await leadingEigenvectors(adjacency, count, random, work)
  for (let i = 0; i < vectors.rows; i += 1) {
    const place = row(vectors, i) // in place, since they are 400 MB for a million photos
    if (adjacency.offsets[i] === adjacency.offsets[i + 1]) place.fill(0) // what chance has left there is no place
    let squares = 0
    for (let j = 0; j < place.length; j += 1) {
      const value = place[j] * Math.max(values[j], 0) ** STEPS
      place[j] = value
      squares += value * value
    }
    const scale = squares > 0 ? 1 / Math.sqrt(squares) : 0
    for (let j = 0; j < place.length; j += 1) place[j] *= scale
  }
  return vectors
}
