/**
 * @file The network of `fine-tune`: EfficientNet-Lite0 after stage 4, then the projection of the Siamese head. What lies
 * before stays as it was trained on ImageNet, so that its maps are computed once for each photo. See
 * [Note: starts at the baseline] in model/head.ts: before the first step an embedding is the photo's place among the
 * principal components of the frozen features.
 */
import { matrix, row, type Matrix } from '../../math/matrix.ts'
import {
  layBlocks,
  matrixTensors,
  numbersOf,
  parameterCount,
  parameterTensors,
  rowRange,
  type Network,
  type ParameterBlock,
  type TrainingRecipe,
} from '../../math/network.ts'
import { columnMeans, principalComponents } from '../../math/pca.ts'
import type { Random } from '../../math/random.ts'
import type { Tensor, Tensor2D, Tensor4D, TensorFlow } from '../../math/tensorflow.ts'
import { EMBEDDING_WIDTH, type Projection } from '../head.ts'
import {
  invertedResidual,
  LAST_BLOCK,
  pooledFeatures,
  type EfficientNet,
  type InvertedResidual,
} from './efficientnet.ts'
import { mapViews } from './map-views.ts'
import { MAP_SIDE } from './map-shape.ts'

/** What is added behind the backbone's own weights. */
const ADDED = ['mean', 'projection', 'bias']

export interface FineTuneShape {
  /** The inverted residuals that train, in their order. */
  blocks: readonly InvertedResidual[]
  /** Channels of the features: of the convolution after the last block. */
  features: number
  /** Pixels a side of the maps that come in. */
  side: number
}

/** What the shipped network has after stage 4. */
export function fineTuneShape(backbone: EfficientNet): FineTuneShape {
  return {
    blocks: backbone.blocks.filter(({ block }) => block > LAST_BLOCK.stage4),
    features: backbone.weights('head.bias').shape[0],
    side: MAP_SIDE,
  }
}

/**
 * Reads two inputs [n, side * side * channels], places row by row and channels last: the maps of photos, and those of their
 * mirror images, which only training looks at.
 */
export function createFineTune(shape: FineTuneShape): Network & { readonly recipe: TrainingRecipe } {
  const blocks = parameterBlocks(shape)
  const position = new Map(blocks.map((block, index) => [block.name, index]))
  return {
    width: EMBEDDING_WIDTH,
    blocks,
    recipe: recipeOf(shape, blocks),
    project: (tf, parameters, [maps]) =>
      tf.tidy(() => {
        const weightsOf = (name: string): Tensor => parameters[position.get(name) ?? -1]
        const centred = centredFeatures(tf, featuresOf(tf, shape, weightsOf, maps), weightsOf('mean'))
        return tf.add<Tensor2D>(tf.matMul(centred, weightsOf('projection')), weightsOf('bias'))
      }),
  }
}

/** Epochs in which the projection alone is trained: it first has to find what the backbone should be moved for. */
const PROJECTION_FIRST = 2
/** Of the rate of the projection: the backbone knows a lot, of which a few hundred photos can only take away. */
const BACKBONE_RATE = 0.03

/** Chosen on caltech24 at 20 labels a class: docs/adr/0014. */
function recipeOf({ side }: FineTuneShape, blocks: readonly ParameterBlock[]): TrainingRecipe {
  const factorOf = (name: string, epoch: number): number => {
    if (name === 'mean') return 0 // a shift, which the bias of the projection learns as well
    if (ADDED.includes(name)) return 1
    return epoch <= PROJECTION_FIRST ? 0 : BACKBONE_RATE
  }
  return {
    rowsAtOnce: ROWS_AT_ONCE,
    batch: { photos: 48, classes: 24 },
    epochs: 5,
    annealed: true,
    judgedFolds: 1,
    settings: { rate: 1e-3, decay: 0.01, dropout: 0 },
    mixup: 0.2,
    rates: (epoch, epochs) => {
      // Down to nearly nothing (Loshchilov and Hutter 2017): the last steps average out the noise of the first.
      const cosine = 0.5 * (1 + Math.cos((Math.PI * (epoch - 1)) / epochs))
      return blocks.map(({ name }) => cosine * factorOf(name, epoch))
    },
    augment: (tf, inputs, random) => mapViews(tf, inputs, side, random),
  }
}

/** [n, features] as the backbone gives them. To be disposed of by the caller. */
function featuresOf(
  tf: TensorFlow,
  shape: FineTuneShape,
  weightsOf: (name: string) => Tensor,
  maps: Tensor2D,
): Tensor2D {
  return tf.tidy(() => {
    let x: Tensor4D = tf.reshape(maps, [maps.shape[0], shape.side, shape.side, shape.blocks[0].input])
    for (const block of shape.blocks) x = invertedResidual(tf, x, block, weightsOf)
    return pooledFeatures(tf, x, weightsOf)
  })
}

/**
 * Softens the root of the features, whose slope at zero is infinite: many channels of a photo are nearly silent, and one
 * step of theirs would drown those that speak. Of the order of the smallest features that matter (their mean is about 0.2).
 */
const FLOOR = 1e-2
const NORM_FLOOR = 1e-12

