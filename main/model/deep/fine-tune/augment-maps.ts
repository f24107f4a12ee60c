/**
 * @file Other views of a photo's maps for a step of training, on the device: the photo or its mirror image, and half of them
 * with a rectangle of places silenced (Cutout, DeVries and Taylor 2017, on maps: DropBlock, Ghiasi et al. 2018).
 */
import type { Random } from '../../../math/random.ts'
import type { Rank, Tensor2D, Tensor4D, TensorFlow } from '../../../math/tensorflow.ts'

/** How many of the views have a rectangle silenced. */
const SILENCED = 0.5
/** The longest side of the rectangle, as a part of the maps'. */
const LONGEST = 0.5

/**
 * The same numbers from `random` give the same views.
 * @param inputs [n, side * side * channels] of the photos, and of their mirror images; disposed of by the caller
 * @returns the same shapes, both the same view, to be disposed of by the caller
 */
export function augmentMaps(
  tf: TensorFlow,
  [plain, mirror]: readonly Tensor2D[],
  side: number,
  random: Random,
): Tensor2D[] {
  const [n, numbers] = plain.shape
  return tf.tidy(() => {
    const isPlain = tf.tensor2d(
      Float32Array.from({ length: n }, () => (random.next() < 0.5 ? 0 : 1)),
      [n, 1],
    )
    const view = tf.add(tf.mul(plain, isPlain), tf.mul(mirror, tf.sub(1, isPlain)))
    const places = tf.reshape(view, [n, side, side, numbers / side ** 2])
    const kept = tf.tensor4d(keptPlaces(n, side, random), [n, side, side, 1])
    const out = tf.reshape<Rank.R2>(tf.mul<Tensor4D>(places, kept), [n, numbers])
    return [out, tf.clone(out)]
  })
}

/** [n, side, side] 0 inside a photo's rectangle, else 1 */
function keptPlaces(n: number, side: number, random: Random): Float32Array {
  const kept = new Float32Array(n * side * side).fill(1)
  const longest = Math.max(1, Math.round(side * LONGEST))
  for (let photo = 0; photo < n; photo += 1) {
    if (random.next() >= SILENCED) continue
    const [height, width] = [1 + random.integer(longest), 1 + random.integer(longest)]
    const [top, left] = [random.integer(side - height + 1), random.integer(side - width + 1)]
    for (let y = top; y < top + height; y += 1) {
      const start = (photo * side + y) * side + left
      kept.fill(0, start, start + width)
    }
  }
  return kept
}
