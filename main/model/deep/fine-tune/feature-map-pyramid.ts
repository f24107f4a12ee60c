/**
 * @file The feature pyramid over real maps (Lin et al. 2017, section 3): a lateral convolution of one pixel brings each level
 * to a common number of channels; from the top (the coarsest level) downwards what is above is enlarged to twice its side
 * and added; a convolution of 3 x 3 smooths each sum.
 */
import type { Rank, Tensor, Tensor2D, Tensor4D, TensorFlow } from '../../../math/tensorflow.ts'
import { convolved } from '../layers.ts'
import { heNormal, type BlockPlan } from '../network.ts'

export interface PyramidLevel {
  /** [n, h, w, channels], half the height and width of the level before it */
  maps: Tensor4D
  /** [channels, width] */
  lateral: Tensor
  /** [3, 3, width, width] and [width] */
  filter: Tensor
  bias: Tensor
}

/** The blocks of a level with so many channels. */
export function pyramidBlocks(level: string, channels: number, width: number): BlockPlan[] {
  return [
    {
      name: `${level}/lateral`,
      shape: [channels, width],
      initial: { deviation: 1 / Math.sqrt(channels) },
    },
    { name: `${level}/filter`, shape: [3, 3, width, width], initial: heNormal(9 * width) },
    { name: `${level}/bias`, shape: [width], initial: { value: 0 } },
  ]
}

/**
 * @param levels bottom (the finest) first; not disposed of
 * @returns the fused maps [n, h, w, width] of each level in the same order, to be disposed of by the caller
 */
export function fuseMaps(tf: TensorFlow, levels: readonly PyramidLevel[]): Tensor4D[] {
  return tf.tidy(() => {
    const fused: Tensor4D[] = []
    let above: Tensor4D | undefined
    for (const { maps, lateral, filter, bias } of levels.toReversed()) {
      const [n, height, width, channels] = maps.shape
      const rows = tf.matMul<Tensor2D>(tf.reshape(maps, [n * height * width, channels]), lateral)
      const own = tf.reshape<Rank.R4>(rows, [n, height, width, bias.size])
      const sum: Tensor4D =
        above === undefined ? own : tf.add(own, tf.image.resizeNearestNeighbor(above, [height, width]))
      fused.unshift(convolved(tf, sum, filter, bias))
      above = sum
    }
    return fused
  })
}
