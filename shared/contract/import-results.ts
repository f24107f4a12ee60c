/** @file Results of another engine: photos that are elsewhere, as it saw them. */
import { z } from 'zod'
import { PlainSentence } from '../sentences/sentence.ts'
import { count, method, seconds } from './method.ts'

const Reasons = z.array(z.object({ path: z.string(), reason: PlainSentence }))

export const importMethods = {
  /**
   * Takes in photos that are elsewhere, with features, thumbnails and suggestions, from Parquet files that the Ray job of an export wrote. The
   * same files again change nothing. No suggestion becomes a label by it.
   * @throws `not-found`; `bad-input` for a file that is damaged or none of these; `conflict` where its features are of another network
   */
  importResults: method(
    {
      /** Absolute paths of files, or of folders of them. */
      files: z.array(z.string()).min(1),
    },
    z.object({
      /** Photos of these files that are in the library now. */
      photos: count,
      /** Those of them that the other engine takes for something. */
      suggestions: count,
      /** Files that were read. */
      files: count,
      /** Rows at new places; at known places, of which something is other than before; as they were. */
      added: count,
      updated: count,
      unchanged: count,
      /** Pictures that the other engine could not read: the first 1,000, and all of them as a number. */
      unreadable: Reasons,
      unreadableRows: count,
      /** Rows that the library could not take, in the same way. */
      leftOut: Reasons,
      leftOutRows: count,
      /** The network whose features they have. */
      backbone: z.string(),
      notices: z.array(PlainSentence),
      seconds,
    }),
  ),
} as const
