/** @file What the engine and the process of a foreign network say to each other. Both sides check what they receive. */
import { z } from 'zod'
import { PictureScaling } from '../../../shared/contract/photos.ts'
import { OwnBackbone } from '../../../shared/domain.ts'

/** Pixels a side of what any network is shown; a larger picture would cost each photo tens of megabytes. */
const LARGEST_SIDE = 2048
/** Numbers a photo and level. */
const MOST_NUMBERS = 65_536

const Bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array)

/** Where a network is read from: a file that the person names, what the library keeps, or another library's export. */
export const NetworkTask = z.discriminatedUnion('kind', [
  /** Inspects an encoder and runs it once; with `out`, writes there what the library is to keep. */
  z.object({
    kind: z.literal('prepare'),
    file: z.string(),
    declared: PictureScaling,
    out: z.string().nullable(),
  }),
  z.object({ kind: z.literal('open-own'), library: z.string().nullable(), name: OwnBackbone }),
  z.object({ kind: z.literal('open-export'), file: z.string() }),
  /** After one of the two above. `pixels`: uint8 [count, inputSize, inputSize, 3]. */
  z.object({ kind: z.literal('embed'), pixels: Bytes, count: z.int().positive() }),
])
export type NetworkTask = z.infer<typeof NetworkTask>

export const OpenedNetwork = z.object({
  sha256: z.string(),
  runtime: z.string(),
  sums: z.enum(['fast', 'exact']),
  inputSize: z.int().positive().max(LARGEST_SIDE),
  levels: z
    .array(z.object({ name: z.string(), dimensions: z.int().positive().max(MOST_NUMBERS) }))
    .min(1)
    .max(16),
})
export type OpenedNetwork = z.infer<typeof OpenedNetwork>

/** What the process says by itself, about to end itself: it has taken too much memory. */
export const TOO_MUCH_MEMORY = 'too-much-memory'

/** Arguments of the process. */
export const ProcessLimits = z.object({
  /** Its largest resident set. Bytes. */
  memory: z.number().positive(),
})
