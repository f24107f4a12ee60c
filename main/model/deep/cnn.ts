/**
 * @file The conventional network that the article compares with: convolutions and pooling, a fully connected layer, and a
 * softmax over the classes, trained from scratch on the labelled photos. The softmax is the strategy `softmax`
 * (main/learn/strategies/softmax.ts); here is what lies before it, whose last layer gives the embedding.
 */
import type { Tensor2D, Tensor4D, TensorFlow } from '../../math/tensorflow.ts'
import { EMBEDDING_WIDTH } from '../head.ts'
import { convolution, convolutionPlans, networkFromScratch, type Named } from './from-scratch.ts'
import type { BlockPlan, DeepNetwork, DeepShape } from './network.ts'

/** Channels behind each convolution of 3 x 3; after each the maps are pooled to half their side. */
const CHANNELS = [16, 32, 64, 128]

/** pixels [n, side * side * 3], 0 .. 255 -> [n, 128] */
export function createCnn({ side }: Pick<DeepShape, 'side'>): DeepNetwork {
  return networkFromScratch({ side, plans: blockPlans(), embed: embedded, batchClasses: 24, epochs: 30 })
}

function embedded(tf: TensorFlow, pictures: Tensor4D, named: Named): Tensor2D {
  let maps = pictures
  for (const place of CHANNELS.keys()) maps = tf.maxPool(convolution(tf, maps, place, named), 2, 2, 'same')
  const pooled = tf.mean<Tensor2D>(maps, [1, 2])
  return tf.add<Tensor2D>(tf.matMul<Tensor2D>(pooled, named('dense/weights')), named('dense/bias'))
}

function blockPlans(): BlockPlan[] {
  const inputs = CHANNELS[CHANNELS.length - 1]
  return [
    ...convolutionPlans(CHANNELS),
    {
      name: 'dense/weights',
      shape: [inputs, EMBEDDING_WIDTH],
      initial: { deviation: 1 / Math.sqrt(inputs) },
    },
    { name: 'dense/bias', shape: [EMBEDDING_WIDTH], initial: { value: 0 } },
  ]
}