/** Evens out bursts of single channels, and scales: sqrt(x + floor) - sqrt(floor), then L2. To be disposed of by the caller. */
function evened(tf: TensorFlow, features: Tensor2D): Tensor2D {
  return tf.tidy(() => unit(tf, tf.sub<Tensor2D>(tf.sqrt(tf.add(features, FLOOR)), Math.sqrt(FLOOR))))
}

/** As model/preprocess.ts, but for the softened root. To be disposed of by the caller. */
function centredFeatures(tf: TensorFlow, features: Tensor2D, mean: Tensor): Tensor2D {
  return tf.tidy(() => unit(tf, tf.sub<Tensor2D>(evened(tf, features), mean)))
}

function unit(tf: TensorFlow, x: Tensor2D): Tensor2D {
  return tf.mul(x, tf.rsqrt(tf.add(tf.sum(tf.square(x), 1, true), NORM_FLOOR)))
}

/**
 * The parameters before training, as one flat vector: see [Note: starts at the baseline]. Leaves no tensor behind.
 * @param maps [n, side * side * channels] of as many photos as tell the principal components of all
 */
export async function startOfFineTune(
  tf: TensorFlow,
  shape: FineTuneShape,
  backbone: Pick<EfficientNet, 'weights'>,
  maps: Matrix,
  random: Random,
): Promise<Float32Array> {
  const blocks = parameterBlocks(shape)
  const flat = new Float32Array(parameterCount(blocks))
  const own = blocks.filter(({ name }) => !ADDED.includes(name))
  for (const { name, offset } of own) flat.set(backbone.weights(name).data, offset)
  const features = frozenFeatures(tf, shape, own, flat, maps)
  const mean = columnMeans(features)
  for (let i = 0; i < features.rows; i += 1) centre(row(features, i), mean)
  const width = Math.min(EMBEDDING_WIDTH, features.rows, features.columns)
  const projection = await principalComponents(features, width, random)
  for (const { name, offset, size } of blocks) {
    const place = flat.subarray(offset, offset + size)
    if (name === 'mean') place.set(mean)
    else if (name === 'projection') fillProjection(place, projection)
    else if (name === 'bias') fillBias(place, projection)
  }
  return flat
}

/** Maps that go through the network at once. */
const ROWS_AT_ONCE = 64

/** [n, features] of the backbone as it ships, evened out. */
function frozenFeatures(
  tf: TensorFlow,
  shape: FineTuneShape,
  blocks: readonly ParameterBlock[],
  flat: Float32Array,
  maps: Matrix,
): Matrix {
  const out = matrix(maps.rows, shape.features)
  tf.tidy(() => {
    const weights = parameterTensors(tf, { blocks }, flat)
    const weightsOf = (name: string): Tensor => weights[blocks.findIndex((block) => block.name === name)]
    for (let from = 0; from < maps.rows; from += ROWS_AT_ONCE) {
      const part = rowRange(maps, from, Math.min(maps.rows, from + ROWS_AT_ONCE))
      const values = numbersOf(tf, () =>
        evened(tf, featuresOf(tf, shape, weightsOf, matrixTensors(tf, [part])[0])),
      )
      out.data.set(values, from * shape.features)
    }
  })
  return out
}

/** In place, as `centredFeatures`. */
function centre(values: Float32Array, mean: Float32Array): void {
  let squares = NORM_FLOOR
  for (let c = 0; c < values.length; c += 1) {
    values[c] -= mean[c]
    squares += values[c] * values[c]
  }
  const scale = 1 / Math.sqrt(squares)
  for (let c = 0; c < values.length; c += 1) values[c] *= scale
}

function fillProjection(weights: Float32Array, { components }: Projection): void {
  const { rows, columns, data } = components
  for (let component = 0; component < rows; component += 1) {
    for (let i = 0; i < columns; i += 1)
      weights[i * EMBEDDING_WIDTH + component] = data[component * columns + i]
  }
}

function fillBias(bias: Float32Array, { mean, components: { rows, columns, data } }: Projection): void {
  for (let component = 0; component < rows; component += 1) {
    for (let i = 0; i < columns; i += 1) bias[component] -= data[component * columns + i] * mean[i]
  }
}

function parameterBlocks({ blocks, features }: FineTuneShape): ParameterBlock[] {
  const shapes: [string, number[]][] = blocks.flatMap(({ block, kernel, expand, input, output }) => {
    const width = input * expand
    const parts: [string, number[]][] = [
      ['expand.kernel', [1, 1, input, width]],
      ['expand.bias', [width]],
      ['depthwise.kernel', [kernel, kernel, width, 1]],
      ['depthwise.bias', [width]],
      ['project.kernel', [1, 1, width, output]],
      ['project.bias', [output]],
    ]
    return parts.map(([part, size]): [string, number[]] => [`block${block}.${part}`, size])
  })
  shapes.push(
    ['head.kernel', [1, 1, blocks[blocks.length - 1].output, features]],
    ['head.bias', [features]],
    ['mean', [features]],
    ['projection', [features, EMBEDDING_WIDTH]],
    ['bias', [EMBEDDING_WIDTH]],
  )
  return layBlocks(shapes)
}
