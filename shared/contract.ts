/**
 * @file The one contract between the engine and everything that uses it (command line, window, tests).
 * A method maps to the schemas of its input and output, an event to the schema of its payload. Client, server,
 * validation and the contract tests derive from this table; a method's name stands as a string nowhere else.
 * The outputs are what the command line prints with `--json`, so a change here is a change of the public interface.
 */
import { z } from 'zod'
import { auditMethods } from './contract/audit.ts'
import { classMethods } from './contract/classes.ts'
import { CompareRow } from './contract/compare.ts'
import { backupMethods, recoveryMethods } from './contract/backups.ts'
import { historyFileMethods, historyRecoveryMethods } from './contract/history-file.ts'
import { checkingMethods } from './contract/checking.ts'
import { foundLabelMethods } from './contract/found-labels.ts'
import { groupMethods } from './contract/groups.ts'
import { importMethods } from './contract/import-results.ts'
import { labelSetMethods, labelSetRoomMethods } from './contract/label-sets.ts'
import { learningMethods } from './contract/learning.ts'
import { libraryMethods } from './contract/library.ts'
import { logMethods } from './contract/log.ts'
import { lostLabelMethods } from './contract/lost-labels.ts'
import { mapMethods } from './contract/map.ts'
import { movedFolderMethods } from './contract/moved-folders.ts'
import { moveMethods } from './contract/moves.ts'
import { measureMethods } from './contract/measures.ts'
import { photoMethods } from './contract/photos.ts'
import { preferenceMethods, storageMethods } from './contract/preferences.ts'
import { reviewMethods } from './contract/review.ts'
import { roomMethods } from './contract/room.ts'
import { snapshotMethods } from './contract/snapshots.ts'
import { Watching, watchMethods } from './contract/watching.ts'
import { wordMethods } from './contract/words.ts'
import { JobRecord } from './domain.ts'

export const contract = {
  ...photoMethods,
  ...importMethods,
  ...groupMethods,
  ...mapMethods,
  ...reviewMethods,
  ...foundLabelMethods,
  ...wordMethods,
  ...classMethods,
  ...labelSetMethods,
  ...lostLabelMethods,
  ...snapshotMethods,
  ...historyFileMethods,
  ...auditMethods,
  ...learningMethods,
  ...measureMethods,
  ...checkingMethods,
  ...libraryMethods,
  ...logMethods,
  ...movedFolderMethods,
  ...moveMethods,
  ...backupMethods,
  ...storageMethods,
  ...preferenceMethods,
  ...watchMethods,
  ...roomMethods,
  ...labelSetRoomMethods,
  ...recoveryMethods,
  ...historyRecoveryMethods,
} as const

export const events = {
  /** A job was queued, progressed (at most ten times a second) or ended (always sent). */
  job: JobRecord,
  /** A class was given a colour or a key. */
  classMarks: z.object({ class: z.string() }),
  /** Labels changed: counters, pages and suggestions on screen are stale. */
  decided: z.object({ decision: z.int(), labelled: z.int().nonnegative() }),
  /** Another head, or none, answers from now on. */
  head: z.object({ active: z.int().nullable() }),
  /** There are more photos, or fewer, than before: while a folder is indexed, and at its end. */
  photos: z.object({ photos: z.int().nonnegative() }),
  /** Photos were grouped, or groups changed by hand. */
  grouping: z.object({ grouping: z.int() }),
  /** A map was drawn. */
  map: z.object({ photos: z.int() }),
  /** What a comparison, by the number of its job, has measured so far: the mean of the splits done, without differences. */
  compared: z.object({ job: z.int(), rows: z.array(CompareRow) }),
  /** How the folders are watched is other than before. */
  watching: Watching,
  /** The log has a new entry. */
  log: z.object({ at: z.number() }),
  /** There are more label sets, or fewer, or one has another name. */
  labelSets: z.object({ sets: z.int().positive() }),
  /** Another library is open, or the same with another label set: everything on screen is stale. */
  library: z.object({
    library: z.string(),
    /** The label set that is open; null where the library cannot be opened. */
    labelSet: z.int().nullable(),
  }),
} as const

export type Contract = typeof contract
export type Method = keyof Contract
/** What a caller passes: fields with a default may be left out. */
export type Input<M extends Method> = z.input<Contract[M]['input']>
/** What a handler receives: validated, defaults filled in. */
export type Parsed<M extends Method> = z.output<Contract[M]['input']>
export type Output<M extends Method> = z.output<Contract[M]['output']>
export type Events = typeof events
export type EventName = keyof Events
export type EventPayload<E extends EventName> = z.output<Events[E]>
