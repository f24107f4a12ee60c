/** @file What a library shows of its photos. */
import { z } from 'zod'
import { Bytes, Doubles, Floats, Integers } from '../arrays.ts'
import { BackboneName, Crops, OwnBackbone, PhotoId, Probability } from '../domain.ts'
import { PlainSentence } from '../sentences/sentence.ts'
import { SetAsideAs } from '../set-aside.ts'
import { count, method, seconds, seed } from './method.ts'

/** What is known about one photo, for its large view. */
export const PhotoDetails = z.object({
  id: PhotoId,
  /** Absolute paths of all places where it is present; the first is the one that is shown. */
  paths: z.array(z.string()),
  format: z.string(),
  /** Its file holds further pages, frames or pictures, of which the first is the photo; false where that cannot be told. */
  hasMoreFrames: z.boolean(),
  /** Pixels, upright. */
  width: count,
  height: count,
  /** Milliseconds since the epoch, by the camera's own clock as if it showed UTC. */
  takenAt: z.number().nullable(),
  camera: z.string().nullable(),
  /** The confirmed class. */
  class: z.string().nullable(),
  setAside: SetAsideAs.nullable(),
  /** The likeliest class of a photo without a label, while any class is known. */
  suggestion: z.object({ class: z.string(), probability: Probability }).nullable(),
  /** Classes that the person said it is not. */
  rejected: z.array(z.string()),
})
export type PhotoDetails = z.infer<typeof PhotoDetails>

const Three = z.array(z.number()).length(3)

/** What an image encoder wants of a picture, and what is taken from what it gives. What is left out is assumed, and said. */
export const PictureScaling = z.object({
  /** Pixels a side of its input. */
  size: z.int().positive().max(2048).optional(),
  /** The short side of the picture before its middle is cut out. */
  resize: z.int().positive().max(2048).optional(),
  /** Input = (pixel * scale - mean) / deviation, for each channel; a pixel is 0 .. 255. */
  scale: z.number().optional(),
  mean: Three.optional(),
  deviation: Three.refine((each) => each.every((value) => value > 0)).optional(),
  channels: z.enum(['RGB', 'BGR']).optional(),
  /** Of an output [n, tokens, d]: the first token, or the mean of all. */
  tokens: z.enum(['class', 'mean']).optional(),
  /** Which of its outputs. */
  output: z.string().optional(),
})
export type PictureScaling = z.infer<typeof PictureScaling>

/** What an encoder of one's own is, before it is used on any photo. */
export const BackboneFacts = z.object({
  /** What the library would keep it as: after its file, with a number where that name is taken by another network. */
  name: OwnBackbone,
  /** Name of the file. */
  source: z.string(),
  bytes: count,
  /** Of the file, hexadecimal. */
  sha256: z.string(),
  /** Numbers a photo. */
  dimensions: count,
  preprocessing: PictureScaling,
  /** The parts of it that nobody declared. */
  assumed: z.array(z.string()),
})
export type BackboneFacts = z.infer<typeof BackboneFacts>

/** Both on the same folds of the photos with a label, by the fast path. */
export const BackboneComparison = z.object({
  labels: count,
  current: z.object({ backbone: BackboneName, accuracy: Probability, logLoss: z.number() }),
  own: z.object({ backbone: BackboneName, accuracy: Probability, logLoss: z.number() }),
})
export type BackboneComparison = z.infer<typeof BackboneComparison>

/** What `index` did with an encoder of one's own. */
export const TriedBackbone = z.object({
  /** What the library keeps it as. */
  name: OwnBackbone,
  /**
   * Why there is no comparison: the library had no other backbone; this one is in force already; photos cannot be read
   * again (a drive is away), so that it has seen fewer than the other; fewer than ten photos, in two classes, have a label.
   */
  notCompared: z.enum(['first', 'in-force', 'photos-unread', 'too-few-labels']).nullable(),
})
export type TriedBackbone = z.infer<typeof TriedBackbone>

/** A picture by its name or its first bytes that cannot be a photo, and why. */
export const UnreadableFile = z.object({ path: z.string(), reason: PlainSentence })
export type UnreadableFile = z.infer<typeof UnreadableFile>

