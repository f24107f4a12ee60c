/** @file Any head of a library as a graph from pictures to embeddings, by what its artifact says that it is. */
import type { Model } from '../../math/onnx/onnx-graph.ts'
import type { TensorFlow } from '../../math/tensorflow.ts'
import { decodeArtifact } from '../artifact.ts'
import { decodeDeepArtifact } from '../deep/artifact.ts'
import { readEfficientNet } from '../deep/fine-tune/shipped-efficientnet.ts'
import { decodeFineTune, isFineTune } from '../deep/fine-tune/artifact.ts'
import { decodeSafetensors } from '../deep/safetensors.ts'
import { deepGraph, fineTuneGraph } from './deep-graph.ts'
import { headGraph } from './head-graph.ts'

/**
 * @param artifact the head's weights, as the library keeps them
 * @param backbone the file of the head's backbone, which a deep network does not need
 * @param keep outputs of the backbone that the graph of a head gives out as well; a deep network has none
 * @param resources the folder `resources/`, whose network a fine-tuned one goes on from
 * @throws AppError `backend-unavailable`, `library-damaged`, `library-newer`, as their decoders; what `backbone` throws
 */
export async function graphOfHead(
  tf: TensorFlow,
  artifact: Uint8Array,
  backbone: () => Promise<Model>,
  resources: string,
  keep: readonly string[] = [],
): Promise<Model> {
  if (isFineTune(artifact)) {
    const tuned = decodeFineTune(artifact)
    return fineTuneGraph(tf, await readEfficientNet(resources), tuned.shape, tuned)
  }
  if (formatOf(artifact) === 'twinsort-deep') {
    const { network, parameters } = decodeDeepArtifact(artifact)
    return deepGraph(tf, network, parameters)
  }
  return headGraph(tf, decodeArtifact(artifact), await backbone(), keep)
}

/** Whether the head is a network that reads thumbnails instead of a backbone's levels. */
export function isDeep(artifact: Uint8Array): boolean {
  return isFineTune(artifact) || formatOf(artifact) === 'twinsort-deep'
}

/** Undefined for bytes of which the decoder says what is wrong. */
function formatOf(artifact: Uint8Array): string | undefined {
  try {
    return decodeSafetensors(artifact).metadata.format
  } catch {
    return undefined
  }
}
