/** @file What the networks share that are trained from the pictures up: plain convolutions, and how they are trained. */
import { layBlocks } from '../../math/network.ts'
import type { Tensor, Tensor2D, Tensor4D, TensorFlow } from '../../math/tensorflow.ts'
import { EMBEDDING_WIDTH } from '../head.ts'
import { augmentPixels } from './augment.ts'
import { convolved } from './layers.ts'
import { byName, centredPixels, heNormal, initialise, type BlockPlan, type DeepNetwork } from './network.ts'

/** A block of parameters, by its name. */
export type Named = (name: string) => Tensor

interface Design {
  /** Height and width of the pictures. */
  side: number
  plans: readonly BlockPlan[]
  /** [n, side, side, 3] around zero -> [n, 128]; tidied by whoever calls it. */
  embed: (tf: TensorFlow, pictures: Tensor4D, named: Named) => Tensor2D
  /** Classes of a batch of 48 photos. */
  batchClasses: number
  epochs: number
}

/** pixels [n, side * side * 3], 0 .. 255 -> [n, 128] */
export function networkFromScratch({ side, plans, embed, batchClasses, epochs }: Design): DeepNetwork {
  const blocks = layBlocks(plans.map(({ name, shape }) => [name, shape]))
  const find = byName(blocks)
  return {
    width: EMBEDDING_WIDTH,
    side,
    blocks,
    project: (tf, parameters, [pixels]) =>
      tf.tidy(() => embed(tf, centredPixels(tf, pixels, side), (name) => find(parameters, name))),
    initialParameters: (random) => initialise(blocks, plans, random),
    recipe: {
      rowsAtOnce: 256,
      batch: { photos: 48, classes: batchClasses },
      epochs,
      judgedFolds: 1,
      settings: { rate: 1e-3, decay: 0, dropout: 0 },
      augment: (tf, [pixels], random) => [augmentPixels(tf, pixels, side, random)],
    },
  }
}

/** The parameters of convolutions of 3 x 3, one behind the other, from three colours to these channels. */
export function convolutionPlans(channels: readonly number[]): BlockPlan[] {
  return channels.flatMap((outputs, index): BlockPlan[] => {
    const inputs = index === 0 ? 3 : channels[index - 1]
    return [
      { name: `conv${index + 1}/filter`, shape: [3, 3, inputs, outputs], initial: heNormal(9 * inputs) },
      { name: `conv${index + 1}/bias`, shape: [outputs], initial: { value: 0 } },
    ]
  })
}

/** The convolution at a place, from 0, and its ReLU: as many positions as before. To be disposed of by the caller. */
export function convolution(tf: TensorFlow, maps: Tensor4D, place: number, named: Named): Tensor4D {
  const [filter, bias] = ['filter', 'bias'].map((part) => named(`conv${place + 1}/${part}`))
  return tf.tidy(() => tf.relu(convolved(tf, maps, filter, bias)))
}
