/** @file Backups of the library: made, listed, restored; and a library that is damaged made whole again. */
import { z } from 'zod'
import { PlainSentence } from '../sentences/sentence.ts'
import { count, method } from './method.ts'

/** Why a backup was made: once a day, because the person asked for it, or before a change of this kind. */
export const BackupReason = z.enum(['daily', 'asked', 'import', 'relabel', 'restore', 'repair', 'migration'])
export type BackupReason = z.infer<typeof BackupReason>

export const BackupEntry = z.object({
  /** Absolute path. */
  path: z.string(),
  /** Milliseconds since the epoch. */
  at: z.number(),
  reason: BackupReason,
  bytes: count,
  /** How many decisions the library had taken by then; null for a backup that cannot be read. */
  decisions: count.nullable(),
})
export type BackupEntry = z.infer<typeof BackupEntry>

/** What a library answers that is open. */
export const backupMethods = {
  /** Makes a backup in the library's folder, or at `out` (absolute), where nothing may lie yet. Photos themselves are in none. */
  backup: method({ out: z.string().optional() }, z.object({ backup: z.string(), bytes: count })),
} as const

/** Absolute path of a library's folder; left out, it is the library that was opened last. */
const which = { library: z.string().optional() }

/** What is answered also for a library that cannot be opened. */
export const recoveryMethods = {
  /** Newest first. */
  backups: method(
    which,
    z.object({
      library: z.string(),
      backups: z.array(BackupEntry),
      /** Of all of them. */
      bytes: count,
    }),
  ),
  /**
   * Puts the backup at `path` (absolute) instead of the library's database, and opens the library again. What was there is
   * kept. While something is under way this is a `conflict`, unless `stopJobs` stops it. Another library than the open one is then
   * opened in its stead.
   */
  restore: method(
    { ...which, path: z.string(), stopJobs: z.boolean().default(false) },
    z.object({
      restored: z.string(),
      /** Absolute path of what was there before; null for nothing. */
      kept: z.string().nullable(),
      photos: count,
      labelled: count,
    }),
  ),
  /**
   * Makes the library whole from what can be read of it and of its newest backup: every table that derives from the journal,
   * then features, thumbnails and embeddings of the photos that are there. What was there before is kept. Otherwise as `restore`.
   */
  repair: method(
    { ...which, stopJobs: z.boolean().default(false) },
    z.object({
      repaired: z.object({
        tables: z.array(z.object({ name: z.string(), rows: count })),
        /** What could not be saved or not be computed again now. */
        lost: z.array(PlainSentence),
      }),
      kept: z.string().nullable(),
      /** What is still wrong with the library, as `check` says it. */
      problems: z.array(PlainSentence),
    }),
  ),
} as const
