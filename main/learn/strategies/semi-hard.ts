/**
 * @file Triplet loss with a margin over semi-hard negatives (Schroff, Kalenichenko and Philbin 2015, FaceNet, section
 * 3.2): for each anchor and positive, the nearest negative that is farther away than the positive, or else the
 * farthest negative.
 */
import type { Scalar, Tensor2D, TensorFlow } from '../../math/tensorflow.ts'
import { squaredDistances } from './parts/distances.ts'
import { pairStrategy, type PairMasks } from './strategy.ts'

/** FaceNet's own, for squared distances of unit vectors. */
const MARGIN = 0.2

export const semiHard = pairStrategy('triplet-semi-hard', { margin: MARGIN }, semiHardLoss)

/** mean over the chosen triplets of max(0, d(a, p)^2 - d(a, n)^2 + margin); 0 where there is no triplet. */
export function semiHardLoss(tf: TensorFlow, embeddings: Tensor2D, pairs: PairMasks): Scalar {
  return tf.tidy(() => {
    const squared = squaredDistances(tf, embeddings)
    const [size] = squared.shape
    const chosen = chooseTriplets(
      squared.dataSync<'float32'>(),
      pairs.same.dataSync<'float32'>(),
      pairs.different.dataSync<'float32'>(),
      size,
    )
    // The choice is a constant, so the sum over active triplets is linear in the distances.
    const weights = tf.tensor2d(chosen.weights, [size, size])
    const linear = tf.sum<Scalar>(tf.mul(squared, weights))
    const scale = 1 / Math.max(1, chosen.triplets)
    return tf.mul<Scalar>(tf.add(linear, chosen.active * MARGIN), scale)
  })
}

interface Chosen {
  /** [b * b] how many triplets that violate the margin pull (+) or push (-) each pair */
  weights: Float32Array
  triplets: number
  active: number
}

function chooseTriplets(
  squared: Float32Array,
  same: Float32Array,
  different: Float32Array,
  size: number,
): Chosen {
  const chosen: Chosen = { weights: new Float32Array(size * size), triplets: 0, active: 0 }
  for (let anchor = 0; anchor < size; anchor += 1) {
    for (let positive = 0; positive < size; positive += 1) {
      if (same[anchor * size + positive] === 0) continue
      const negative = semiHardNegative(anchor, squared[anchor * size + positive], squared, different, size)
      if (negative < 0) continue
      chosen.triplets += 1
      if (squared[anchor * size + positive] - squared[anchor * size + negative] + MARGIN <= 0) continue
      chosen.active += 1
      chosen.weights[anchor * size + positive] += 1
      chosen.weights[anchor * size + negative] -= 1
    }
  }
  return chosen
}

/** @returns -1 where the anchor has no negative. */
function semiHardNegative(
  anchor: number,
  beyond: number,
  squared: Float32Array,
  different: Float32Array,
  size: number,
): number {
  let [nearest, farthest] = [-1, -1]
  for (let other = 0; other < size; other += 1) {
    if (different[anchor * size + other] === 0) continue
    const distance = squared[anchor * size + other]
    if (farthest < 0 || distance > squared[anchor * size + farthest]) farthest = other
    if (distance > beyond && (nearest < 0 || distance < squared[anchor * size + nearest])) nearest = other
  }
  return nearest < 0 ? farthest : nearest
}
