/** @file Training, its heads and what they suggest. */
import { z } from 'zod'
import {
  AttentionForm,
  BackboneName,
  BackendName,
  ClassName,
  NetworkName,
  PhotoId,
  Probability,
  StrategyName,
} from '../domain.ts'
import { Language } from '../languages.ts'
import { PlainSentence } from '../sentences/sentence.ts'
import { FellBack } from './backends.ts'
import { count, method, seconds, seed } from './method.ts'

/** Settings of a training run beside its strategy; what is left out keeps its default. */
export const HyperParameters = z.object({
  /** Learning rate of the network. */
  rate: z.number().positive().max(1),
  /** Pull back to the baseline. */
  decay: z.number().nonnegative(),
  /** Share of the inputs that is dropped in a step. */
  dropout: z.number().min(0).max(0.9),
})
export type HyperParameters = z.infer<typeof HyperParameters>

/** How photos without a label take part. The first two are views of the suggestions while the head that is trained answers. */
export const SemiSupervised = z.object({
  /** Labels spread along the graph of look-alikes. */
  propagation: z.boolean().default(true),
  /** The matrix of photos and labels is completed as one of low rank. */
  collaborativeFiltering: z.boolean().default(false),
  /** Photos whose class is all but certain train along. */
  pseudoLabels: z.boolean().default(false),
})

const TunedParameters = HyperParameters.extend({ attention: AttentionForm, pyramid: z.boolean() })
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

const Metrics = z.record(z.string(), z.number())

export const Head = z.object({
  id: z.int().positive(),
  network: NetworkName,
  strategy: StrategyName,
  backbone: BackboneName,
  backend: BackendName,
  active: z.boolean(),
  /** Trained on the backbone in use. One that is not waits, also while it is active: it does not answer. */
  fits: z.boolean(),
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
  id: PhotoId,
  path: z.string(),
  class: z.string(),
  probability: Probability,
  /** The active head that took part, or null while suggestions come from the raw features alone. */
  head: z.int().nullable(),
})

/** How good a head is, on photos that the model which judged them had not seen: of the blend, as it answers. */
export const HeadReport = z.object({
  /** The classes that it was trained on, by name. */
  classes: z.array(z.string()),
  /** confusion[i][j]: photos of class i taken for class j. */
  confusion: z.array(z.array(count)),
  /** The photos that were taken for another class, by the indices of both; empty in a report from before they were kept. */
  mistakes: z.array(z.object({ photo: PhotoId, class: count, taken: count })).default([]),
  perClass: z.array(
    z.object({
      class: z.string(),
      photos: count,
      precision: Probability.nullable(),
      recall: Probability.nullable(),
    }),
  ),
  /** Photos by the probability of what they were taken for: how sure the blend was, and how often it was right. */
  calibration: z.array(
    z.object({
      from: Probability,
      to: Probability,
      photos: count,
      confidence: Probability,
      accuracy: Probability,
    }),
  ),
  /** Mean of |confidence - accuracy| over the photos. */
  calibrationError: Probability,
})
export type HeadReport = z.infer<typeof HeadReport>

export const learningMethods = {
  train: method(
    {
      network: NetworkName.default('head'),
      /** The network's usual one (USUAL_STRATEGY) where none is named. */
      strategy: StrategyName.optional(),
      backend: BackendName.optional(),
      seed,
      epochs: z.int().positive().optional(),
      attention: AttentionForm.default('gate'),
      pyramid: z.boolean().default(true),
      ...HyperParameters.partial().shape,
      ...SemiSupervised.shape,
    },
    z.object({
      /** Null where a network did not improve on what answers now: then nothing was changed. */
      head: z.int().nullable(),
      network: NetworkName,
      strategy: StrategyName,
      backend: BackendName,
      /** Backends that failed at this training before, in this order. */
      fellBack: z.array(FellBack),
      /** Backends that failed once it was trained, at what else it took to judge it or to embed the other photos, and what went on with that. */
      fellBackLater: z.object({ backend: BackendName, fellBack: z.array(FellBack).min(1) }).nullable(),
      /** Epochs, of all rounds together, that an interrupted training of the same had done: they were not trained again. */
      resumedEpochs: z.int(),
      seconds,
      metrics: Metrics,
      promoted: z.boolean(),
      /** The result. */
      note: PlainSentence,
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
      /** The result, in one sentence. */
      note: z.string(),
      seconds,
    }),
  ),
  suggest: method(
    {
      minProbability: Probability.default(0),
      /** A file of `export --format onnx`, also of another library: its classes, each photo by itself. Absolute path. */
      by: z.string().optional(),
      /** Names of classes: first guesses by what the network that read the photos knows of these words, without any label. Not with `by`. */
      names: z.array(ClassName).min(1).max(1000).optional(),
      /** What another engine took the photos for, by an import. With neither `by` nor `names`. */
      imported: z.boolean().optional(),
      /** In which the names are looked up first. */
      language: Language.default('en'),
    },
    z.object({
      suggestions: z.array(Suggestion),
      /** Those of `names` that the network does not know: no photo is guessed to be of them. */
      unknownNames: z.array(z.string()),
    }),
  ),
  heads: method({}, z.object({ heads: z.array(Head) })),
  /** Null for a head from before there were reports. @throws `not-found`. */
  headReport: method({ head: z.int().positive() }, z.object({ report: HeadReport.nullable() })),
  /** `head: null` goes back to the raw features. */
  promote: method(
    { head: z.int().positive().nullable() },
    z.object({
      active: z.int().nullable(),
      /** Photos whose suggestion is another now, or gone, or new; of those that have one before or after. No label changes. */
      changed: count,
      suggestions: count,
    }),
  ),
} as const
