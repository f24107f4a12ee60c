/** @file What the store keeps of audits, as types: the promise, the suggestions frozen at the start, the result. */
import type { PhotoId } from '../../../shared/domain.ts'
import type { SetAsideAs } from '../../../shared/set-aside.ts'
import type { AuditId, ClassId, DecisionId, HeadId, LabelSetId } from './ids.ts'

/** A threshold in the order of testing, and how many of its checks may turn out wrong. */
export interface AuditCandidate {
  readonly threshold: number
  readonly allowed: number
}

export interface NewAudit {
  /** The head that made the suggestions; null for the raw features. */
  readonly head: number | null
  readonly maximumError: number
  readonly confidence: number
  readonly seed: number
  readonly candidates: readonly AuditCandidate[]
  /** The suggestions, the most certain first. */
  readonly photos: readonly FrozenSuggestion[]
}

interface FrozenSuggestion {
  readonly photo: PhotoId
  readonly class: ClassId
  readonly probability: number
}

export interface StoredAudit extends Omit<NewAudit, 'photos'> {
  readonly id: AuditId
  readonly labelSet: LabelSetId
  readonly head: HeadId | null
  readonly state: 'running' | AuditEnd
  /** The number of suggestions at its start. */
  readonly frozen: number
  /** Milliseconds since the epoch. */
  readonly startedAt: number
  /** The last decision that accepted it; if the audit is running all the same, that decision was undone. */
  readonly acceptedBy: DecisionId | null
}

type AuditEnd = 'held' | 'failed' | 'stopped'

export interface AuditPhoto extends FrozenSuggestion {
  /** Position among the suggestions at the start; forgotten photos leave gaps. */
  readonly ordinal: number
  /** Whether the photo is present now. */
  readonly present: boolean
  /**
   * Its current label, also where that is a class that stands for photos set aside; but the answer to the check where one was set aside
   * only after it.
   */
  readonly label: ClassId | null
  /** What it is set aside as. */
  readonly setAside: SetAsideAs | null
  /** Whether it was shown as a check of this audit, and answered or skipped. */
  readonly asked: boolean
}

export interface Audits {
  /** @throws AppError `conflict` while another one of the set is running. */
  start(labelSet: LabelSetId, audit: NewAudit): AuditId
  running(labelSet: LabelSetId): StoredAudit | undefined
  /** The most certain first. */
  photos(id: AuditId): AuditPhoto[]
  /**
   * @param acceptedBy the decision that labelled the accepted photos. @throws AppError `conflict` for an audit that is not
   *   running.
   */
  end(id: AuditId, state: AuditEnd, acceptedBy?: DecisionId): void
}
