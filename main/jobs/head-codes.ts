/** @file The binary codes of embeddings, where their head has learned codes. */
import { binaryCodes, type Codes } from '../math/binary-codes.ts'
import type { Matrix } from '../math/matrix.ts'
import { decodeArtifact } from '../model/artifact.ts'
import { decodeDeepArtifact, isDeepArtifact } from '../model/deep/artifact.ts'

/** @param weights the head's artifact */
export async function codesOf(weights: Uint8Array, embeddings: Matrix): Promise<Codes | undefined> {
  const { codes } = isDeepArtifact(weights) ? decodeDeepArtifact(weights) : decodeArtifact(weights)
  return codes === null ? undefined : binaryCodes(embeddings, codes)
}
