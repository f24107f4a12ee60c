/** @file The shape of the functions that answer the contract, and of what they are built from. */
import type { Method, Output, Parsed } from '../../shared/contract.ts'
import type { JobContext } from '../jobs/context.ts'
import type { KeptLog } from '../jobs/kept-log.ts'
import type { ReviewSession } from '../jobs/review/session.ts'
import type { JobRunner } from '../jobs/runner.ts'
import type { Store } from '../store/store.ts'
import type { Emitter } from './emitter.ts'
import type { FolderWatching } from './watching.ts'

/** What belongs to one call. */
export interface Call {
  /** Raised when the caller cancels or its port closes. */
  signal: AbortSignal
}

export type Handler<M extends Method> = (input: Parsed<M>, call: Call) => Output<M> | Promise<Output<M>>

export type Handlers = { [M in Method]: Handler<M> }

/** What is answered without a library, by the room that libraries are opened in (room.ts). */
export type RoomMethod =
  | 'libraries'
  | 'open'
  | 'chooseLabelSet'
  | 'forgetLibrary'
  | 'libraryPictures'
  | 'browse'
  | 'survey'
  | 'makeFolder'
  | 'drawExample'
  | 'backups'
  | 'restore'
  | 'repair'
  | 'exportHistory'
  | 'preferences'
  | 'changePreferences'
  | 'licences'
export type RoomHandlers = Pick<Handlers, RoomMethod>
/** What a library answers. */
export type LibraryMethod = Exclude<Method, RoomMethod>
export type LibraryHandlers = Pick<Handlers, LibraryMethod>

/** What handlers are given. Each takes what it needs and nothing else from outside. */
export interface Dependencies {
  /** Absolute path of the library folder. */
  library: string
  store: Store
  runner: JobRunner
  /** Pages and suggestions. */
  session: ReviewSession
  events: Emitter
  watching: FolderWatching
  /** What the library keeps of what was noted. */
  log: Pick<KeptLog, 'read'>
  /** The context of a job that reports to, and is cancelled by, the given control. */
  contextOf: (control: Pick<JobContext, 'signal' | 'report' | 'inTurn'>) => JobContext
}
