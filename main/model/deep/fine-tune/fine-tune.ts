/**
 * @file The network of `fine-tune`: EfficientNet-Lite0 after stage 4, then the projection of the Siamese head. What lies
 * before stays as it was trained on ImageNet, so that its maps are computed once for each photo. See
 * [Note: starts at the baseline] in model/head.ts: before the first step an embedding is the photo's place among the
 * principal components of the frozen features.
 */
import { layBlocks, type Network, type ParameterBlock, type TrainingRecipe } from '../../../math/network.ts'
import type { Tensor, Tensor2D } from '../../../math/tensorflow.ts'
import { EMBEDDING_WIDTH } from '../../head.ts'
import { LAST_BLOCK, type EfficientNet } from './efficientnet.ts'
import { centredFeatures, featuresOf, type FineTuneShape } from './features.ts'
import { augmentMaps } from './augment-maps.ts'
import { MAP_SIDE } from './map-shape.ts'

/** What is added behind the backbone's own weights. */
export const ADDED = ['mean', 'projection', 'bias']

/** Maps that go through the network at once. */
export const ROWS_AT_ONCE = 64

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
    augment: (tf, inputs, random) => augmentMaps(tf, inputs, side, random),
  }
}

/** What is trained: the backbone's own blocks, then what is added. */
export function parameterBlocks({ blocks, features }: FineTuneShape): ParameterBlock[] {
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
