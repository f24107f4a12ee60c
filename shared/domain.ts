/** @file The nouns of the product, as schemas and types. Everything that crosses a boundary is one of these. */
import { z } from 'zod'
import { canonicalClassName } from './class-name.ts'
import { refuse } from './sentences/refuse.ts'
import { PlainSentence, sentence } from './sentences/sentence.ts'
import { JobKind, JobStage } from './jobs.ts'
import { SetAsideAs, setAsideOf } from './set-aside.ts'

/** Row id of a photo (a distinct readable picture content), stable within one library. */
export const PhotoId = z.int().positive()
export type PhotoId = z.infer<typeof PhotoId>

/** A probability in [0, 1]. */
export const Probability = z.number().min(0).max(1)

const MOST_CHARACTERS = 200
/** Before what cannot be seen is taken out. */
const MOST_WRITTEN = 2000
/** A class as the person writes it: free text; `/` separates levels of the class tree (`animals/birds/rooster`). See [Note: one form of a name]. */
export const ClassName = z
  .string()
  .superRefine((name, context) => {
    if (name.length > MOST_WRITTEN) refuse(context, sentence('class-name-long', { most: MOST_CHARACTERS }))
  })
  .transform((name) => canonicalClassName(name))
  .superRefine((name, context) => {
    if (name === '') refuse(context, sentence('class-unnamed'))
    else if (name.length > MOST_CHARACTERS)
      refuse(context, sentence('class-name-long', { most: MOST_CHARACTERS }))
    else if (setAsideOf(name) !== undefined) refuse(context, sentence('class-name-reserved', { class: name }))
    else if (name.split('/').includes('')) refuse(context, sentence('class-level-empty', { class: name }))
  })

export const BuiltInBackbone = z.enum([
  'efficientnet-lite0-int8',
  'efficientnet-lite0-fp16',
  'efficientnet-lite2-int8',
  'efficientnet-lite2-fp16',
])
export type BuiltInBackbone = z.infer<typeof BuiltInBackbone>

/** A backbone of the person's own, which the library keeps: see main/jobs/indexing/own-backbone.ts. */
export const OwnBackbone = z.templateLiteral(['own:', z.string().regex(/[A-Za-z0-9._-]{1,80}/)])
export type OwnBackbone = z.infer<typeof OwnBackbone>

export const BackboneName = z.union([BuiltInBackbone, OwnBackbone])
export type BackboneName = z.infer<typeof BackboneName>

/** A way of showing a photo to a backbone, whose input is square: see main/ingest/crops.ts. */
export const CropName = z.enum(['crop', 'whole', 'letterbox', 'close'])
export type CropName = z.infer<typeof CropName>

/** How many crops of each photo a backbone gets: the one of its middle, or several, whose features are averaged. */
export const Crops = z.enum(['one', 'several'])
export type Crops = z.infer<typeof Crops>

/** Ways of training the head: see main/learn/strategies. */
export const StrategyName = z.enum([
  'triplet',
  'triplet-semi-hard',
  'triplet-ratio',
  'triplet-article',
  'two-stage',
  'siamese-softmax',
  'contrastive',
  'contrastive-article',
  'supcon',
  'cosine-softmax',
  'softmax',
  'distillation',
  'autoencoder',
  'gan',
])
export type StrategyName = z.infer<typeof StrategyName>

/** Channel attention of the head: weights on the values, the usual matrix form, or none. See main/model/attention.ts. */
export const AttentionForm = z.enum(['gate', 'matrix', 'off'])
export type AttentionForm = z.infer<typeof AttentionForm>

/** Networks that are trained from the pictures up: see main/model/deep. */
export const PixelNetwork = z.enum(['cnn', 'siamese-cnn'])
export type PixelNetwork = z.infer<typeof PixelNetwork>

/** Networks that learn from the pictures: from scratch, or on from the shipped backbone. */
export const DeepNetworkName = z.enum([...PixelNetwork.options, 'fine-tune'])
export type DeepNetworkName = z.infer<typeof DeepNetworkName>

/** What `train` can train: the Siamese head on frozen features, or a network that reads the pictures themselves. */
export const NetworkName = z.enum(['head', ...DeepNetworkName.options])
export type NetworkName = z.infer<typeof NetworkName>

/** The loss of each network where none is asked for; the conventional one has its own. */
export const USUAL_STRATEGY: Readonly<Record<NetworkName, StrategyName>> = {
  head: 'triplet',
  cnn: 'softmax',
  'siamese-cnn': 'siamese-softmax',
  'fine-tune': 'distillation',
}

export const BackendName = z.enum(['tfjs-node-gpu', 'webgpu', 'tfjs-node', 'wasm', 'cpu'])
export type BackendName = z.infer<typeof BackendName>

/**
 * `class`: are these all of it? `new`: what are these? `single`: which class is this one? `mixed`: are these suggestions, of
 * several classes, right?
 */
