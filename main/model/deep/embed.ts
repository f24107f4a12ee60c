/** @file Embeds pictures with a deep network. */
import { matrix, type Matrix } from '../../math/matrix.ts'
import { embedRows } from '../../math/network.ts'
import type { TensorFlow } from '../../math/tensorflow.ts'
import type { DeepNetwork } from './network.ts'

/**
 * @param pixels [n, side, side, 3] RGB of 0 .. 255, as the network wants them
 * @returns [n, 128], rows L2-normalised. Leaves no tensor behind.
 */
export function embedPixels(
  tf: TensorFlow,
  network: DeepNetwork,
  parameters: Float32Array,
  pixels: Uint8Array,
): Matrix {
  const numbers = 3 * network.side ** 2
  return embedRows(tf, network, parameters, pixels.length / numbers, (from, to) => [
    matrix(to - from, numbers, Float32Array.from(pixels.subarray(from * numbers, to * numbers))),
  ])
}
