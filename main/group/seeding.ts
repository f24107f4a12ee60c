/** @file The first centres of k-means: greedy k-means++ on the unit sphere. */
import { gatherRows, matrix, row, rowsBetween } from '../math/matrix.ts'
import type { Matrix } from '../math/matrix.ts'
import { multiplyTransposed } from '../math/products/products.ts'
import type { Random } from '../math/random.ts'

/**
 * 1 - cosine below which two rows count as the same: a few times the rounding error of a float32 product, so that
 * exact duplicates never become two clusters.
 */
export const COINCIDENT = 1e-5

/**
 * Starts are drawn from at most this many rows (or `SAMPLE_PER_CLUSTER` for each cluster): more rows give no better
 * ones.
 */
const LARGEST_SAMPLE = 20_000
const SAMPLE_PER_CLUSTER = 40

/**
 * Greedy k-means++ (Arthur and Vassilvitskii 2007, section 5; number of tries as in scikit-learn): each next centre
 * is the best of 2 + ln k rows drawn by their squared distance, 2 (1 - cosine), to the nearest centre so far.
 * @param given [g, d] centres that are fixed already.
 * @param isCandidate [n] 1 for the rows that may become a centre.
 * @returns [at most clusters, d], the given ones first; fewer when every candidate coincides with a centre.
 */
export async function startingCentres(
  x: Matrix,
  given: Matrix,
  clusters: number,
  isCandidate: Uint8Array,
  random: Random,
  signal: AbortSignal | undefined,
): Promise<Matrix> {
  const sample = drawSample(isCandidate, Math.max(LARGEST_SAMPLE, SAMPLE_PER_CLUSTER * clusters), random)
  const rows = sample.length === x.rows ? x : gatherRows(x, sample)
  const centres = matrix(clusters, x.columns)
  centres.data.set(given.data)
  let count = given.rows
  const distances = new Float64Array(rows.rows).fill(1)
  for (let i = 0; i < count; i += 1) {
    await lower(distances, rows, matrix(1, x.columns, row(given, i)), signal)
  }
  const tries = 2 + Math.floor(Math.log(clusters))
  while (count < clusters) {
    const drawn = drawByDistance(distances, tries, random)
    if (drawn.length === 0) break
    const chosen = await lower(distances, rows, gatherRows(rows, drawn), signal)
    row(centres, count).set(row(rows, drawn[chosen]))
    count += 1
  }
  return rowsBetween(centres, 0, count)
}

/** Indices of the candidates, ascending; a random part of them where there are more than `limit`. */
function drawSample(isCandidate: Uint8Array, limit: number, random: Random): number[] {
  const all: number[] = []
  for (let i = 0; i < isCandidate.length; i += 1) if (isCandidate[i] === 1) all.push(i)
  if (all.length <= limit) return all
  return random
    .shuffle(all)
    .slice(0, limit)
    .sort((a, b) => a - b)
}

/** Rows drawn with probability proportional to their distance; none when all distances are nil. */
function drawByDistance(distances: Float64Array, tries: number, random: Random): number[] {
  const total = distances.reduce((sum, distance) => sum + distance, 0)
  if (total === 0) return []
  const marks = Array.from({ length: tries }, () => random.next() * total).sort((a, b) => a - b)
  const drawn: number[] = []
  let passed = 0
  let last = 0
  for (let i = 0; i < distances.length && drawn.length < tries; i += 1) {
    if (distances[i] === 0) continue
    passed += distances[i]
    last = i
    while (drawn.length < tries && marks[drawn.length] < passed) drawn.push(i)
  }
  while (drawn.length < tries) drawn.push(last) // random marks that rounding has put beyond the end
  return drawn
}

/**
 * Chooses the option (a row of `options`) with the least total distance; stores the distances and returns the option.
 */
async function lower(
  distances: Float64Array,
  rows: Matrix,
  options: Matrix,
  signal: AbortSignal | undefined,
): Promise<number> {
  const cosines = await multiplyTransposed(rows, options, { signal, trusted: true })
  const totals = new Float64Array(options.rows)
  for (let i = 0; i < rows.rows; i += 1) {
    for (let j = 0; j < options.rows; j += 1) {
      totals[j] += Math.min(distances[i], distanceOf(cosines.data[i * options.rows + j]))
    }
  }
  let best = 0
  for (let j = 1; j < options.rows; j += 1) if (totals[j] < totals[best]) best = j
  for (let i = 0; i < rows.rows; i += 1) {
    distances[i] = Math.min(distances[i], distanceOf(cosines.data[i * options.rows + best]))
  }
  return best
}

function distanceOf(cosine: number): number {
  const distance = 1 - cosine
  return distance < COINCIDENT ? 0 : distance
}
