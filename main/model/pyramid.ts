/**
 * @file The feature pyramid (Lin et al. 2017) on pooled levels: a lateral projection brings each level to a common width,
 * and from the top (the most abstract level) downwards each level is added to what came from above. Pooled levels have
 * no positions, so that the upsampling of the original falls away and the fused bottom level holds every level.
 */
import type { Tensor, Tensor2D, TensorFlow } from '../math/tensorflow.ts'

/**
 * @param levels bottom first: [n, d_l] each
 * @param laterals the projections in the same order: [d_l, width] each
 * @param bias [width]
 * @returns [n, width]: the fused bottom level. The caller disposes of it.
 */
export function fusePyramid(tf: TensorFlow, levels: Tensor2D[], laterals: Tensor[], bias: Tensor): Tensor2D {
  return tf.tidy(() => {
    const lateral = levels.map((level, index) => tf.matMul<Tensor2D>(level, laterals[index]))
    // Top-down: the running sum is the path from above.
    const fused = lateral.reduceRight((above, level) => tf.add<Tensor2D>(level, above))
    return tf.add<Tensor2D>(fused, bias)
  })
}
