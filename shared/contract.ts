/**
 * @file The one contract between the engine and everything that uses it (command line, window, tests).
 * A method maps to the schemas of its input and output, an event to the schema of its payload. Client, server,
 * validation and the contract tests derive from this table; a method's name stands as a string nowhere else.
 * The outputs are what the command line prints with `--json`, so a change here is a change of the public interface.
 */
import { z } from 'zod'
import {
  BackboneName,
  BackendName,
  ClassName,
  Decision,
  JobRecord,
  Page,
  PageAnswer,
  PhotoId,
  Probability,
  StrategyName,
} from './domain.ts'
import { Bytes, Floats, Integers } from './arrays.ts'

const seconds = z.number().nonnegative()
const count = z.int().nonnegative()
const seed = z.int().nonnegative().default(0)

/** Where the true classes come from: each photo's parent folder, or a CSV file with the header `path,class`. */
const Truth = z.union([
  z.object({ kind: z.literal('folders') }),
  z.object({ kind: z.literal('csv'), file: z.string() }),
])
export type Truth = z.infer<typeof Truth>

const Metrics = z.record(z.string(), z.number())

export const PolicyName = z.enum(['twinsort', 'cluster-only', 'margin', 'one-by-one'])
export type PolicyName = z.infer<typeof PolicyName>
export const Goal = z.enum(['accuracy', 'commit'])
export type Goal = z.infer<typeof Goal>

const Milestones = z.object({
  accuracy90: z.number().nullable(),
  accuracy95: z.number().nullable(),
  accuracy99: z.number().nullable(),
  committed90: z.number().nullable(),
  committed95: z.number().nullable(),
})
export type Milestones = z.infer<typeof Milestones>

export const CurvePoint = z.object({
  actions: z.number(),
  seconds: z.number(),
  committed: count,
  committedCorrect: count,
  accuracy: z.number(),
})
export type CurvePoint = z.infer<typeof CurvePoint>

const SimulationRun = z.object({
  seed: z.int(),
  curve: z.array(CurvePoint),
  actionsTo: Milestones,
  secondsTo: Milestones,
  photosPerAction: z.number(),
  committedError: z.number(),
  wallSeconds: z.number(),
})

export const PolicyResult = z.object({
  policy: PolicyName,
  goal: Goal,
  /** The curve of the first seed; every seed's curve is in `runs`. */
  curve: z.array(CurvePoint),
  /** Medians over the repeats; null where fewer than half of them reached it. */
  actionsTo: Milestones,
  secondsTo: Milestones,
  photosPerAction: z.number(),
  committedError: z.number(),
  runs: z.array(SimulationRun),
})
export type PolicyResult = z.infer<typeof PolicyResult>
export type SimulationRun = z.infer<typeof SimulationRun>

/** What a training run can be told beside its strategy; what is left out is as the product has it. */
export const HyperParameters = z.object({
  /** Learning rate of the network. */
  rate: z.number().positive().max(1),
  /** Pull back to the baseline. */
  decay: z.number().nonnegative(),
  /** Share of the inputs that is dropped in a step. */
  dropout: z.number().min(0).max(0.9),
})
export type HyperParameters = z.infer<typeof HyperParameters>

const TunedParameters = HyperParameters.extend({ attention: z.boolean(), pyramid: z.boolean() })
export type TunedParameters = z.infer<typeof TunedParameters>

const Trial = z.object({
  parameters: TunedParameters,
  /** Rounds of successive halving that it survived, from 1. */
  rounds: count,
  /** The most epochs of its last round. */
  epochs: count,
  /** Out of fold. */
  logLoss: z.number(),
  accuracy: z.number(),
})
export type Trial = z.infer<typeof Trial>

/** What `compare` can put side by side: every strategy of `train`, and what works without training. */
export const CompareName = z.enum([...StrategyName.options, 'ridge', 'fast-path'])
export type CompareName = z.infer<typeof CompareName>

export const CompareRow = z.object({
  strategy: CompareName,
  labelsPerClass: count,
  /** Share of the photos without a label that are taken for their true class; mean over the repeats. */
  accuracy: z.number(),
  /** Standard deviation of the accuracy over the repeats. */
  std: z.number(),
  /** The same, when the trained head is blended with the raw features as the product does; null without a head. */
  blendAccuracy: z.number().nullable(),
  /** The same, by the majority of the five nearest labelled photos. */
  knnAccuracy: z.number(),
  /** k-means into as many clusters as classes: share of the photos that are of their cluster's majority. */
  clusterPurity: z.number(),
  /** Mean seconds of training, 0 where nothing is trained. */
  seconds: z.number(),
})
export type CompareRow = z.infer<typeof CompareRow>

