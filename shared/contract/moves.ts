/** @file Photos that an export moved, and putting them back. */
import { z } from 'zod'
import { PlainSentence } from '../sentences/sentence.ts'
import { count, method } from './method.ts'

export const Move = z.object({
  id: z.string(),
  /** Milliseconds since the epoch. */
  at: z.number(),
  /** Absolute path of the folder that the photos were moved to. */
  out: z.string(),
  /** That were moved, and were not put back. */
  files: count,
})
export type Move = z.infer<typeof Move>

export const moveMethods = {
  /** Those of which files can be put back; newest first. */
  moves: method({}, z.object({ moves: z.array(Move) })),
  /**
   * Puts the files of a move back where they were, with their names, times and rights, also after a crash. A file that stands in the way is
   * never written over. @throws `not-found` without such a move
   */
  undoMove: method(
    {
      /** The newest, unless said. */
      id: z.string().optional(),
      dryRun: z.boolean().default(false),
    },
    z.object({
      id: z.string(),
      out: z.string(),
      /** Files that were put back, or would be. */
      back: count,
      /** Files that stay where they are, with the reason. */
      left: z.array(z.object({ path: z.string(), reason: PlainSentence })),
    }),
  ),
} as const
