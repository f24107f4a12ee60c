/** @file The networks that are trained from the pictures up, by name. */
import { createCnn } from './cnn.ts'
import type { DeepNetwork, DeepShape } from './network.ts'

export function pixelNetwork(shape: DeepShape): DeepNetwork {
  return createCnn(shape)
}
