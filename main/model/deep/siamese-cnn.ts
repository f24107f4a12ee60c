/**
 * @file The Siamese convolutional network, trained from scratch: twin branches with shared weights. Sharing means that there
 * is one network, which is applied to every photo of a batch; the loss (any of learn/strategies) then compares its
 * embeddings in pairs or triplets. Channel attention on the last maps and a feature pyramid over the last three levels can
 * each be left out.
 */
import type { Tensor2D, Tensor4D, TensorFlow } from '../../math/tensorflow.ts'
import { EMBEDDING_WIDTH } from '../head.ts'
import { attendToChannels, attentionBlocks } from './fine-tune/feature-map-attention.ts'
import { fuseMaps, pyramidBlocks } from './fine-tune/feature-map-pyramid.ts'
import { convolution, convolutionPlans, networkFromScratch, type Named } from './from-scratch.ts'
import type { BlockPlan, DeepNetwork, DeepShape } from './network.ts'

/** Channels behind each convolution of 3 x 3; between two of them the maps are pooled to half their side. */
const CHANNELS = [16, 32, 64, 96, 128]
/** The convolutions, from 0, whose maps are levels of the pyramid: a quarter, an eighth and a sixteenth of the side. */
const LEVELS = [2, 3, 4]
/** Channels of the pyramid. */
const PYRAMID_WIDTH = 64

/** pixels [n, side * side * 3], 0 .. 255, side a multiple of 16 -> [n, 128] */
export function createSiameseCnn(shape: DeepShape): DeepNetwork {
  const { side, attention } = shape
  const embed = (tf: TensorFlow, pictures: Tensor4D, named: Named): Tensor2D => {
    const levels = convolutions(tf, pictures, named)
    if (attention !== 'off') {
      const [query, key, value, gate] = ['query', 'key', 'value', 'gate'].map((part) =>
        named(`attention/${part}`),
      )
      levels.push(attendToChannels(tf, levels.splice(-1)[0], { query, key, value, gate }, attention))
    }
    return embedded(tf, shape.pyramid ? pyramid(tf, levels, named) : levels.slice(-1), named)
  }
  return networkFromScratch({ side, plans: blockPlans(shape), embed, batchClasses: 12, epochs: 15 })
}

/** The maps of the three levels, the finest first. */
function convolutions(tf: TensorFlow, pictures: Tensor4D, named: Named): Tensor4D[] {
  const levels: Tensor4D[] = []
  let maps = pictures
  for (const index of CHANNELS.keys()) {
    if (index > 0) maps = tf.maxPool(maps, 2, 2, 'same')
    maps = convolution(tf, maps, index, named)
    if (LEVELS.includes(index)) levels.push(maps)
  }
  return levels
}

/**
 * The ReLU is ours: without it the mean over all positions of a pyramid of linear layers would be a linear function of
 * each level's mean, and its maps would say nothing that the levels do not.
 */
function pyramid(tf: TensorFlow, levels: readonly Tensor4D[], named: Named): Tensor4D[] {
  const fused = fuseMaps(
    tf,
    levels.map((maps, index) => {
      const [lateral, filter, bias] = ['lateral', 'filter', 'bias'].map((part) =>
        named(`${levelName(index)}/${part}`),
      )
      return { maps, lateral, filter, bias }
    }),
  )
  return fused.map((maps) => tf.relu(maps))
}

/** Each level's mean over all positions through a layer of its own, added up: [n, 128]. */
function embedded(tf: TensorFlow, levels: readonly Tensor4D[], named: Named): Tensor2D {
  const parts = levels.map((maps, index) => {
    const name = levelName(index + LEVELS.length - levels.length)
    return tf.matMul<Tensor2D>(tf.mean<Tensor2D>(maps, [1, 2]), named(`${name}/dense`))
  })
  return tf.add<Tensor2D>(
    parts.reduce((sum, part) => tf.add(sum, part)),
    named('dense/bias'),
  )
}

function blockPlans({ attention, pyramid: isPyramid }: DeepShape): BlockPlan[] {
  const plans = convolutionPlans(CHANNELS)
  const top = CHANNELS[CHANNELS.length - 1]
  if (attention !== 'off') plans.push(...attentionBlocks(top))
  LEVELS.forEach((index, level) => {
    if (isPyramid) plans.push(...pyramidBlocks(levelName(level), CHANNELS[index], PYRAMID_WIDTH))
    else if (level < LEVELS.length - 1) return
    const inputs = isPyramid ? PYRAMID_WIDTH : top
    plans.push({
      name: `${levelName(level)}/dense`,
      shape: [inputs, EMBEDDING_WIDTH],
      initial: { deviation: 1 / Math.sqrt(inputs) },
    })
  })
  return [...plans, { name: 'dense/bias', shape: [EMBEDDING_WIDTH], initial: { value: 0 } }]
}

/** After the paper's P3 .. P5. */
function levelName(level: number): string {
  return `p${level + 3}`
}
