/** @file What the store keeps of audits, as types: a promise, the suggestions frozen at its start, what came of it. */
import type { PhotoId } from '../../../shared/domain.ts'
import type { AuditId, ClassId, DecisionId, HeadId, LabelSetId } from './ids.ts'

/** A threshold in the order in which it is tested, and how many of its checks may turn out wrong. */
export interface AuditCandidate {
  readonly threshold: number
  readonly allowed: number
}

export interface NewAudit {
  /** The head that suggested; null for the raw features. */
  readonly head: number | null
  readonly maximumError: number
  readonly confidence: number
  readonly seed: number
  readonly candidates: readonly AuditCandidate[]
  /** The suggestions, surest first. */
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
  /** Suggestions at its start. */
  readonly frozen: number
  /** Milliseconds since the epoch. */
  readonly startedAt: number
  /** The decision that accepted it last; undone where the audit runs nevertheless. */
  readonly acceptedBy: DecisionId | null
}

type AuditEnd = 'held' | 'failed' | 'stopped'

export interface AuditPhoto extends FrozenSuggestion {
  /** Place among the suggestions at the start; forgotten photos leave gaps. */
  readonly ordinal: number
  /** The photo is present now. */
  readonly present: boolean
  /** Its label now. */
  readonly label: ClassId | null
  /** It was shown as a check of this audit, and answered or skipped. */
  readonly asked: boolean
}

export interface Audits {
  /** @throws AppError `conflict` while another one of the set is running. */
  start(labelSet: LabelSetId, audit: NewAudit): AuditId
  running(labelSet: LabelSetId): StoredAudit | undefined
  /** Surest first. */
  photos(id: AuditId): AuditPhoto[]
  /** @param acceptedBy the decision that labelled what held. @throws AppError `conflict` for one that is not running. */
  end(id: AuditId, state: AuditEnd, acceptedBy?: DecisionId): void
}
