/** @file What a backbone asks of its thread, and what that answers. */
import { z } from 'zod'

// z.instanceof would narrow it to an array whose memory is not shared.
const Bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array)

export const BackboneRequest = z.discriminatedUnion('kind', [
  /** Comes first. `model`: the bytes of its file; `threads`: for one inference. */
  z.object({ kind: z.literal('open'), model: Bytes, threads: z.int().positive() }),
  /** The features of `count` pictures: uint8 [count, inputSize, inputSize, 3]. */
  z.object({ kind: z.literal('embed'), pixels: Bytes, count: z.int().positive() }),
])
export type BackboneRequest = z.infer<typeof BackboneRequest>

export const OpenedModel = z.object({
  /** Pixels a side. */
  inputSize: z.int(),
  /** All outputs of the model with their dimensions, in its order. */
  outputs: z.array(z.object({ name: z.string(), dimensions: z.int() })),
  /** Version of ONNX Runtime. */
  runtime: z.string(),
  sums: z.enum(['fast', 'exact']),
})
export type OpenedModel = z.infer<typeof OpenedModel>

/** Level name -> float32 [count, dimensions]. */
export const Levels = z.record(z.string(), z.instanceof(Float32Array))
