/** @file What the window's check goes through: labels that may be wrong, near copies, photos unlike all others, what classes go together with. */
import { z } from 'zod'
import { Floats, Integers } from '../arrays.ts'
import { ClassName, PhotoId, Probability } from '../domain.ts'
import { count, method } from './method.ts'

/** A photo and where it lies. */
export const PhotoPlace = z.object({ id: PhotoId, path: z.string() })

/** A confirmed label that is probably wrong. */
export const Suspect = PhotoPlace.extend({
  class: z.string(),
  /** What it more likely is. */
  suggested: z.string(),
  /** Of its own label, by a model that did not know it. */
  probability: Probability,
  /** Share of its labelled neighbours with another label; null where none is labelled. */
  disagreement: Probability.nullable(),
})

/** A label that something contradicts: Twinsort's comparison of photos, or, without a probability, a snapshot. */
const DoubtedLabel = Suspect.extend({ probability: Probability.nullable() })
export type DoubtedLabel = z.infer<typeof DoubtedLabel>

/** A photo like no others: local outlier factor (1 is usual) and mean distance to the 20 nearest. */
export const Outlier = PhotoPlace.extend({
  class: z.string().nullable(),
  score: z.number(),
  knnDistance: z.number(),
})

/** A class and a folder, day, camera or place where more of its photos are than by chance. */
export const Association = z.object({
  class: z.string(),
  attribute: z.string(),
  value: z.string(),
  /** Photos of the class that have the value. */
  photos: count,
  /** Photos of the class, photos that have the value, and all, of the confirmed photos whose value is known. */
  ofClass: count,
  ofValue: count,
  known: count,
  lift: z.number(),
  pValue: z.number(),
  qValue: z.number(),
})

/** A confirmed photo beside one that is doubted. */
const Witness = PhotoPlace.extend({
  similarity: z.number(),
  /** Share of its own nearest confirmed photos, the doubted one left aside, that have its class; null where there are none. */
  agreement: Probability.nullable(),
})

export const checkingMethods = {
  /** Most doubtful first, without those that a person was asked about. @throws AppError `not-found` for a snapshot that there is not */
  suspects: method(
    {
      /** What contradicts: the labels of this snapshot, those in most photos first, where they were not asked about since it was kept. */
      snapshot: z.string().optional(),
    },
    z.object({ suspects: z.array(DoubtedLabel) }),
  ),
  /** Which of these labels are in force still, and were not asked about since. */
  openSuspects: method(
    { labels: z.array(z.object({ id: PhotoId, class: z.string() })), snapshot: z.string().optional() },
    z.object({ ids: z.array(PhotoId) }),
  ),
  /**
   * The person looked at photos whose label was doubted, and says what they are: one decision. The class that they have
   * keeps them. They are not doubted again. Photos that do not have the doubted label any more are left alone.
   */
  answerSuspects: method(
    { doubted: ClassName, ids: z.array(PhotoId).min(1), class: ClassName },
    z.object({
      decision: z.int(),
      /** Photos that were answered about, and those of them that have another class now. */
      answered: count,
      labelled: count,
      /** Left alone. */
      left: count,
    }),
  ),
  /**
   * The confirmed photos of each of some classes that are nearest to one photo, nearest first.
   * @throws AppError `not-found` for a photo without features.
   */
  witnesses: method(
    { id: PhotoId, classes: z.array(z.string()).min(1).max(8), count: z.int().positive().max(60).default(8) },
    z.object({ classes: z.array(z.object({ class: z.string(), photos: z.array(Witness) })) }),
  ),
  /** Most outlying first; `all`: how many there are beyond `limit`, too. */
  outliers: method(
    { limit: z.int().positive().default(500) },
    z.object({ outliers: z.array(Outlier), all: count }),
  ),
  /**
   * Photos that are nearly alike, by their place in the lists: pairs of them with how much, 0.8 to 1. That is the cosine of their
   * features, or the share of equal bits of their perceptual hashes where these say that it is one picture.
   */
  nearCopies: method(
    {},
    z.object({
      ids: Integers,
      /** Of their files. */
      names: z.array(z.string()),
      /** Pixels, upright. */
      width: Integers,
      height: Integers,
      first: Integers,
      second: Integers,
      likeness: Floats,
    }),
  ),
  /** How good each photo is to look at, by id, without those whose picture cannot be had: main/ingest/quality.ts says what is measured. */
  quality: method(
    {},
    z.object({
      ids: Integers,
      /** Of their files. */
      names: z.array(z.string()),
      /** Pixels, upright. */
      width: Integers,
      height: Integers,
      sharpness: Floats,
      /** Luma, 0 to 255. */
      lightest: Floats,
      darkest: Floats,
      /** Share of lines of one tone. */
      plain: Floats,
    }),
  ),
  /** Least likely to be chance first. `folder`: the key by which the window filters photos by that folder. */
  associations: method(
    { limit: z.int().positive().default(100) },
    z.object({
      associations: z.array(Association.extend({ folder: z.string().nullable() })),
      all: count,
    }),
  ),
} as const