export const ExportFormat = z.enum(['csv', 'jsonl', 'imagefolder'])
export type ExportFormat = z.infer<typeof ExportFormat>

export const Head = z.object({
  id: z.int().positive(),
  strategy: StrategyName,
  backbone: BackboneName,
  backend: BackendName,
  active: z.boolean(),
  createdAt: z.number(),
  seed: z.int(),
  labels: count,
  classes: count,
  /** sha256 over the sorted (photo, class) pairs and rejections that it was trained on. */
  dataHash: z.string(),
  hyperParameters: z.record(z.string(), z.union([z.number(), z.boolean(), z.string()])),
  metrics: Metrics,
})
export type Head = z.infer<typeof Head>

const Suggestion = z.object({
  path: z.string(),
  class: z.string(),
  probability: Probability,
  /** The active head that took part, or null while suggestions come from the raw features alone. */
  head: z.int().nullable(),
})

/** A library as the list of recent ones shows it. */
export const LibraryEntry = z.object({
  /** Absolute path of the library folder. */
  library: z.string(),
  /** The folders of photos that it holds. */
  roots: z.array(z.string()),
  photos: count,
  labelled: count,
  /** Milliseconds since the epoch. */
  openedAt: z.number(),
  /** False when the library folder is not there (a drive that is not connected). */
  present: z.boolean(),
})
export type LibraryEntry = z.infer<typeof LibraryEntry>

/** What is known about one photo, for its large view. */
export const PhotoDetails = z.object({
  id: PhotoId,
  /** Absolute paths of all places where it is present; the first is the one that is shown. */
  paths: z.array(z.string()),
  format: z.string(),
  /** Pixels, upright. */
  width: count,
  height: count,
  /** Milliseconds since the epoch. */
  takenAt: z.number().nullable(),
  camera: z.string().nullable(),
  /** The confirmed class. */
  class: z.string().nullable(),
  /** The likeliest class of a photo without a label, while any class is known. */
  suggestion: z.object({ class: z.string(), probability: Probability }).nullable(),
  /** Classes that the person said it is not. */
  rejected: z.array(z.string()),
})
export type PhotoDetails = z.infer<typeof PhotoDetails>

/** Thumbnail: the longest side has 384 pixels. Large: at most 2048, made from the original where a window cannot show it. */
export const PictureSize = z.enum(['thumbnail', 'large'])
export type PictureSize = z.infer<typeof PictureSize>

/** A photo and where it lies. */
const PhotoPlace = z.object({ id: PhotoId, path: z.string() })

/** One place on the disk that the folder dialog of a window without a native one can go to. */
const Place = z.object({ name: z.string(), path: z.string() })

const method = <I extends z.ZodRawShape, O extends z.ZodType>(input: I, output: O) => ({
  input: z.strictObject(input),
  output,
})

