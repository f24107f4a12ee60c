/**
 * @file The Siamese convolutional network, trained from scratch: twin branches with shared weights. Sharing means that there
 * is one network, which is applied to every photo of a batch; the loss (any of learn/strategies) then compares its
 * embeddings in pairs or triplets. Channel attention on the last maps and a feature pyramid over the last three levels can
 * each be left out.
 */
import { layBlocks } from '../../math/network.ts'
import type { Tensor, Tensor2D, Tensor4D, TensorFlow } from '../../math/tensorflow.ts'
import { EMBEDDING_WIDTH } from '../head.ts'
import { augmentPixels } from './augment.ts'
import { attendToChannels, attentionBlocks } from './feature-map-attention.ts'
import { fuseMaps, pyramidBlocks } from './feature-map-pyramid.ts'
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

/** Channels behind each convolution of 3 x 3; between two of them the maps are pooled to half their side. */
const CHANNELS = [16, 32, 64, 96, 128]
/** The convolutions, from 0, whose maps are levels of the pyramid: a quarter, an eighth and a sixteenth of the side. */
const LEVELS = [2, 3, 4]
/** Channels of the pyramid. */
const PYRAMID_WIDTH = 64

type Named = (name: string) => Tensor

/** pixels [n, side * side * 3], 0 .. 255, side a multiple of 16 -> [n, 128] */
export function createSiameseCnn(shape: DeepShape): DeepNetwork {
  const { side, attention } = shape
  const plans = blockPlans(shape)
  const blocks = layBlocks(plans.map(({ name, shape: lengths }) => [name, lengths]))
  const find = byName(blocks)
  const project = (tf: TensorFlow, parameters: readonly Tensor[], [pixels]: readonly Tensor2D[]): Tensor2D =>
    tf.tidy(() => {
      const named: Named = (name) => find(parameters, name)
      const levels = convolutions(tf, centredPixels(tf, pixels, side), named)
      if (attention !== 'off') {
        const [query, key, value, gate] = ['query', 'key', 'value', 'gate'].map((part) =>
          named(`attention/${part}`),
        )
        levels.push(attendToChannels(tf, levels.splice(-1)[0], { query, key, value, gate }, attention))
      }
      return embedded(tf, shape.pyramid ? pyramid(tf, levels, named) : levels.slice(-1), named)
    })
  return {
    width: EMBEDDING_WIDTH,
    side,
    blocks,
    project,
    initialParameters: (random) => initialise(blocks, plans, random),
    recipe: {
      rowsAtOnce: 256,
      batch: { photos: 48, classes: 12 },
      epochs: 15,
      judgedFolds: 1,
      settings: { rate: 1e-3, decay: 0, dropout: 0 },
      augment: (tf, [pixels], random) => [augmentPixels(tf, pixels, side, random)],
    },
  }
}

/** The maps of the three levels, the finest first. */
function convolutions(tf: TensorFlow, pictures: Tensor4D, named: Named): Tensor4D[] {
  const levels: Tensor4D[] = []
  let maps = pictures
  for (const index of CHANNELS.keys()) {
    if (index > 0) maps = tf.maxPool(maps, 2, 2, 'same')
    const [filter, bias] = ['filter', 'bias'].map((part) => named(`conv${index + 1}/${part}`))
    maps = tf.relu(convolved(tf, maps, filter, bias))
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
  const plans: BlockPlan[] = []
  for (const [index, channels] of CHANNELS.entries()) {
    const inputs = index === 0 ? 3 : CHANNELS[index - 1]
    plans.push(
      { name: `conv${index + 1}/filter`, shape: [3, 3, inputs, channels], initial: heNormal(9 * inputs) },
      { name: `conv${index + 1}/bias`, shape: [channels], initial: { value: 0 } },
    )
  }
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
