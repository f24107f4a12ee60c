/** @file What is measured against a truth, or found in the library itself. */
import { z } from 'zod'
import { AttentionForm, BackendName, QueryName } from '../domain.ts'
import { PlainSentence } from '../sentences/sentence.ts'
import { Association, Outlier, PhotoPlace, Suspect } from './checking.ts'
import { AskedContender, CompareRow, QUICK_NAMES } from './compare.ts'
import { SemiSupervised } from './learning.ts'
import { count, method, seconds, seed } from './method.ts'
import { FoundClass, SpendingTo } from './spending.ts'

/** Where the true classes come from: each photo's parent folder, a CSV file with the header `path,class`, or what was confirmed. */
const Truth = z.union([
  z.object({ kind: z.literal('folders') }),
  z.object({ kind: z.literal('csv'), file: z.string(), encoding: z.string().optional() }),
  z.object({ kind: z.literal('labels') }),
])
export type Truth = z.infer<typeof Truth>

export const PolicyName = z.enum(['twinsort', 'cluster-only', 'margin', 'one-by-one'])
export type PolicyName = z.infer<typeof PolicyName>

/**
 * The simulated person: one who makes no mistake; who misses 5 % of the intruders on a page; who mistypes 2 % of the names, and
 * undoes that at once; who names a quarter of the classes twice, and merges the names later; who stops after fifty answers; who
 * confirms 5 % of the pages without a look.
 */
export const PersonName = z.enum(['perfect', 'inattentive', 'mistyping', 'two-names', 'brief', 'hasty'])
export type PersonName = z.infer<typeof PersonName>

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
  /**
   * Of Twinsort, once a class has a name: how many guesses it expects to be wrong, and how many of the least sure photos would
   * have to be put right until it expects 90, 95 and 99 % to be right.
   */
  expected: z.object({ wrong: z.number(), doubtful: z.array(count) }).optional(),
})
export type CurvePoint = z.infer<typeof CurvePoint>

const SimulationRun = z.object({
  seed: z.int(),
  curve: z.array(CurvePoint),
  actionsTo: Milestones,
  secondsTo: Milestones,
  photosPerAction: z.number(),
  committedError: z.number(),
  /** The share of the labels that are wrong, and that the product does not take for wrong itself. */
  unflaggedError: z.number(),
  /** Labels at the end: wrong ones, those that the product takes for wrong itself, and those that it is right about. */
  labels: z.object({ wrong: count, flagged: count, wrongFlagged: count }),
  spending: SpendingTo,
  /** Those that were named first come first. */
  classes: z.array(FoundClass),
  wallSeconds: z.number(),
})
export type SimulationRun = z.infer<typeof SimulationRun>

/** The simulated person wants no class in particular. */
export const SimulatedQuery = QueryName.exclude(['class', 'suspects'])
export type SimulatedQuery = z.infer<typeof SimulatedQuery>

export const PolicyResult = z.object({
  policy: PolicyName,
  goal: Goal,
  person: PersonName,
  /** The curve of the first seed; every seed's curve is in `runs`. */
  curve: z.array(CurvePoint),
  /** Medians over the repeats; null where fewer than half of them reached it. */
  actionsTo: Milestones,
  secondsTo: Milestones,
  photosPerAction: z.number(),
  committedError: z.number(),
  unflaggedError: z.number(),
  runs: z.array(SimulationRun),
})
export type PolicyResult = z.infer<typeof PolicyResult>

/** Contenders side by side: which ones, and how often. */
const Comparison = {
  truth: Truth,
  /** Each is a row for each strategy. */
  labelsPerClass: z.array(z.int().positive()).min(1).default([5]),
  repeats: z.int().positive().default(3),
  /** The first is the one from which the differences of the others are counted. */
  strategies: z
    .array(AskedContender)
    .min(1)
    .prefault([...QUICK_NAMES]),
  /** For every contender that is trained and names none. */
  backend: BackendName.optional(),
  /**
   * In the place of `backend`: such contenders are trained on each of these. `all`: each that this machine has and that passes its
   * self-test, neither plain JavaScript nor a graphics card that the processor simulates.
   */
  backends: z.union([z.literal('all'), z.array(BackendName).min(1)]).optional(),
  epochs: z.int().positive().optional(),
  attention: AttentionForm.default('gate'),
  pyramid: z.boolean().default(true),
  ...SemiSupervised.shape,
  seed,
}

export const measureMethods = {
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
      /** How the policy `twinsort` chooses its pages. */
      query: SimulatedQuery.default('value'),
      /** The policy `twinsort` is played by each of these, and by the perfect person to compare with; the others by that one alone. */
      persons: z.array(PersonName).min(1).default(['perfect']),
      repeats: z.int().positive().default(1),
      maxActions: z.int().positive().optional(),
      noise: z.number().min(0).max(1).default(0),
      seed,
    },
    z.object({ policies: z.array(PolicyResult), photos: count, leftOut: count, seconds }),
  ),
  /** Contenders side by side on the same repeated splits: some labels a class, tested on all other photos. */
  compare: method(
    Comparison,
    z.object({
      rows: z.array(CompareRow),
      /** What could not be measured, and why. */
      notes: z.array(PlainSentence),
      photos: count,
      classes: count,
      leftOut: count,
      /** The one that trained last. */
      backend: BackendName.nullable(),
      seconds,
    }),
  ),
  /**
   * How long such a comparison will take on this computer, from what earlier ones and trainings took. Null while nothing is known of this
   * computer, and where `epochs` are named. @throws AppError as `compare` for a truth that cannot be read.
   */
  estimateCompare: method(
    Comparison,
    z.object({ seconds: z.object({ low: z.number(), high: z.number() }).nullable() }),
  ),
  /** What the library shows about itself; each list at most `limit` long, the most telling first. */
  insights: method(
    { limit: z.int().positive().default(100) },
    z.object({
      /** Groups of near-duplicates, by perceptual hash and cosine. */
      duplicates: z.array(z.object({ photos: z.array(PhotoPlace), similarity: z.number() })),
      outliers: z.array(Outlier),
      mislabels: z.array(Suspect),
      associations: z.array(Association),
    }),
  ),
} as const
