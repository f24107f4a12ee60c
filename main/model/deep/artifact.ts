/** @file A trained network that reads pixels as one block of bytes: with it any picture can be embedded. */
import { DeepShape, type DeepNetwork } from './network.ts'
import { decodeNetwork, encodeNetwork, type NetworkFile, type NetworkKind } from './network-file.ts'
import { pixelNetwork } from './networks.ts'

export type DeepArtifact = NetworkFile<DeepShape>

const DEEP: NetworkKind<DeepShape, DeepNetwork> = {
  format: 'twinsort-deep',
  parse: (shape) => DeepShape.parse(shape),
  build: pixelNetwork,
}

export function encodeDeepArtifact(artifact: DeepArtifact): Uint8Array {
  return encodeNetwork(DEEP, artifact)
}

/** @throws AppError `library-damaged`, `library-newer` as decodeNetwork. */
export function decodeDeepArtifact(bytes: Uint8Array): DeepArtifact & { network: DeepNetwork } {
  return decodeNetwork(DEEP, bytes)
}
