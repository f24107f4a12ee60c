/** @file Ways to learn side by side: what can be compared, with which switches, and what is found of each. */
import { z } from 'zod'
import { AttentionForm, BackendName, DeepNetworkName, StrategyName } from '../domain.ts'
import { count } from './method.ts'
import { refuse } from '../sentences/refuse.ts'
import { sentence, type Sentence, type SentenceKey } from '../sentences/sentence.ts'

/** What `compare` can put side by side: every strategy of `train`, what works without training, and networks that read pictures. */
export const CompareName = z.enum([
  ...StrategyName.options,
  ...DeepNetworkName.options,
  'ridge',
  'propagation',
  'collaborative-filtering',
  'fast-path',
])
export type CompareName = z.infer<typeof CompareName>

/** Those that take seconds: what is compared unless something else is asked for. */
export const QUICK_NAMES = CompareName.options.filter((name) => !DeepNetworkName.safeParse(name).success)

/** What `compare` can measure without training. */
export type BaselineName = Exclude<CompareName, StrategyName | DeepNetworkName>

export function isBaseline(name: CompareName): name is BaselineName {
  return !StrategyName.safeParse(name).success && !DeepNetworkName.safeParse(name).success
}

/** How a network is built and taught; what a contender leaves out is as the whole comparison has it. */
export const Switches = z
  .strictObject({
    attention: AttentionForm,
    pyramid: z.boolean(),
    pseudoLabels: z.boolean(),
  })
  .partial()
export type Switches = z.infer<typeof Switches>
export const SwitchName = Switches.keyof()
export type SwitchName = z.infer<typeof SwitchName>

/** The switches that change something of it: the conventional and the shipped network are built in one way only. */
export function switchesOf(name: CompareName): readonly SwitchName[] {
  if (isBaseline(name)) return []
  if (name === 'siamese-cnn') return SwitchName.options
  if (DeepNetworkName.safeParse(name).success) return ['pseudoLabels']
  return ['attention', 'pyramid', 'pseudoLabels']
}

const ContenderShape = z.strictObject({
  strategy: CompareName,
  switches: Switches.default({}),
  /** The one to be trained on. */
  backend: BackendName.optional(),
})

/** A strategy or network, with switches and a backend of its own where it has any. Their words: shared/contender-words.ts. */
export const Contender = ContenderShape.superRefine((contender, context) => {
  const reason = misfit(contender)
  if (reason !== undefined) refuse(context, reason)
})
export type Contender = z.infer<typeof ContenderShape>

/** Why its switches or its backend say nothing about it; undefined where they all do. */
function misfit({ strategy, switches, backend }: Contender): Sentence | undefined {
  if (isBaseline(strategy)) {
    const isPlain = backend === undefined && Object.keys(switches).length === 0
    return isPlain ? undefined : sentence('contender-untrained', { strategy })
  }
  const strange = SwitchName.options.find(
    (name) => switches[name] !== undefined && !switchesOf(strategy).includes(name),
  )
  return strange === undefined ? undefined : sentence(NOT_FOR[strange], { strategy })
}

const NOT_FOR = {
  attention: 'contender-without-attention',
  pyramid: 'contender-without-pyramid',
  pseudoLabels: 'contender-without-pseudo-labels',
} as const satisfies Record<SwitchName, SentenceKey>

/** A name alone takes the switches of the whole comparison. */
export const AskedContender = z.union([
  CompareName.transform((strategy): Contender => ({ strategy, switches: {} })),
  Contender,
])

const Difference = z.object({
  /** Of the shares of right photos, from -1 to 1: mean over the splits. */
  mean: z.number(),
  /** Standard deviation over the splits; 0 for a single one. */
  std: z.number(),
})
export type Difference = z.infer<typeof Difference>

export const CompareRow = z.object({
  strategy: CompareName,
  /** Name, switches and backend in words, as `--strategies` takes them: the same for each number of labels. */
  contender: z.string(),
  /** All that it has, as they were. */
  switches: Switches,
  /** What it was trained on, also where that is not what was asked for (see the notes); null where nothing was. */
  backend: BackendName.nullable(),
  labelsPerClass: count,
  /** Share of the photos without a label that are taken for their true class; mean over the repeats. */
  accuracy: z.number(),
  /** Standard deviation of the accuracy over the repeats. */
  std: z.number(),
  /** The same, when the trained head is blended with the raw features as the product does; null without a head. */
  blendAccuracy: z.number().nullable(),
  /** Both accuracies on each split, in the order of the repeats: the same splits for every contender. */
  splits: z.array(z.object({ accuracy: z.number(), blendAccuracy: z.number().nullable() })),
  /**
   * Split by split, its accuracy minus that of the first contender with as many labels; null for that one itself. `blended` is
   * the blend's minus the first one's blend, or accuracy where that has none; null without a head.
   */
  difference: z.object({ from: z.string(), alone: Difference, blended: Difference.nullable() }).nullable(),
  /** The same, by the majority of the five nearest labelled photos. */
  knnAccuracy: z.number(),
  /** k-means into as many clusters as classes: share of the photos that are of their cluster's majority. */
  clusterPurity: z.number(),
  /** Mean seconds of training, once the backend is loaded; 0 where nothing is trained. */
  seconds: z.number(),
  /** The most megabytes (10^6 bytes) that tensors took in a step of training; null where nothing is trained. */
  tensorMegabytes: z.number().nullable(),
  /**
   * The most megabytes of memory (resident set) of a process that did this training alone, on the first split: Node and TensorFlow.js included. Null
   * where nothing is trained, and where no such process can be started (the packaged app).
   */
  processMegabytes: z.number().nullable(),
})
export type CompareRow = z.infer<typeof CompareRow>
