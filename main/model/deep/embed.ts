/** @file Embeds photos with a deep network. */
import { fromFloat16 } from '../../math/float16.ts'
import { matrix, type Matrix } from '../../math/matrix.ts'
import { embedRows, type Network } from '../../math/network.ts'
import type { TensorFlow } from '../../math/tensorflow.ts'
import type { DeepNetwork } from './network.ts'
import { MAP_NUMBERS, MAP_VIEWS } from './fine-tune/map-shape.ts'

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

/**
 * @param maps float16 [n, 2, 14 * 14 * 112], little endian; the first view of each photo is embedded
 * @returns as above
 */
export function embedMaps(
  tf: TensorFlow,
  network: Network,
  parameters: Float32Array,
  maps: Uint8Array,
): Matrix {
  const bytes = 2 * MAP_NUMBERS
  return embedRows(tf, network, parameters, maps.length / (bytes * MAP_VIEWS), (from, to) => {
    const rows = matrix(to - from, MAP_NUMBERS)
    for (let photo = from; photo < to; photo += 1) {
      const start = photo * bytes * MAP_VIEWS
      rows.data.set(fromFloat16(maps.subarray(start, start + bytes)), (photo - from) * MAP_NUMBERS)
    }
    return [rows]
  })
}
