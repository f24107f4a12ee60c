/** @file The deep networks as graphs from pictures to embeddings: see [Note: recording] in record.ts. */
import type { Network } from '../../math/network.ts'
import { parameterTensors } from '../../math/network.ts'
import type { Model } from '../../math/onnx/onnx-graph.ts'
import type { Rank, Tensor, TensorFlow } from '../../math/tensorflow.ts'
import { invertedResidual, stem, type EfficientNet } from '../deep/fine-tune/efficientnet.ts'
import type { FineTuneShape } from '../deep/fine-tune/features.ts'
import type { DeepNetwork } from '../deep/network.ts'
import { pictureGraph } from './network-graph.ts'

/** Of a network from scratch, which reads pixels. */
export function deepGraph(tf: TensorFlow, network: DeepNetwork, parameters: Float32Array): Model {
  const { side, width } = network
  return pictureGraph(tf, {
    side,
    width,
    project: (_, pixels) => network.project(tf, parameterTensors(tf, network, parameters), [pixels]),
  })
}

/** Pixels of a picture to one of its maps after stage 4. */
const STRIDE = 16

/**
 * Of the fine-tuned network: what lies before stage 4 as it ships, then what was trained.
 * @param network made by `createFineTune` from the same shape
 */
export function fineTuneGraph(
  tf: TensorFlow,
  backbone: EfficientNet,
  shape: FineTuneShape,
  { network, parameters }: { network: Network; parameters: Float32Array },
): Model {
  const side = shape.side * STRIDE
  const trained = new Set(shape.blocks.map(({ block }) => block))
  return pictureGraph(tf, {
    side,
    width: network.width,
    project: (_, pixels) => {
      const weightsOf = (name: string): Tensor => {
        const weights = backbone.weights(name)
        return tf.tensor(weights.data, [...weights.shape])
      }
      const n = pixels.shape[0]
      let maps = stem(tf, tf.reshape(pixels, [n, side, side, 3]), weightsOf)
      for (const block of backbone.blocks) {
        if (!trained.has(block.block)) maps = invertedResidual(tf, maps, block, weightsOf)
      }
      const rows = tf.reshape<Rank.R2>(maps, [n, shape.side * shape.side * shape.blocks[0].input])
      return network.project(tf, parameterTensors(tf, network, parameters), [rows])
    },
  })
}
