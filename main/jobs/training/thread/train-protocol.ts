/**
 * @file The messages between a process and its training worker, and on to the hidden window that may compute for it. All sides parse what
 * they receive.
 */
import { z } from 'zod'
import { HyperParameters } from '../../../../shared/contract/learning.ts'
import { AttentionForm, BackendName, PixelNetwork, StrategyName } from '../../../../shared/domain.ts'
import { PlainError } from '../../../../shared/errors.ts'
import { HeadClassifier } from '../../../learn/training/head-evaluation.ts'

// z.instanceof would narrow the type to arrays whose memory is not shared.
const Floats = z.custom<Float32Array>((value) => value instanceof Float32Array)
const Doubles = z.custom<Float64Array>((value) => value instanceof Float64Array)
const Integers = z.custom<Int32Array>((value) => value instanceof Int32Array)
const Bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array)
const Matrix = z.object({ rows: z.int(), columns: z.int(), data: Floats })

/** The input of the Siamese head: features of all photos. */
const LevelsToRead = z.object({
  kind: z.literal('levels'),
  /** [n, d] each, as the backbone gave them (not preprocessed), bottom level first and `features` last. */
  levels: z.array(z.object({ name: z.string(), matrix: Matrix })).min(1),
})

export type LevelsToRead = z.infer<typeof LevelsToRead>

/** The input of a network that is trained from pictures: pixels of some photos. */
const PixelsToRead = z.object({
  kind: z.literal('pixels'),
  network: PixelNetwork,
  /** [m] ascending: every photo with a label or a rejection, and those without that training may use */
  photos: Integers,
  /** Height and width of each picture. */
  side: z.int().positive(),
  /** [m, side, side, 3] RGB */
  pixels: Bytes,
})
export type PixelsToRead = z.infer<typeof PixelsToRead>

/** The input of the fine-tuned network: maps of a frozen network's fourth stage. */
const MapsToRead = z.object({
  kind: z.literal('maps'),
  /** [m] ascending: every photo with a label or a rejection, and those without that training may use */
  photos: Integers,
  /** float16 [m, 2, 14 * 14 * 112], little endian: see photo-maps.ts */
  maps: Bytes,
})
export type MapsToRead = z.infer<typeof MapsToRead>

/** The training as the computing side needs it: it names no file. */
export const TrainingTask = z.object({
  strategy: StrategyName,
  seed: z.int(),
  /** The most epochs of a run. */
  epochs: z.int().positive().optional(),
  /** Replace the network's own settings, or the defaults of learn/training/head-task.ts. */
  settings: HyperParameters.partial().optional(),
  attention: AttentionForm,
  /** All levels, or the top one alone. */
  pyramid: z.boolean(),
  inputs: z.discriminatedUnion('kind', [LevelsToRead, PixelsToRead, MapsToRead]),
  /** [n] the class of each photo, 0 .. classes - 1, or -1 */
  labels: Integers,
  classes: z.int().positive(),
  /** [n] photos that were confirmed together (a page, a burst) share a number; -1: alone */
  groups: Integers,
  /** Whether photos without a label whose class propagation is almost certain of are trained on. */
  pseudoLabels: z.boolean(),
  /** "photo `row` is not of class", with or without a label of its own */
  rejections: z.array(z.object({ row: z.int(), class: z.int() })),
})
export type TrainingTask = z.infer<typeof TrainingTask>

export const TrainRequest = TrainingTask.extend({
  /** By default the fastest that loads. */
  backend: BackendName.optional(),
  cacheFolder: z.string(),
  /** Backends that have failed in this training. */
  without: z.array(BackendName).optional(),
  /** The folder of the shipped weights, for a network that starts from them. */
  resources: z.string().optional(),
  /** A file for the state after each epoch, from which the same request continues; without it no state is stored. */
  checkpoint: z.string().optional(),
  /** Normalised adjacency of all photos, compressed rows: along it labels spread to the photos without one. */
  affinity: z.object({ rows: z.int(), offsets: Integers, columns: Integers, values: Doubles }).optional(),
  /** [n, ·] each, the input of the fast path, for the strategies that it teaches. */
  representation: z.array(Matrix).min(1).optional(),
})
export type TrainRequest = z.infer<typeof TrainRequest>

