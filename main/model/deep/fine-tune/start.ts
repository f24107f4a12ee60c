/** @file Where the training of `fine-tune` starts: at the shipped weights, and at the principal components of their features. */
import { matrix, row, type Matrix } from '../../../math/matrix.ts'
import {
  matrixTensors,
  numbersOf,
  parameterCount,
  parameterTensors,
  rowRange,
  type ParameterBlock,
} from '../../../math/network.ts'
import { columnMeans, principalComponents } from '../../../math/pca.ts'
import type { Random } from '../../../math/random.ts'
import type { Tensor, TensorFlow } from '../../../math/tensorflow.ts'
import { EMBEDDING_WIDTH, type Projection } from '../../head.ts'
import type { EfficientNet } from './efficientnet.ts'
import { centre, evened, featuresOf, type FineTuneShape } from './features.ts'
import { ADDED, parameterBlocks, ROWS_AT_ONCE } from './fine-tune.ts'

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