export const contract = {
  index: method(
    { folders: z.array(z.string()), backbone: BackboneName.optional() },
    z.object({
      photos: count,
      files: count,
      added: count,
      updated: count,
      moved: count,
      missing: count,
      unreadable: z.array(z.object({ path: z.string(), reason: z.string() })),
      seconds,
      photosPerSecond: z.number(),
      backbone: BackboneName,
      /** What the person should know, e.g. that the int8 backbone disagreed with fp16 on this processor. */
      notices: z.array(z.string()),
    }),
  ),
  group: method(
    { clusters: z.union([z.int().positive(), z.literal('auto')]).default('auto'), seed },
    z.object({ clusters: count, inertia: z.number(), seconds }),
  ),
  neighbours: method(
    {
      /** One of the two names the photo. */
      path: z.string().optional(),
      id: PhotoId.optional(),
      count: z.int().positive().default(10),
    },
    z.object({ neighbours: z.array(z.object({ id: PhotoId, path: z.string(), similarity: z.number() })) }),
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
      /** Width through height. */
      aspect: Floats,
      classes: z.array(z.string()),
    }),
  ),
  photo: method({ id: PhotoId }, PhotoDetails),
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
  label: method(
    {
      items: z.array(z.object({ path: z.string(), class: ClassName })).default([]),
      /** A CSV file with the header `path,class`; relative paths are relative to the file's folder. */
      file: z.string().optional(),
    },
    z.object({
      labelled: count,
      unknown: z.array(z.string()),
      /** The same picture content under two classes in one import: left without a label. */
      conflicts: z.array(z.object({ path: z.string(), classes: z.array(z.string()) })),
    }),
  ),
  /** Gives photos another class by hand, or none (`class: null`). */
  relabel: method(
    { ids: z.array(PhotoId).min(1), class: ClassName.nullable() },
    z.object({ decision: z.int(), labelled: count }),
  ),
  page: method(
    { goal: Goal.optional(), seed },
    z.object({ page: Page.nullable(), remaining: count, photos: count, actions: count }),
  ),
  decide: method(
    { answer: PageAnswer },
    z.object({ decision: z.int(), labelled: count, suggestionsMs: z.number() }),
  ),
  undo: method({ count: z.int().positive().default(1) }, z.object({ undone: z.array(z.int()) })),
  redo: method({ count: z.int().positive().default(1) }, z.object({ redone: z.array(z.int()) })),
  history: method({ limit: z.int().positive().optional() }, z.object({ decisions: z.array(Decision) })),
  train: method(
    {
      strategy: StrategyName.default('triplet'),
      backend: BackendName.optional(),
      seed,
      epochs: z.int().positive().optional(),
      attention: z.boolean().default(true),
      pyramid: z.boolean().default(true),
      ...HyperParameters.partial().shape,
    },
    z.object({
      head: z.int(),
      strategy: StrategyName,
      backend: BackendName,
      seconds,
      metrics: Metrics,
      promoted: z.boolean(),
    }),
  ),
  suggest: method({ minProbability: Probability.default(0) }, z.object({ suggestions: z.array(Suggestion) })),
  evaluate: method(
    { truth: Truth },
    z.object({
      /** Share of the photos with a known truth whose label, or else best guess, is right. */
      accuracy: z.number(),
      photos: count,
      committed: count,
      committedCorrect: count,
      perClass: z.array(
        z.object({
          class: z.string(),
          photos: count,
          precision: z.number().nullable(),
          recall: z.number().nullable(),
        }),
      ),
      /** confusion.counts[i][j]: photos of true class i taken for class j. */
      confusion: z.object({ classes: z.array(z.string()), counts: z.array(z.array(count)) }),
      leftOut: count,
    }),
  ),
  simulate: method(
    {
      truth: Truth,
      policies: z.array(PolicyName).min(1).default(['twinsort']),
      goal: Goal.default('accuracy'),
      repeats: z.int().positive().default(1),
      maxActions: z.int().positive().optional(),
      noise: z.number().min(0).max(1).default(0),
      seed,
    },
    z.object({ policies: z.array(PolicyResult), photos: count, leftOut: count, seconds }),
  ),
  /** Strategies side by side on the same repeated splits: some labels a class, tested on all other photos. */
  compare: method(
    {
      truth: Truth,
      /** Each is a row for each strategy. */
      labelsPerClass: z.array(z.int().positive()).min(1).default([5]),
      repeats: z.int().positive().default(3),
      strategies: z
        .array(CompareName)
        .min(1)
        .default([...CompareName.options]),
      backend: BackendName.optional(),
      epochs: z.int().positive().optional(),
      attention: z.boolean().default(true),
      pyramid: z.boolean().default(true),
      seed,
    },
    z.object({
      rows: z.array(CompareRow),
      photos: count,
      classes: count,
      leftOut: count,
      backend: BackendName.nullable(),
      seconds,
    }),
  ),
  /** Searches hyper-parameters by successive halving on the library's own labels, and changes nothing. */
  tune: method(
    {
      strategy: StrategyName.default('triplet'),
      backend: BackendName.optional(),
      /** Settings that the first round tries. */
      trials: z.int().min(2).max(200).default(12),
      seed,
    },
    z.object({
      strategy: StrategyName,
      best: Trial.nullable(),
      /** Best first; those that survived longest before the others. */
      trials: z.array(Trial),
      /** One sentence: what came of it. */
      note: z.string(),
      seconds,
    }),
  ),
  /** What the library shows about itself; each list at most `limit` long, the most telling first. */
  insights: method(
    { limit: z.int().positive().default(100) },
    z.object({
      /** Groups of near-duplicates, by perceptual hash and cosine. */
      duplicates: z.array(z.object({ photos: z.array(PhotoPlace), similarity: z.number() })),
      /** Photos like no others: local outlier factor (1 is usual) and mean distance to the 20 nearest. */
      outliers: z.array(
        PhotoPlace.extend({ class: z.string().nullable(), score: z.number(), knnDistance: z.number() }),
      ),
      /** Confirmed labels that are probably wrong. */
      mislabels: z.array(
        PhotoPlace.extend({
          class: z.string(),
          /** What it more likely is. */
          suggested: z.string(),
          /** Of its own label, by a model that did not know it. */
          probability: Probability,
          /** Share of its labelled neighbours with another label; null where none is labelled. */
          disagreement: Probability.nullable(),
        }),
      ),
      associations: z.array(
        z.object({
          class: z.string(),
          attribute: z.string(),
          value: z.string(),
          photos: count,
          lift: z.number(),
          pValue: z.number(),
          qValue: z.number(),
        }),
      ),
    }),
  ),
  heads: method({}, z.object({ heads: z.array(Head) })),
  /** `head: null` goes back to the raw features. */
  promote: method({ head: z.int().positive().nullable() }, z.object({ active: z.int().nullable() })),
  export: method(
    {
      format: ExportFormat,
      out: z.string(),
      mode: z.enum(['copy', 'link']).default('copy'),
      dryRun: z.boolean().default(false),
      /** Adds suggestions of at least this probability to the confirmed labels. */
      includeSuggestions: Probability.optional(),
    },
    z.object({ written: count, skipped: z.array(z.object({ path: z.string(), reason: z.string() })) }),
  ),
  check: method({}, z.object({ ok: z.boolean(), problems: z.array(z.string()) })),
  doctor: method(
    {},
    z.object({
      versions: z.record(z.string(), z.string()),
      backends: z.array(z.object({ name: BackendName, available: z.boolean(), note: z.string() })),
      backbones: z.array(z.object({ name: BackboneName, available: z.boolean(), note: z.string() })),
      processors: count,
      library: z.string(),
    }),
  ),
  status: method(
    {},
    z.object({
      library: z.string(),
      /** Names the library's content for as long as it lives, wherever the folder is moved: photo ids belong to it. */
      key: z.string(),
      photos: count,
      labelled: count,
      unreadable: count,
      missing: count,
      roots: z.array(z.string()),
      classes: z.array(z.object({ name: z.string(), photos: count })),
      actions: count,
      head: z.int().nullable(),
    }),
  ),
  jobs: method({}, z.object({ jobs: z.array(JobRecord) })),
  /** Asks a job that is queued or running to stop; false when it has ended already. */
  cancel: method({ job: z.int().positive() }, z.object({ cancelled: z.boolean() })),
  /** Libraries that were open lately, newest first; the first is the one that is open. */
  libraries: method({}, z.object({ libraries: z.array(LibraryEntry) })),
  /**
   * Closes the library and opens another: the one in the folder `library`, or else a new one, named after `name`, in the
   * place where this person's libraries are kept. While something is under way in the open one this is a `conflict`
   * whose details name the kinds of `jobs`; with `stopJobs` they are stopped.
   */
  open: method(
    {
      library: z.string().optional(),
      name: z.string().min(1).max(80).optional(),
      stopJobs: z.boolean().default(false),
    },
    z.object({ library: z.string() }),
  ),
  /** Takes a library off the list of recent ones; its folder stays as it is. */
  forgetLibrary: method({ library: z.string() }, z.object({ forgotten: z.boolean() })),
  /** Folders below a folder, for windows without a native folder dialog. Without a path: the person's own folder. */
  browse: method(
    { path: z.string().optional() },
    z.object({
      path: z.string(),
      parent: z.string().nullable(),
      /** Where one usually starts: home, pictures, drives. */
      places: z.array(Place),
      folders: z.array(Place),
      /** Files in this very folder that look like pictures, by their extension. */
      pictures: count,
    }),
  ),
} as const

export const events = {
  /** A job was queued, progressed (at most ten times a second) or ended (always sent). */
  job: JobRecord,
  /** Labels changed: counters, pages and suggestions on screen are stale. */
  decided: z.object({ decision: z.int(), labelled: count }),
  /** Another head, or none, answers from now on. */
  head: z.object({ active: z.int().nullable() }),
  /** There are more photos, or fewer, than before: while a folder is indexed, and at its end. */
  photos: z.object({ photos: count }),
  /** Another library is open: everything on screen is stale. */
  library: z.object({ library: z.string() }),
} as const

export type Contract = typeof contract
export type Method = keyof Contract
/** What a caller passes: fields with a default may be left out. */
export type Input<M extends Method> = z.input<Contract[M]['input']>
/** What a handler receives: validated, defaults filled in. */
export type Parsed<M extends Method> = z.output<Contract[M]['input']>
export type Output<M extends Method> = z.output<Contract[M]['output']>
export type Events = typeof events
export type EventName = keyof Events
export type EventPayload<E extends EventName> = z.output<Events[E]>
