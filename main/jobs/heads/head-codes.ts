/** @file The binary codes of embeddings, where their head has learned codes. */
import type { NetworkName } from '../../../shared/domain.ts'
import { binaryCodes, type Codes } from '../../math/binary-codes.ts'
import type { Matrix } from '../../math/matrix.ts'
import { decodeArtifact } from '../../model/artifact.ts'
import { decodeDeepArtifact } from '../../model/deep/artifact.ts'
import { decodeFineTune } from '../../model/deep/fine-tune/artifact.ts'

/** How the artifact of each network is read. */
const DECODERS: Readonly<Record<NetworkName, (weights: Uint8Array) => { codes: Float32Array | null }>> = {
  head: decodeArtifact,
  cnn: decodeDeepArtifact,
  'siamese-cnn': decodeDeepArtifact,
  'fine-tune': decodeFineTune,
}

/** @param weights the artifact of such a network */
export async function codesOf(
  network: NetworkName,
  weights: Uint8Array,
  embeddings: Matrix,
): Promise<Codes | undefined> {
  const { codes } = DECODERS[network](weights)
  return codes === null ? undefined : binaryCodes(embeddings, codes)
}