/** What a window shows of all photos (filter, order, groups) under a name, as the query of its address says it. */
export const SavedView = z.object({
  name: z.string().trim().min(1).max(100),
  query: z.record(
    z.string().max(20),
    z.union([z.string().max(1000), z.array(z.string().max(1000)).max(200)]),
  ),
})
export type SavedView = z.infer<typeof SavedView>
/** Photos that are looked up together. */
export const MOST_LOOKED_UP = 1_000

/** Bytes of a picture that is sent to be compared: more do not pass the web shell's pipe. */
export const LARGEST_SENT = 15e6

const SavedViews = z.object({ views: z.array(SavedView) })

/** Pixels of the longest side. Thumbnail: 384. Large: at most 2048, made from the original. Full: all, at most 12,000. */
export const PictureSize = z.enum(['thumbnail', 'large', 'full'])
export type PictureSize = z.infer<typeof PictureSize>

export const photoMethods = {
  index: method(
    {
      folders: z.array(z.string()),
      backbone: BackboneName.optional(),
      /**
       * An ONNX file of one's own: kept by the library as `own:NAME` (or `own:NAME-2` where that is another), compared with the backbone in force on the photos with a
       * label, and put into force where it is `better` (so that `adopt` alone decides otherwise), or where there is none yet.
       */
      ownBackbone: z
        .object({
          file: z.string(),
          preprocessing: PictureScaling.default({}),
          adopt: z.enum(['better', 'always', 'never']).default('better'),
        })
        .optional(),
      /** Its features stand beside those of the first: suggestions are better, reading takes longer. Null: none from now on. A new library has one by default. */
      secondBackbone: BackboneName.nullable().optional(),
      /** How many crops of each photo give its features: with several suggestions are better, reading takes four times as long. */
      crops: Crops.optional(),
      /** Reads every file again, also those that seem unchanged by their size and times. */
      verify: z.boolean().optional(),
    },
    z.object({
      photos: count,
      files: count,
      added: count,
      updated: count,
      moved: count,
      missing: count,
      /** Labels whose photo lies nowhere now: see `lostLabels`. */
      lostLabels: count,
      unreadable: z.array(UnreadableFile),
      /** Videos in the folders, which are not read: absolute paths. */
      videos: z.array(z.string()),
      seconds,
      photosPerSecond: z.number(),
      backbone: BackboneName,
      secondBackbone: BackboneName.nullable(),
      crops: Crops,
      /** With `ownBackbone`; null where there was nothing to compare on: `tried` says why. */
      comparison: BackboneComparison.nullable(),
      /** Null without `ownBackbone`. */
      tried: TriedBackbone.nullable(),
      /** What the person should know, e.g. that a folder is not there. */
      notices: z.array(PlainSentence),
      /** Shown where a person asks for it only: why another network than the wanted one is used on this processor. */
      details: z.array(PlainSentence),
    }),
  ),
  /** Inspects an ONNX file of one's own without storing it. @throws `not-found`, or `bad-input` that says why not. */
  inspectBackbone: method({ file: z.string(), preprocessing: PictureScaling.default({}) }, BackboneFacts),
  /** The backbones there are: the networks that ship, and those of one's own that this library keeps. */
  backbones: method({}, z.object({ backbones: z.array(z.object({ name: BackboneName, bytes: count })) })),
  group: method(
    { clusters: z.union([z.int().positive(), z.literal('auto')]).default('auto'), seed },
    z.object({ clusters: count, inertia: z.number(), seconds }),
  ),
  neighbours: method(
    {
      /** One of the three names the photo, or several that are looked up together: by the mean of their rows. */
      path: z.string().optional(),
      id: PhotoId.optional(),
      ids: z.array(PhotoId).min(1).max(MOST_LOOKED_UP).optional(),
      count: z.int().positive().default(10),
      /** Only photos with a confirmed class, which is given with each. */
      labelled: z.boolean().optional(),
    },
    z.object({
      neighbours: z.array(
        z.object({ id: PhotoId, path: z.string(), similarity: z.number(), class: z.string().optional() }),
      ),
    }),
  ),
  /**
   * The photos that are most like a picture that need not be in the library, by what the backbone in use makes of it. Nothing of it is
   * kept. @throws `bad-input` that says why it cannot be read.
   */
  alikeFile: method(
    {
      /** Where it lies, or what it holds where the caller cannot tell that. */
      file: z.union([
        z.object({ path: z.string().min(1) }),
        z.object({
          name: z.string().min(1).max(255),
          bytes: Bytes.refine(({ length }) => length <= LARGEST_SENT),
        }),
      ]),
      count: z.int().positive().default(10),
    },
    z.object({
      neighbours: z.array(z.object({ id: PhotoId, path: z.string(), similarity: z.number() })),
    }),
  ),
  /** Every present photo as columns of equal length, by id: a window filters and sorts them itself. */
  photos: method(
    {},
    z.object({
      ids: Integers,
      /** Index into `classes` of the label, or else of the suggestion; -1 for none. */
      classOf: Integers,
      /** 1 where the class is confirmed, else the probability of the suggestion (0 for none). */
      probability: Floats,
      /** 1 where the class is confirmed, else 0. */
      confirmed: Bytes,
      /** 0, or what the photo is set aside as: 1 for the first of `SetAsideAs`, and so on. It then has no class. */
      setAside: Bytes,
      /** Width through height. */
      aspect: Floats,
      classes: z.array(z.string()),
    }),
  ),
  /** What no decision changes of every present photo, by id: where it lies, and when and by what it was taken. */
  photoFacts: method(
    {},
    z.object({
      ids: Integers,
      /** Milliseconds since the epoch, by the camera's own clock as if it showed UTC; NaN where it is not known. */
      takenAt: Doubles,
      /** Index into `cameras`; -1 where it is not known. */
      cameraOf: Integers,
      cameras: z.array(z.string()),
      /** Where photos lie, photo by photo; the place that is shown comes first. */
      places: z.object({
        /** Index into `ids`. */
        photoOf: Integers,
        /** Index into `folders`. */
        folderOf: Integers,
        /** Of each place the file's name, and after it the character 0, which no name holds. */
        names: z.string(),
      }),
      /** `path` is relative to the root of this number, with `/`; empty for the root itself. */
      folders: z.array(z.object({ root: z.int(), path: z.string() })),
      roots: z.array(z.object({ id: z.int(), path: z.string() })),
    }),
  ),
  /** Which photos are near copies of each other. A large library's first answer may take half a minute. */
  stacks: method(
    {},
    z.object({
      /** The photos that were compared, ascending. */
      ids: Integers,
      /** For each of them the first photo of its stack; itself where it is in none. */
      stackOf: Integers,
    }),
  ),
  /** By name. */
  views: method({}, SavedViews),
  /** Keeps a view in the library, in the place of one that has its name, and of the one that it takes the place of. */
  saveView: method({ view: SavedView, insteadOf: z.string().optional() }, SavedViews),
  /** One that is gone already is no error. */
  deleteView: method({ name: z.string() }, SavedViews),
  photo: method({ id: PhotoId }, PhotoDetails),
  /** Files below the library's folders that are no photo, whichever process read them. */
  unreadable: method({}, z.object({ files: z.array(UnreadableFile) })),
  /** Encoded bytes of a photo, upright, in sRGB. */
  picture: method(
    { id: PhotoId, size: PictureSize },
    z.object({
      bytes: Bytes,
      /** Media type of the bytes, e.g. `image/jpeg`. */
      type: z.string(),
      /** Changes exactly when the bytes do. */
      tag: z.string(),
    }),
  ),
  /** What the photos that are there fall into before anything is named; largest first. */
  groups: method(
    { limit: z.int().positive().default(12), seed },
    z.object({
      groups: z.array(
        z.object({
          size: count,
          /** The most typical ones first, at most eight. */
          photos: z.array(PhotoId),
        }),
      ),
      photos: count,
    }),
  ),
} as const