export const PageKind = z.enum(['class', 'new', 'single', 'mixed'])
export type PageKind = z.infer<typeof PageKind>

/**
 * How a page is chosen: by value (ours), one photo at a time by a query strategy of active learning, the surest photos of
 * a class that the person names, or photos whose label is probably wrong.
 */
export const QueryName = z.enum([
  'value',
  'random',
  'margin',
  'entropy',
  'typical',
  'coverage',
  'class',
  'suspects',
])
export type QueryName = z.infer<typeof QueryName>

export const PagePhoto = z.object({
  id: PhotoId,
  /** Absolute path of the first place where the photo is present. */
  path: z.string(),
  /** Probability that the photo belongs with the page (to its class; for `new`, to the majority of the page). */
  probability: Probability,
  /** The class suggested for this photo, on a page of kind `mixed`; on no other. */
  class: z.string().optional(),
})
export type PagePhoto = z.infer<typeof PagePhoto>

export const Page = z.object({
  id: z.int().positive(),
  kind: PageKind,
  /** The suggested class; null on pages of kind `new` and `mixed`, and on `single` pages without a guess. */
  class: z.string().nullable(),
  /** Expected share of the photos that are of the majority's class; on a page of kind `mixed`, of the class suggested for each. */
  purity: Probability,
  /** Doubtful photos last; near-duplicates beside each other. On a page of kind `mixed`, class by class. */
  photos: z.array(PagePhoto),
  /** Which of the photos are near copies of each other: of each stack two or more, in the order of `photos`. */
  stacks: z.array(z.array(PhotoId)),
  /**
   * A check: one photo drawn at random, whose suggestion is not shown (`class` null, `purity` and `probability` 0), so that
   * the answer is a fair measure of it.
   */
  blind: z.boolean(),
  /** For a `new` page: at most three names, by what the backbone was trained on; empty otherwise, or where nothing stands out. */
  proposals: z.array(z.string()),
})
export type Page = z.infer<typeof Page>

/** An answer to a page. Photos of the page that stand in no list stay undecided. */
export const PageAnswer = z.union([
  // First, because the other shape would take a skip for an answer that says nothing.
  z.object({ page: z.int().positive(), skip: z.literal(true) }),
  z.object({
    page: z.int().positive(),
    answers: z.array(z.object({ class: ClassName, ids: z.array(PhotoId) })).default([]),
    /** Photos that are *not* of the page's class, on a page of kind `mixed` not of their own: a remembered rejection. */
    exclude: z.array(PhotoId).default([]),
    /** Photos that get no class: see [Note: set aside]. They are not asked about again. */
    setAside: z.array(z.object({ as: SetAsideAs, ids: z.array(PhotoId) })).optional(),
  }),
])
export type PageAnswer = z.infer<typeof PageAnswer>

/** The last three are about whole classes. */
export const DecisionKind = z.enum([
  'page',
  'skip',
  'label',
  'import',
  'undo',
  'redo',
  'rename',
  'merge',
  'delete',
])
export type DecisionKind = z.infer<typeof DecisionKind>

export const Decision = z.object({
  id: z.int().positive(),
  kind: DecisionKind,
  /** Milliseconds since the epoch. */
  at: z.number(),
  page: z.int().positive().nullable(),
  /** The decision that an `undo` or `redo` takes back or puts back. */
  of: z.int().positive().nullable(),
  /** Photos whose label changed. */
  photos: z.int(),
  rejected: z.int(),
  /** True when a later undo took it back. */
  undone: z.boolean(),
  /** Classes that photos got by it; `/unsure` and the like where they were set aside, see [Note: set aside]. */
  classes: z.array(z.string()),
  /** Classes that photos lost by it, as they were called. */
  formerClasses: z.array(z.string()),
})
export type Decision = z.infer<typeof Decision>

export const Progress = z.object({
  stage: JobStage,
  done: z.number(),
  /** Null while the total is not known yet. */
  total: z.number().nullable(),
  perSecond: z.number().nullable(),
  secondsLeft: z.number().nullable(),
  /** What the work measures as it goes, e.g. the `loss` of the epoch that ended. */
  figures: z.record(z.string(), z.number()).optional(),
  /** What it did, said at its end: how much, and which files were left out and why. */
  notes: z.array(PlainSentence).optional(),
})
export type Progress = z.infer<typeof Progress>

export const JobState = z.enum(['queued', 'running', 'done', 'failed', 'cancelled'])
export type JobState = z.infer<typeof JobState>

export const JobRecord = z.object({
  id: z.int().positive(),
  kind: JobKind,
  state: JobState,
  progress: Progress.nullable(),
  error: PlainSentence.nullable(),
  startedAt: z.number(),
  finishedAt: z.number().nullable(),
})
export type JobRecord = z.infer<typeof JobRecord>
