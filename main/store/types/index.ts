/**
 * @file The store as a type: one interface for each group of tables. Everything is synchronous. A method throws only
 * `AppError`: `not-found` for an id that does not exist, `conflict` for a request that contradicts what is stored,
 * `disk-full`, `library-damaged`, and `internal` for programming errors of the caller.
 */
import type { PhotoId } from '../../../shared/domain.ts'
import type { PlainSentence } from '../../../shared/sentences/sentence.ts'
import type { Audits } from './audits.ts'
import type { Classes, Journal, LabelSets, Pages } from './decisions.ts'
import type { Clusters, Heads, ImportedSuggestions, Jobs, KeptGuesses, Maps } from './learning.ts'
import type { Features, Files, ModelVersion, Photos, Splits, ClassMarks, Views } from './photos.ts'
import type { LabelSnapshots } from './snapshots.ts'

export type * from './audits.ts'
export type * from './decisions.ts'
export type * from './ids.ts'
export type * from './learning.ts'
export type * from './photos.ts'
export type * from './snapshots.ts'

export interface Bulk {
  /** Commits everything or nothing; the changes are on disk when it resolves. Not nested. `work` must be synchronous. */
  readonly transaction: (work: () => void) => Promise<void>
}

export interface Store {
  /** Absolute path of the library folder; null for a library in memory. */
  readonly folder: string | null
  /** True for a library in a place where nothing can be written: every change throws AppError `read-only`. */
  readonly isReadOnly: boolean
  readonly photos: Photos
  readonly files: Files
  readonly features: Features
  readonly labelSets: LabelSets
  readonly classes: Classes
  readonly journal: Journal
  readonly pages: Pages
  readonly audits: Audits
  readonly clusters: Clusters
  readonly maps: Maps
  readonly heads: Heads
  readonly jobs: Jobs
  readonly views: Views
  readonly classMarks: ClassMarks
  readonly splits: Splits
  readonly importedSuggestions: ImportedSuggestions
  readonly keptGuesses: KeptGuesses
  readonly labelSnapshots: LabelSnapshots
  /**
   * True once for a library that was private to its owner and that others on the machine can read now: the person must be
   * told.
   */
  isOpenedToOthers(): boolean
  /**
   * Makes a backup before a large change, unless the newest one has the same contents. Errors are ignored: the change goes
   * on.
   */
  backUp(reason: 'import' | 'relabel'): void
  /** Commits everything or nothing; the changes are on disk when it returns. May be nested. `work` must be synchronous. */
  transaction<T>(work: () => T): T
  /** For many rows that can be stored again: see [Note: bulk transactions]. One at a time. */
  bulk<T>(work: (bulk: Bulk) => Promise<T>): Promise<T>
  /**
   * All reads inside see the library at one moment, whatever other processes write meanwhile. `read` must be synchronous.
   */
  snapshot<T>(read: () => T): T
  /** Changes whenever the data changes that photos are compared by, also by another process: see `ModelVersion`. */
  modelVersion(): ModelVersion
  /** Removes every trace of a photo: locations, features, journal, pages, thumbnails, and the backups in the library's folder. */
  forgetPhoto(id: PhotoId): void
  /** What is wrong with the library, as sentences; empty when it is sound. */
  check(): PlainSentence[]
  /** A library in memory with the present photos and their features under the same ids, but without paths and labels. */
  copyAnonymously(): Store
  close(): void
}
