/** @file What the actions of a simulated session were spent on, and what came of them. */
import { z } from 'zod'
import { PageKind } from '../domain.ts'
import { count } from './method.ts'

/**
 * How a page was answered. `first-page`: by naming its class for the first time. Pages of several photos: `new-page`, no class
 * was suggested, and it is one that has a name; `confirmation`, the suggested class is right; `other-class`, it is another named
 * class. `single-right` and `single-other`: the same of one photo or stack, which is `single-other` also where no class was suggested.
 * `mixed`: suggestions of several classes on one page were confirmed. `skip`: no class has half of the page, or half of the
 * suggestions are wrong.
 */
export const AnsweredAs = z.enum([
  'first-page',
  'new-page',
  'confirmation',
  'other-class',
  'mixed',
  'single-right',
  'single-other',
  'skip',
])
export type AnsweredAs = z.infer<typeof AnsweredAs>

/**
 * What an action may be spent on beside the answer itself: typing the `name` of a new class, the `opening` of a stack of
 * several classes, the `exclusion` of a photo or of a stack as a whole, its
 * `sending` to a class that has a name, the `undo` of an answer with a mistyped name (with that answer), the `merge` of two names.
 */
export const SpentOn = z.enum([
  ...AnsweredAs.options,
  'name',
  'opening',
  'exclusion',
  'sending',
  'undo',
  'merge',
])
export type SpentOn = z.infer<typeof SpentOn>

/** The first numbers of the bins, each of which ends before the next; the expected share in tenths. */
export const LABEL_BINS = [0, 16, 64, 256, 1_024, 4_096] as const

export const Spending = z.object({
  /** Only what was spent on at all. `photos` got a label by it: an excluded photo by its exclusion, not by its name. */
  spent: z.array(z.object({ on: SpentOn, actions: count, photos: count })),
  /**
   * What the answers changed in the guesses for photos without a label that they were not about: guesses that became right, that
   * were right, and all. `changedNothing` counts the answers that left every guess as it was.
   */
  taught: z.array(
    z.object({
      on: AnsweredAs,
      answers: count,
      changedNothing: count,
      changed: count,
      madeRight: count,
      madeWrong: count,
    }),
  ),
  /**
   * The expected number of photos of the suggested class, or else of the commonest one, against the real number: by kind of
   * page, number of labels before it (LABEL_BINS) and expected share (0, 0.1, ..). Pages that expect nothing do not count.
   */
  purity: z.array(
    z.object({
      kind: PageKind,
      labelsFrom: z.number(),
      expectedFrom: z.number(),
      pages: count,
      photos: count,
      expected: z.number(),
      right: count,
    }),
  ),
})
export type Spending = z.infer<typeof Spending>

const untilReached = Spending.nullable()

/** Up to each milestone, null where it was not reached, and up to the end of the session. */
export const SpendingTo = z.object({
  accuracy90: untilReached,
  accuracy95: untilReached,
  accuracy99: untilReached,
  committed90: untilReached,
  committed95: untilReached,
  end: Spending,
})
export type SpendingTo = z.infer<typeof SpendingTo>

/** A class of the truth; after how many actions it was named, null where it never was. */
export const FoundClass = z.object({ class: z.string(), photos: count, actions: count.nullable() })
export type FoundClass = z.infer<typeof FoundClass>
