/** @file What passes between a process and its embedding worker. */
import { z } from 'zod'
import { PlainError } from '../../shared/errors.ts'

const Floats = z.custom<Float32Array>((value) => value instanceof Float32Array)
const Matrix = z.object({ rows: z.int(), columns: z.int(), data: Floats })

export const EmbedRequest = z.object({
  cacheFolder: z.string(),
  /** The artifact of model/artifact.ts. */
  weights: z.custom<Uint8Array>((value) => value instanceof Uint8Array),
  /** [n, d] each, as the backbone gave them (not preprocessed). */
  levels: z.array(z.object({ name: z.string(), matrix: Matrix })).min(1),
})
export type EmbedRequest = z.infer<typeof EmbedRequest>

export const EmbedReply = z.union([
  /** [n, 128] rows L2-normalised. */
  z.object({ kind: z.literal('done'), embeddings: Matrix }),
  z.object({ kind: z.literal('failed'), error: PlainError }),
])
export type EmbedReply = z.infer<typeof EmbedReply>
