/** @file What every job receives besides its own input. A job sees the world only through this. */
import type { Log } from './log.ts'
import type { Preferences } from '../../shared/contract/preferences.ts'
import type { JobStage } from '../../shared/jobs.ts'
import type { Store } from '../store/store.ts'
import type { Models } from './library-model/models.ts'
import type { GrowingFiles } from './watching/growing-files.ts'
import type { OpenWindow } from './training/thread/hidden-window/thread.ts'

export interface JobProgress {
  /** What is being done now, as the person reads it: "reading photos". */
  stage: JobStage
  done: number
  /** Null while the total is not known yet. */
  total: number | null
  /** For work that knows it better than its rate of the last seconds does; null while it is unknown. */
  secondsLeft?: number | null
  /** What the work measures as it goes, e.g. the `loss` of the epoch that ended. */
  figures?: Record<string, number>
}

/** Waits until no other job changes the library, then does the work. @throws AppError `cancelled`; what the work throws. */
export type InTurn = <T>(work: () => Promise<T>) => Promise<T>

export interface JobContext {
  store: Store
  /** What photos are compared by, as it is now, shared by all jobs. */
  models: Models
  /** Raised when the caller cancels; a job stops between two units of work and throws `cancelled`. */
  signal: AbortSignal
  /** May be called as often as is convenient: the runner lets at most ten a second through, and always the last. */
  report: (progress: JobProgress) => void
  /** For a job that changes the library only at its end; undefined where nobody else changes it. */
  inTurn?: InTurn | undefined
  /** Milliseconds since the epoch. */
  clock: () => number
  /** Absolute path of the folder `resources/`: backbones and their checksums. */
  resources: string
  /** Absolute path of a folder that may be emptied at any time. */
  cacheFolder: string
  /** Opens a hidden window whose WebGPU trains; undefined outside the app. */
  openWindow?: OpenWindow | undefined
  /** What the person chose; undefined where nobody can. */
  preferences?: Pick<Preferences, 'backend' | 'threads'> | undefined
  /** Files that are still being written; undefined where nobody watches. */
  growing?: Pick<GrowingFiles, 'has'> | undefined
  log: Log
}
