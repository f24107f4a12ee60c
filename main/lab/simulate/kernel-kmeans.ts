/**
 * @file Euclidean k-means on inner products alone, for the baseline policy `cluster-only`. The product's own k-means (main/group) will
 * be improved; this one must not be. Centres are means of features, so that all distances follow from the kernel:
 * |x - m|^2 = K_xx - 2 mean_j K_xj + mean_jl K_jl over the members j, l. One iteration costs n^2, whatever the dimensions.
 */
import type { Matrix } from '../../math/matrix.ts'
import type { Random } from '../../math/random.ts'

const ITERATIONS = 15

/**
 * Lloyd's iterations from one k-means++ start (Arthur and Vassilvitskii, 2007).
 * @param kernel [n, n] inner products.
 * @param photos the rows to cluster.
 * @param count clusters wanted; fewer come back where some stay empty.
 * @returns the members of each cluster, by similarity to its centre, the nearest first (ties: the lower row).
 */
export function kernelKMeans(
  kernel: Matrix,
  photos: readonly number[],
  count: number,
  random: Random,
): number[][] {
  let clusters = startingPhotos(kernel, photos, Math.min(count, photos.length), random).map((photo) => [
    photo,
  ])
  for (let iteration = 0; iteration <= ITERATIONS; iteration += 1) {
    const moved = assign(kernel, photos, clusters)
    const isStable =
      moved.length === clusters.length && moved.every((members, c) => equal(members, clusters[c]))
    clusters = moved
    if (isStable) break
  }
  return clusters.map((members) => byCentrality(kernel, members))
}

/** k-means++: each next start is drawn by its squared distance to the nearest one so far. */
function startingPhotos(kernel: Matrix, photos: readonly number[], count: number, random: Random): number[] {
  const chosen = [photos[random.integer(photos.length)]]
  const nearest = photos.map((photo) => distance(kernel, photo, chosen[0]))
  while (chosen.length < count) {
    let left = random.next() * nearest.reduce((sum, value) => sum + value, 0)
    let drawn = nearest.findIndex((value) => (left -= value) < 0)
    if (drawn < 0) drawn = nearest.indexOf(Math.max(...nearest)) // only because of rounding, or when all are equal
    chosen.push(photos[drawn])
    photos.forEach((photo, i) => (nearest[i] = Math.min(nearest[i], distance(kernel, photo, photos[drawn]))))
  }
  return chosen
}

function distance(kernel: Matrix, a: number, b: number): number {
  const between = kernel.data[a * kernel.columns + b]
  return Math.max(0, kernel.data[a * kernel.columns + a] + kernel.data[b * kernel.columns + b] - 2 * between)
}

/** Assigns each photo to the nearest of the clusters' means; clusters without photos are removed. */
function assign(kernel: Matrix, photos: readonly number[], clusters: readonly number[][]): number[][] {
  const own = clusters.map((members) => {
    let total = 0
    for (const photo of members) total += similarityTo(kernel, photo, members)
    return total / members.length
  })
  const moved = clusters.map((): number[] => [])
  for (const photo of photos) {
    let [best, least] = [0, Infinity]
    clusters.forEach((members, c) => {
      const value = own[c] - 2 * similarityTo(kernel, photo, members)
      if (value < least) [best, least] = [c, value]
    })
    moved[best].push(photo)
  }
  return moved.filter((members) => members.length > 0)
}

/** The inner product of a photo with the mean of `members`. */
function similarityTo(kernel: Matrix, photo: number, members: readonly number[]): number {
  const start = photo * kernel.columns
  let total = 0
  for (const member of members) total += kernel.data[start + member]
  return total / members.length
}

function byCentrality(kernel: Matrix, members: readonly number[]): number[] {
  return members
    .map((photo) => ({ photo, similarity: similarityTo(kernel, photo, members) }))
    .sort((a, b) => b.similarity - a.similarity || a.photo - b.photo)
    .map(({ photo }) => photo)
}

function equal(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((value, i) => value === b[i])
}
