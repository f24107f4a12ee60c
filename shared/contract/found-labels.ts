/** @file Labels that people have already: folder names, keywords in the photos, a file of labels. First what there is, then one decision. */
import { z } from 'zod'
import { Integers } from '../arrays.ts'
import { ClassName, PhotoId } from '../domain.ts'
import { PlainSentence } from '../sentences/sentence.ts'
import { count, method, seconds } from './method.ts'

export const LabelSource = z.enum(['folders', 'keywords', 'file'])
export type LabelSource = z.infer<typeof LabelSource>

/** What a photo is called there: a path of words, the most general one first; of a folder its path from the folder that is indexed. */
export const FoundName = z.object({ levels: z.array(z.string()).min(1), photos: count })
export type FoundName = z.infer<typeof FoundName>

/** Of the names that are found, so many of the most frequent are told. */
export const MOST_NAMES = 20_000

export const foundLabelMethods = {
  /** Reads them; nothing is labelled. Keywords are read from the files as they are now, whatever was indexed. */
  findLabels: method(
    {
      from: LabelSource,
      /** For `file`: as for `label`. */
      file: z.string().optional(),
      encoding: z.string().optional(),
    },
    z.object({
      /** Photos that are there. */
      photos: count,
      /** Those of them with a name, and with more than one. */
      named: count,
      several: count,
      /** The most frequent first. */
      names: z.array(FoundName),
      /** Names that are not told because they are too many. */
      leftOut: count,
      /** Which photo has which name, by its place in `names`: columns of equal length, by photo. */
      ids: Integers,
      nameOf: Integers,
      /** What could not be read: photos, sidecars. */
      problems: z.array(z.object({ path: z.string(), reason: PlainSentence })),
      /** Of a file: paths of no photo, and those that may be several photos. */
      unknown: z.array(z.string()),
      ambiguous: z.array(z.object({ path: z.string(), candidates: z.array(z.string()) })),
      seconds,
    }),
  ),
  /**
   * Gives photos these classes as their first labels, in one decision. What was confirmed stays, and what was set aside, and a photo of which
   * the person said that it is not of that class; a photo that stands under two classes gets none.
   */
  takeLabels: method(
    {
      groups: z.array(z.object({ class: ClassName, ids: z.array(PhotoId).min(1) })).min(1),
      /** Decides nothing, and says what would come of it. */
      dryRun: z.boolean().default(false),
      /** At most so many conflicts are listed; all unless said. */
      listed: count.optional(),
    },
    z.object({
      /** The last decision; where nothing was decided, the one before. */
      decision: z.int(),
      labelled: count,
      classes: count,
      /** Confirmed as that class already, or as another one. */
      same: count,
      different: count,
      setAside: count,
      refused: count,
      /** Photos under two classes or more: how many, and which. */
      conflicting: count,
      conflicts: z.array(z.object({ id: PhotoId, path: z.string(), classes: z.array(z.string()) })),
      /** Photos that are not there any more. */
      gone: count,
    }),
  ),
} as const
