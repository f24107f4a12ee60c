/** @file Types of the tables of snapshots. */
import type { PhotoId } from '../../../shared/domain.ts'
import type { LabelSetId } from './ids.ts'

/** The labels of a moment. */
export interface LabelSnapshot {
  readonly name: string
  /** Milliseconds since the epoch. */
  readonly at: number
  /** Photos that had a class. */
  readonly labelled: number
  readonly classes: number
}

export interface LabelSnapshots {
  /** Newest first. */
  list(labelSet: LabelSetId): LabelSnapshot[]
  /** The class of each photo by its full name as it was then. @throws AppError `not-found` */
  labels(labelSet: LabelSetId, name: string): Map<PhotoId, string>
  /** @throws AppError `conflict` where there is one of this name */
  add(labelSet: LabelSetId, name: string, labels: ReadonlyMap<PhotoId, string>): void
  /** @throws AppError `not-found` */
  remove(labelSet: LabelSetId, name: string): void
}
