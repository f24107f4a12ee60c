/**
 * @file A fine-tuned network as one block of bytes: what it is built like, and the weights that were trained.
 * What lies before them is the shipped backbone.
 */
import { z } from 'zod'
import type { Network } from '../../../math/network.ts'
import { InvertedResidual } from './efficientnet.ts'
import type { FineTuneShape } from './features.ts'
import { createFineTune } from './fine-tune.ts'
import { decodeNetwork, encodeNetwork, type NetworkFile, type NetworkKind } from '../network-file.ts'
import { decodeSafetensors } from '../safetensors.ts'

export type FineTuneArtifact = NetworkFile<FineTuneShape>

const Shape = z.object({
  blocks: z.array(InvertedResidual).min(1),
  features: z.int().positive(),
  side: z.int().positive(),
})

const FINE_TUNE: NetworkKind<FineTuneShape, Network> = {
  format: 'twinsort-fine-tune',
  parse: (shape) => Shape.parse(shape),
  build: createFineTune,
}

export function encodeFineTune(artifact: FineTuneArtifact): Uint8Array {
  return encodeNetwork(FINE_TUNE, artifact)
}

/** Whether these are the bytes of a fine-tuned network, damaged or not. */
export function isFineTune(bytes: Uint8Array): boolean {
  try {
    return decodeSafetensors(bytes).metadata.format === FINE_TUNE.format
  } catch {
    return false
  }
}

/** @throws AppError `library-damaged`, `library-newer` as decodeNetwork. */
export function decodeFineTune(bytes: Uint8Array): FineTuneArtifact & { network: Network } {
  return decodeNetwork(FINE_TUNE, bytes)
}
