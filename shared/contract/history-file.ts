/** @file The journal as a file of JSON lines: written also for a library that is damaged, and read into any library. */
import { z } from 'zod'
import { PlainSentence } from '../sentences/sentence.ts'
import { count, method } from './method.ts'

/** A statement about a photo and a class: that it is of it, or that it is not. */
const Statement = z.object({ class: z.string(), is: z.boolean() })

export const historyFileMethods = {
  /**
   * Takes labels and rejections from a file that `exportHistory` wrote, here or in another library, as one decision. Photos are
   * recognised by their content. What was confirmed or rejected here is never changed.
   */
  importHistory: method(
    { file: z.string() },
    z.object({
      /** Null where there was nothing to take over. */
      decision: z.int().nullable(),
      /** Photos that got a label. */
      labelled: count,
      /** Rejections ("not of this class") that were taken over. */
      rejected: count,
      /** Photos that had the same label already. */
      unchanged: count,
      /** Where photos that are not in this library lay; their hash where that is not known. */
      unknown: z.array(z.string()),
      /** Where this library and the file contradict each other: left as it is here. */
      conflicts: z.array(z.object({ path: z.string(), here: Statement, file: Statement })),
    }),
  ),
} as const

/** Answered also for a library that cannot be opened. */
export const historyRecoveryMethods = {
  /**
   * Writes every decision, oldest first, to `out` (absolute), where nothing but an earlier such file may lie. Of a damaged
   * library it writes what can be read, and what its newest backup holds of the rest.
   */
  exportHistory: method(
    { out: z.string() },
    z.object({
      written: z.string(),
      /** Entries of the journal: decisions, undos and redos. */
      decisions: count,
      /** What could not be read. */
      lost: z.array(PlainSentence),
    }),
  ),
} as const
