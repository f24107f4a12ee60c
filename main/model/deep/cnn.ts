/**
 * @file The conventional network that the article compares with: convolutions and pooling, a fully connected layer, and a
 * softmax over the classes, trained from scratch on the labelled photos. The softmax is the strategy `softmax`
 * (learn/strategies/plain-softmax.ts); here is what lies before it, whose last layer gives the embedding.
 */
import { layBlocks } from '../../math/network.ts'
import type { Tensor, Tensor2D, Tensor4D, TensorFlow } from '../../math/tensorflow.ts'
import { EMBEDDING_WIDTH } from '../head.ts'
import { augmentPixels } from './augment.ts'
import { convolved } from './layers.ts'
import {
  byName,
  centredPixels,
  heNormal,
  initialise,
  type BlockPlan,
  type DeepNetwork,
  type DeepShape,
} from './network.ts'

/** Channels behind each convolution of 3 x 3; after each the maps are pooled to half their side. */
const CHANNELS = [16, 32, 64, 128]

/** pixels [n, side * side * 3], 0 .. 255 -> [n, 128] */
export function createCnn({ side }: Pick<DeepShape, 'side'>): DeepNetwork {
  const plans = blockPlans()
  const blocks = layBlocks(plans.map(({ name, shape }) => [name, shape]))
  const named = byName(blocks)
  const project = (tf: TensorFlow, parameters: readonly Tensor[], [pixels]: readonly Tensor2D[]): Tensor2D =>
    tf.tidy(() => {
      let maps: Tensor4D = centredPixels(tf, pixels, side)
      for (const index of CHANNELS.keys()) {
        const [filter, bias] = ['filter', 'bias'].map((part) => named(parameters, `conv${index + 1}/${part}`))
        maps = tf.maxPool(tf.relu(convolved(tf, maps, filter, bias)), 2, 2, 'same')
      }
      const pooled = tf.mean<Tensor2D>(maps, [1, 2])
      const dense = tf.matMul<Tensor2D>(pooled, named(parameters, 'dense/weights'))
      return tf.add<Tensor2D>(dense, named(parameters, 'dense/bias'))
    })
  return {
    width: EMBEDDING_WIDTH,
    side,
    blocks,
    project,
    initialParameters: (random) => initialise(blocks, plans, random),
    recipe: {
      rowsAtOnce: 256,
      batch: { photos: 48, classes: 24 },
      epochs: 30,
      judgedFolds: 1,
      settings: { rate: 1e-3, decay: 0, dropout: 0 },
      augment: (tf, [pixels], random) => [augmentPixels(tf, pixels, side, random)],
    },
  }
}

function blockPlans(): BlockPlan[] {
  const plans: BlockPlan[] = []
  let inputs = 3
  for (const [index, channels] of CHANNELS.entries()) {
    plans.push(
      { name: `conv${index + 1}/filter`, shape: [3, 3, inputs, channels], initial: heNormal(9 * inputs) },
      { name: `conv${index + 1}/bias`, shape: [channels], initial: { value: 0 } },
    )
    inputs = channels
  }
  plans.push(
    {
      name: 'dense/weights',
      shape: [inputs, EMBEDDING_WIDTH],
      initial: { deviation: 1 / Math.sqrt(inputs) },
    },
    { name: 'dense/bias', shape: [EMBEDDING_WIDTH], initial: { value: 0 } },
  )
  return plans
}
