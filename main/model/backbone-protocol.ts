/** @file What a backbone and its worker thread say to each other. */

import type { Sums } from './eight-bit-sums.ts'

export interface BackboneStart {
  /** The model file's bytes. */
  readonly model: Uint8Array
  /** Threads for one inference. */
  readonly threads: number
}

/** Asks for the features of `count` pictures: uint8 [count, inputSize, inputSize, 3]. */
export interface EmbedRequest {
  readonly id: number
  readonly pixels: Uint8Array
  readonly count: number
}

/** Asks the thread to end once it has done what was asked before. */
export const CLOSE = 'close'

export type BackboneReply =
  | {
      readonly kind: 'ready'
      /** Pixels a side. */
      readonly inputSize: number
      /** All outputs of the model with their dimensions, in its order. */
      readonly outputs: readonly { readonly name: string; readonly dimensions: number }[]
      /** Version of ONNX Runtime. */
      readonly runtime: string
      readonly sums: Sums
    }
  | { readonly kind: 'features'; readonly id: number; readonly levels: Record<string, Float32Array> }
  | { readonly kind: 'failed'; readonly id: number | null; readonly message: string }
