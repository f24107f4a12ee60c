/** @file The networks that are trained from the pictures up, by name. */
import type { PixelNetwork } from '../../../shared/domain.ts'
import { createCnn } from './cnn.ts'
import type { DeepNetwork, DeepShape } from './network.ts'
import { createSiameseCnn } from './siamese-cnn.ts'

/** Height and width of the pictures that networks from scratch read: twice the side takes four times as long. */
export const PICTURE_SIDE = 64

const networks: Readonly<Record<PixelNetwork, (shape: DeepShape) => DeepNetwork>> = {
  cnn: createCnn,
  'siamese-cnn': createSiameseCnn,
}

export function pixelNetwork(shape: DeepShape): DeepNetwork {
  return networks[shape.network](shape)
}
