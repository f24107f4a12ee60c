/**
 * @file The calls of the reader of features: see [Note: a thread that reads] in reader.ts. All of it can
 * be sent to another thread; numbers that both sides go on reading lie in shared memory.
 */
import { z } from 'zod'
import { Bytes, Floats, Integers } from '../../../shared/arrays.ts'
import { PlainSentence } from '../../../shared/sentences/sentence.ts'
import type { Matrix } from '../../math/matrix.ts'

const Count = z.int().min(0)
const Doubles = z.custom<Float64Array>((value) => value instanceof Float64Array)
const Hash64 = z.custom<BigUint64Array>((value) => value instanceof BigUint64Array)

const MatrixShape = z.object({ rows: Count, columns: Count, data: Floats }) satisfies z.ZodType<Matrix>
/** Ascending; as numbers with 53 bits, since an id may have as many. */
const Ids = Doubles
const Backbone = z.int()
const Version = z.object({ photos: Count, head: Count })

const Hashes = z.object({ bits: Hash64, known: Bytes })
/** What the space is made from. */
const Compared = z.object({ features: MatrixShape, hashes: Hashes })
const Photos = Compared.extend({
  ...{ backbone: Backbone.optional(), ids: Ids, ownColumns: Count, ownMean: Floats },
})
/** Rows on a plane: of `x` only so many first columns are compared. */
const Laid = z.object({ x: MatrixShape, columns: Count })
const Codes = z.object({ rows: Count, bytes: Count, data: Bytes })
const Head = z.object({ id: z.int(), ids: Ids, matrix: MatrixShape, codes: Codes.optional() })
const Space = z.object({
  principal: MatrixShape,
  coordinates: MatrixShape,
  affinity: z.object({
    rows: Count,
    offsets: Integers,
    columns: Integers,
    values: Doubles,
  }),
  /** [n] the lowest row of each row's near-duplicates, itself where it has none. */
  duplicates: Integers,
  /** [n] the lowest row of each row's stack, itself where it is in none: see main/group/duplicates.ts. */
  stacks: Integers,
  /** The file in the folder where it is saved: see space-cache.ts; null without such a folder. */
  savedAs: z.string().nullable(),
})

export const readerCalls = {
  /** The library as it is now, less what is known to be of its version already. */
  model: {
    input: z.object({ known: Version.partial() }),
    output: z.object({
      version: Version,
      /** Absent where they are known. */
      photos: Photos.optional(),
      /** Absent where it is known; null where no head answers. */
      head: Head.nullable().optional(),
    }),
  },
  /** The photos as one backbone sees them, whether it counts or not. */
  photosOf: { input: z.object({ backbone: Backbone }), output: Photos },
  /** Levels of the features as the backbone gave them, for these photos. Fails with `conflict` where one has none any more. */
  levels: {
    input: z.object({ backbone: Backbone, ids: Ids, names: z.array(z.string()) }),
    output: z.array(MatrixShape),
  },
  /** What a head has made of the present photos. */
  embeddings: { input: z.object({ head: z.int() }), output: z.object({ ids: Ids, matrix: MatrixShape }) },
  /** What is wrong with the library: it reads and hashes everything in it. */
  check: { input: z.object({}), output: z.array(PlainSentence) },
  /** Groups of rows that look alike; of some of them, where `rows` says so. `seeds`: rows that stay together, by class. */
  cluster: {
    input: z.object({
      x: MatrixShape,
      rows: Integers.optional(),
      clusters: z.union([Count, z.literal('auto')]),
      seed: Count,
      seeds: z.object({ indices: Integers, labels: Integers }).optional(),
    }),
    output: z.object({
      /** [n] the cluster of each row. */
      assignments: Integers,
      /** [n] the cosine of each row with the centre of its cluster. */
      similarities: Floats,
      inertia: z.number(),
      clusters: Count,
    }),
  },
  /** Rows on a plane, look-alikes beside each other: see main/group/layout. Takes half a minute for 100,000 rows. */
  layOut: {
    input: Laid.extend({
      /** Symmetric: who is like whom; null where that is to be found. */
      graph: z.object({ offsets: Integers, columns: Integers }).nullable(),
      /** [n, 2] where the rows begin; null for their principal components. */
      start: Floats.nullable(),
      seed: Count,
    }),
    /** [n, 2] */
    output: Floats,
  },
  /** Some rows among their look-alikes, where all others are on a plane already. */
  placeBeside: { input: Laid.extend({ positions: Floats, rows: Integers }), output: Floats },
  /** Which photos are nearly alike, and how much: see main/group/near-pairs.ts. */
  nearPairs: {
    input: Compared.extend({ graph: z.object({ offsets: Integers, columns: Integers }) }),
    output: z.object({ first: Integers, second: Integers, likeness: Floats }),
  },
  /** Of the features of two backbones those of the one in use, as they are without the other. */
  ownFeatures: { input: z.object({ features: MatrixShape, ownColumns: Count }), output: MatrixShape },
  /** What was computed from these features before; null where nothing is kept in the folder. */
  keptSpace: { input: Compared.extend({ cacheFolder: z.string() }), output: Space.nullable() },
  /** Derives it, which takes half a minute for 100,000 photos; keeps it in the folder, if there is one. */
  makeSpace: { input: Compared.extend({ cacheFolder: z.string().optional() }), output: Space },
} satisfies Record<string, { input: z.ZodType; output: z.ZodType }>

export type ReaderCall = keyof typeof readerCalls
export type ReaderInput<K extends ReaderCall> = z.output<(typeof readerCalls)[K]['input']>
export type ReaderOutput<K extends ReaderCall> = z.output<(typeof readerCalls)[K]['output']>

export const ReaderCallName = z.enum(Object.keys(readerCalls) as [ReaderCall, ...ReaderCall[]])