export const TrainedHead = z.object({
  backend: BackendName,
  /** A sentence about the backend. */
  note: z.string(),
  /** The artifact of model/artifact.ts. */
  weights: Bytes,
  /** [photos in the request, 128] rows L2-normalised */
  embeddings: Matrix,
  /** How to classify them: see headProbabilities in learn/training/head-evaluation.ts. */
  classifier: HeadClassifier,
  /** Class probabilities of the labelled photos, each by a model that was trained on no photo of its group. */
  outOfFold: z.object({
    /** [l] photos with a label, ascending */
    rows: Integers,
    /** [l] the fold in which each was judged: the baseline must be judged in the same ones */
    folds: Integers,
    /** [l, classes]; all zeros where the fold's model had seen no photo of the row's class */
    probabilities: Matrix,
  }),
  lossCurve: z.array(
    z.object({ epoch: z.int(), loss: z.number().nullable(), logLoss: z.number(), accuracy: z.number() }),
  ),
  hyperParameters: z.record(z.string(), z.union([z.number(), z.boolean(), z.string()])),
  metrics: z.record(z.string(), z.number()),
  /** The most bytes of tensors in a step. */
  tensorBytes: z.number(),
  /** Epochs of all rounds together that were taken from a checkpoint instead of being trained again. */
  resumedEpochs: z.int(),
})
export type TrainedHead = z.infer<typeof TrainedHead>

/** Photos to be embedded by a trained network, of any kind. */
export const EmbeddingTask = z.object({
  /** The artifact of model/artifact.ts or of model/deep/artifact.ts. */
  weights: Bytes,
  inputs: z.discriminatedUnion('kind', [
    LevelsToRead,
    /** [n, side, side, 3] RGB, of the network's own side */
    z.object({ kind: z.literal('pixels'), pixels: Bytes }),
    /** float16 [n, 2, 14 * 14 * 112]: see photo-maps.ts */
    z.object({ kind: z.literal('maps'), maps: Bytes }),
  ]),
})
export type EmbeddingTask = z.infer<typeof EmbeddingTask>

export const EmbedRequest = EmbeddingTask.extend({
  cacheFolder: z.string(),
  /** The one to use; without it the fastest. */
  backend: BackendName.optional(),
  /** Backends that have failed in this. */
  without: z.array(BackendName).optional(),
})
export type EmbedRequest = z.infer<typeof EmbedRequest>

export const TrainingProgress = z.object({
  epoch: z.int(),
  /** Of all folds and the last run together. */
  epochs: z.int(),
  /** Runs of equal length: those of the folds, and the last one. */
  rounds: z.int(),
  loss: z.number(),
  /** How many of the epochs so far were taken from a checkpoint. */
  resumed: z.int(),
  secondsLeft: z.number(),
})
export type TrainingProgress = z.infer<typeof TrainingProgress>

/** Requests to the thread. */
export const ThreadRequest = z.discriminatedUnion('kind', [
  /** Sent ahead of another request: loads what that one will need. Answered at once. */
  z.object({ kind: z.literal('prepare'), backend: BackendName.optional(), cacheFolder: z.string() }),
  z.object({ kind: z.literal('train'), request: TrainRequest }),
  z.object({ kind: z.literal('embed'), request: EmbedRequest }),
])
export type ThreadRequest = z.infer<typeof ThreadRequest>

/** Messages that the thread sends before its answer. */
export const ThreadNews = z.discriminatedUnion('kind', [
  /** The backend that computes from now on. */
  z.object({ kind: z.literal('started'), backend: BackendName }),
  z.object({ kind: z.literal('progress'), progress: TrainingProgress }),
])
export type ThreadNews = z.infer<typeof ThreadNews>

/** [n, 128] rows L2-normalised */
export const Embeddings = Matrix

/** The result of work on a device; where the device failed, another one may succeed. */
export function deviceAnswer<T>(result: z.ZodType<T>) {
  return z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('done'), result }),
    z.object({ kind: z.literal('device-failed'), error: PlainError }),
  ])
}
export type DeviceAnswer<T> = z.infer<ReturnType<typeof deviceAnswer<T>>>
