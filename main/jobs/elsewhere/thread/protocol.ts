/** @file What is asked of the thread that reads results of another engine, and what it answers. */
import { z } from 'zod'
import { Floats } from '../../../../shared/arrays.ts'
import { CropName } from '../../../../shared/domain.ts'
import { PlainSentence } from '../../../../shared/sentences/sentence.ts'

const Level = z.object({ name: z.string().min(1), dimensions: z.int().positive() })

/** The file's own words about itself, under the key `twinsort`. */
export const FileFacts = z.object({
  format: z.literal('twinsort-ray'),
  version: z.int().positive(),
  backbone: z.string().min(1).max(200),
  backboneSha256: z.string().regex(/^[0-9a-f]{64}$/),
  levels: z.array(Level).min(1).max(64),
  /** The parts of each picture that its features are the mean of. */
  crops: z.array(CropName).min(1).default(['crop']),
})
export type FileFacts = z.infer<typeof FileFacts>

export const ResultsRequest = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('describe'), file: z.string() }),
  z.object({
    kind: z.literal('rows'),
    file: z.string(),
    group: z.int().nonnegative(),
    /** Rows of the group that come before. */
    from: z.int().nonnegative(),
    most: z.int().positive(),
    levels: z.array(Level),
    /** Folder of the library, where thumbnails are kept; null for one in memory, which keeps none. */
    library: z.string().nullable(),
  }),
])
export type ResultsRequest = z.infer<typeof ResultsRequest>

export const Described = z.object({
  facts: FileFacts,
  /** Rows in each group. */
  groups: z.array(z.int().nonnegative()),
})
export type Described = z.infer<typeof Described>

const place = {
  /** As it is shown. */
  path: z.string(),
}
const known = { ...place, root: z.string(), relative: z.string() }

export const ResultRow = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('picture'),
    ...known,
    contentHash: z.string(),
    format: z.string(),
    width: z.int().positive(),
    height: z.int().positive(),
    /** Null where it has no usable thumbnail; `lacks` says why. */
    perceptualHash: z.bigint().nullable(),
    /** By the name of the level; null where it has none that can be used. */
    levels: z.record(z.string(), Floats).nullable(),
    suggestion: z.object({ class: z.string(), probability: z.number().min(0).max(1) }).nullable(),
    /** Why it could not be a photo that the library does not have. */
    lacks: PlainSentence.nullable(),
  }),
  /** The other engine could not read the picture. */
  z.object({ kind: z.literal('unreadable'), ...known, reason: PlainSentence }),
  /** Not even that can be kept. */
  z.object({ kind: z.literal('left'), ...place, reason: PlainSentence }),
])
export type ResultRow = z.infer<typeof ResultRow>
export type ResultPicture = Extract<ResultRow, { kind: 'picture' }>
