/** @file Pages, their answers, and decisions by hand. */
import { z } from 'zod'
import { ClassName, Decision, Page, PageAnswer, PhotoId, QueryName } from '../domain.ts'
import { Language } from '../languages.ts'
import { ExpectedAccuracy } from './expected-accuracy.ts'
import { SetAsideAs } from '../set-aside.ts'
import { Goal } from './measures.ts'
import { count, method, seed } from './method.ts'

/** From this probability on, suggestions are confirmed by looking at many at once: nine in ten of the least sure ones are right. */
export const SURE = 0.9

export const reviewMethods = {
  label: method(
    {
      items: z.array(z.object({ path: z.string(), class: ClassName })).default([]),
      /** A CSV file with the header `path,class`; relative paths are relative to the file's folder. */
      file: z.string().optional(),
      /** Of the file's text, as `windows-1252` or `gbk`; UTF-8 and UTF-16 are recognised. */
      encoding: z.string().optional(),
    },
    z.object({
      labelled: count,
      unknown: z.array(z.string()),
      /** The same picture content under two classes in one import: left without a label. */
      conflicts: z.array(z.object({ path: z.string(), classes: z.array(z.string()) })),
      /** Relative paths that lead to different photos from different folders: left without a label. */
      ambiguous: z.array(z.object({ path: z.string(), candidates: z.array(z.string()) })),
    }),
  ),
  /** Gives photos another class by hand, or none (`class: null`). */
  relabel: method(
    {
      ids: z.array(PhotoId).min(1),
      class: ClassName.nullable(),
      /** `confirmed` leaves photos without a label alone, whatever is suggested for them. */
      only: z.enum(['all', 'confirmed']).default('all'),
    },
    z.object({ decision: z.int(), labelled: count }),
  ),
  /**
   * Gives photos the classes that were suggested for them, in one decision. Left alone is what changed since that was shown: photos
   * that have a label by now, or for which the class was refused, and classes that no photo has any more.
   */
  confirm: method(
    { groups: z.array(z.object({ class: ClassName, ids: z.array(PhotoId).min(1) })).min(1) },
    z.object({ decision: z.int(), labelled: count }),
  ),
  /**
   * Sets photos aside in one decision, or brings back those of them that are (`as: null`): they have no label then. Photos with a
   * class lose it, which undo restores; `bulkImpact` says beforehand how many these are. No file is touched.
   */
  setAside: method(
    {
      ids: z.array(PhotoId).default([]),
      /** Files of the library, beside `ids`. */
      paths: z.array(z.string()).default([]),
      as: SetAsideAs.nullable(),
      /** `unlabelled` leaves photos alone that have a class by now, whatever the caller last saw. */
      only: z.enum(['all', 'unlabelled']).default('all'),
    },
    z.object({
      decision: z.int(),
      /** Photos that changed. */
      changed: count,
      /** Those of them that had a class. */
      confirmed: count,
      /** Paths that lead to no photo. */
      unknown: z.array(z.string()),
      /** Relative paths that lead to different photos from different folders: left as they are. */
      ambiguous: z.array(z.object({ path: z.string(), candidates: z.array(z.string()) })),
    }),
  ),
  page: method(
    {
      goal: Goal.optional(),
      query: QueryName.default('value'),
      /** For the query `class`, and for it alone. */
      class: ClassName.optional(),
      /** Lets about one page in 25 be a blind check, or (`now`) the next one: what `estimate` of `status` comes from. */
      sample: z.union([z.boolean(), z.literal('now')]).default(false),
      /** Nobody has touched the open page: where photos came in since it was made, it makes way for a better one. */
      renew: z.boolean().default(false),
      /**
       * The caller shows a stack of near copies as one tile. The page then holds whole stacks, and at most 60 tiles instead of 60
       * photos; a question about one photo is about all of its stack. A page that is open already stays as it is.
       */
      stacks: z.boolean().default(false),
      /** At most so many tiles; a page that is open already stays as it is, and labels that look wrong are shown as always. */
      most: z.int().min(1).max(60).optional(),
      /** Lets a page suggest classes of their own for its photos (kind `mixed`): sure ones of several classes at once. */
      mixed: z.boolean().default(false),
      /** Of the names that are proposed. */
      language: Language.default('en'),
      seed,
    },
    z.object({
      page: Page.nullable(),
      /** Photos that have no label and are not set aside. */
      remaining: count,
      setAside: count,
      photos: count,
      actions: count,
      /** Null after few answers, and where nothing is left to ask. */
      expected: ExpectedAccuracy.nullable(),
      /** Photos without a label whose suggestion is at least SURE: these could be confirmed class by class. */
      sure: count,
      /** How many of these are expected to be wrong. */
      sureWrong: z.number(),
    }),
  ),
  /** Whether a page can be had at once; answers when one is made, and opens none. False while no photo can be asked about. */
  pageReady: method(
    {
      goal: Goal.optional(),
      stacks: z.boolean().default(false),
      mixed: z.boolean().default(false),
      language: Language.default('en'),
      seed,
    },
    z.object({ ready: z.boolean() }),
  ),
  decide: method(
    { answer: PageAnswer },
    z.object({ decision: z.int(), labelled: count, setAside: count, suggestionsMs: z.number() }),
  ),
  undo: method({ count: z.int().positive().default(1) }, z.object({ undone: z.array(z.int()) })),
  redo: method({ count: z.int().positive().default(1) }, z.object({ redone: z.array(z.int()) })),
  history: method({ limit: z.int().positive().optional() }, z.object({ decisions: z.array(Decision) })),
} as const
