/** @file The log of the open library: how its jobs began and ended, and what went wrong beside them. */
import { z } from 'zod'
import { JobKind } from '../jobs.ts'
import { PlainSentence } from '../sentences/sentence.ts'
import { method } from './method.ts'

export const LogLevel = z.enum(['error', 'warn', 'info'])
export type LogLevel = z.infer<typeof LogLevel>

export const LogEntry = z.object({
  /** Milliseconds since the epoch. */
  at: z.number(),
  level: LogLevel,
  /** The job that it is about. */
  job: z.object({ id: z.int(), kind: JobKind }).nullable(),
  /** What happened, and then why, or what came of it. */
  said: z.array(PlainSentence).min(1),
  /** Milliseconds that the job took, where it ended. */
  took: z.number().nonnegative().nullable(),
})
export type LogEntry = z.infer<typeof LogEntry>

export const logMethods = {
  /** The newest entries. */
  log: method(
    {
      most: z.int().min(1).max(10_000).default(100),
      /** Only errors and warnings. */
      problems: z.boolean().default(false),
      /** Only of jobs of this kind. */
      kind: JobKind.optional(),
    },
    z.object({
      /** Newest first. */
      entries: z.array(LogEntry),
      /** There are older ones that fit. */
      hasMore: z.boolean(),
      /** Kinds of all jobs in the log. */
      kinds: z.array(JobKind),
      /** Absolute path of the file; null where there is none, such as in a library that can only be read. */
      file: z.string().nullable(),
    }),
  ),
} as const
