/**
 * @file The tables of audits. At most one audit of a label set is running. Which checks were made follows from labels and
 * pages, so undo applies to them too.
 *
 * [Note: Undo of an acceptance] When the decision that accepted an audit is undone, the audit runs again, in the state of
 * its end: nothing of it is lost, since its suggestions are frozen and its checks are labels. Redo ends it again. If
 * another audit is running by then, the undone one stays ended. The other audit may have drawn checks among photos whose
 * labels were taken back: redo would answer these in the person's place, and is refused.
 */
import { z } from 'zod'
import type { PhotoId } from '../../../shared/domain.ts'
import { AppError } from '../../../shared/errors.ts'
import { sentence } from '../../../shared/sentences/sentence.ts'
import { labelsBeforeSplits } from './answered-labels.ts'
import { movesInForce, currentClass } from './class-moves.ts'
import { rolesOf } from './roles.ts'
import type { ReadableDatabase, WritableDatabase } from '../lifecycle/database.ts'
import { readJson, writeJson } from '../lifecycle/json.ts'
import { IS_PRESENT } from '../photos/photos.ts'
import type {
  AuditId,
  AuditPhoto,
  Audits,
  ClassId,
  DecisionId,
  LabelSetId,
  NewAudit,
  StoredAudit,
} from '../types/index.ts'

const Plan = z.object({
  frozen: z.int().nonnegative(),
  candidates: z.array(z.object({ threshold: z.number(), allowed: z.int().nonnegative() })),
})

interface AuditRow extends Omit<StoredAudit, 'frozen' | 'candidates'> {
  plan: string
}

interface PhotoRow extends Omit<AuditPhoto, 'present' | 'asked' | 'setAside'> {
  present: number
  asked: number
}

export function auditsOf(database: WritableDatabase, clock: () => number): Audits {
  return {
    start: (labelSet, audit) => database.transaction(() => start(database, labelSet, audit, clock())),
    running: (labelSet) => running(database, labelSet),
    photos: (id) => photosOf(database, id),
    end: (id, state, acceptedBy) => {
      const { changes } = database.run(
        "UPDATE audits SET state = ?, ended_at = ?, accepted_by = coalesce(?, accepted_by) WHERE id = ? AND state = 'running'",
        state,
        clock(),
        acceptedBy ?? null,
        id,
      )
      if (changes === 0) throw new AppError('conflict', sentence('audit-ended', { id }), { audit: id })
    },
  }
}

/** See [Note: Undo of an acceptance]. */
export function reopenAudit(database: WritableDatabase, labelSet: LabelSetId, decision: DecisionId): void {
  if (running(database, labelSet) !== undefined) return
  database.run("UPDATE audits SET state = 'running', ended_at = NULL WHERE accepted_by = ?", decision)
}

/**
 * See [Note: Undo of an acceptance]. Call this before the labels are restored.
 * @throws AppError `conflict` where another running audit asks about photos of the decision
 */
export function acceptAuditAgain(
  database: WritableDatabase,
  labelSet: LabelSetId,
  decision: DecisionId,
  now: number,
): void {
  const other = running(database, labelSet)
  const accepted = database.first<{ id: AuditId }>('SELECT id FROM audits WHERE accepted_by = ?', decision)
  if (accepted === undefined) return
  if (other !== undefined && other.id !== accepted.id && asksAbout(database, other.id, decision)) {
    throw new AppError('conflict', sentence('audit-in-the-way'))
  }
  database.run(
    "UPDATE audits SET state = 'held', ended_at = ? WHERE id = ? AND state != 'held'",
    now,
    accepted.id,
  )
}

function asksAbout(database: ReadableDatabase, audit: AuditId, decision: DecisionId): boolean {
  const shared = database.first(
    `SELECT 1 FROM audit_photos JOIN decision_items ON decision_items.photo_id = audit_photos.photo_id
      WHERE audit_id = ? AND decision_id = ? LIMIT 1`,
    audit,
    decision,
  )
  return shared !== undefined
}

/** Leaves out suggestions of a class that was deleted since. Labels are those without splits: see [Note: answered labels]. */
function photosOf(database: ReadableDatabase, id: AuditId): AuditPhoto[] {
  const audit = database.first<{ labelSet: LabelSetId }>(
    'SELECT label_set_id AS labelSet FROM audits WHERE id = ?',
    id,
  )
  if (audit === undefined) return []
  const moves = movesInForce(database, audit.labelSet)
  const before = labelsBeforeSplits(database, audit.labelSet)
  const roles = rolesOf(database, audit.labelSet)
  const answers = answersOf(database, id)
  return database.all<PhotoRow>(PHOTOS, id).flatMap((row) => {
    const classId = currentClass(moves, row.class)
    if (classId === null) return []
    const setAside = row.label === null ? null : (roles.get(row.label) ?? null)
    const answer = setAside === null ? undefined : answers.get(row.photo)
    const answered = answer === undefined ? null : currentClass(moves, answer)
    const label = row.label === null ? null : (answered ?? before.get(row.photo) ?? row.label)
    return [{ ...row, label, setAside, class: classId, present: row.present === 1, asked: row.asked === 1 }]
  })
}

/** What was said of photos when they were checked. */
function answersOf(database: ReadableDatabase, id: AuditId): Map<PhotoId, ClassId> {
  const rows = database.all<{ photo: PhotoId; class: ClassId }>(
    `SELECT decision_items.photo_id AS photo, to_value AS class FROM pages
      JOIN decision_items ON decision_items.decision_id = pages.answered_by
      WHERE pages.audit_id = ? AND pages.state = 'answered' AND effect = 'label' AND to_value IS NOT NULL ORDER BY pages.id`,
    id,
  )
  return new Map(rows.map((row) => [row.photo, row.class]))
}

const PHOTOS = `SELECT audit_photos.ordinal, audit_photos.photo_id AS photo, audit_photos.class_id AS class,
    audit_photos.probability, labels.class_id AS label,
    audit_photos.photo_id IN (SELECT id FROM photos WHERE ${IS_PRESENT}) AS present,
    EXISTS (SELECT 1 FROM pages JOIN page_photos ON page_photos.page_id = pages.id
      WHERE pages.audit_id = audits.id AND pages.state = 'answered'
        AND page_photos.photo_id = audit_photos.photo_id) AS asked
  FROM audit_photos JOIN audits ON audits.id = audit_photos.audit_id
  LEFT JOIN labels ON labels.photo_id = audit_photos.photo_id AND labels.label_set_id = audits.label_set_id
  WHERE audit_photos.audit_id = ? ORDER BY audit_photos.ordinal`

function start(database: WritableDatabase, labelSet: LabelSetId, audit: NewAudit, now: number): AuditId {
  if (running(database, labelSet) !== undefined) {
    throw new AppError('conflict', sentence('audit-running'))
  }
  const plan = { frozen: audit.photos.length, candidates: audit.candidates }
  const { id } = database.run(
    `INSERT INTO audits (label_set_id, head_id, maximum_error, confidence, seed, state, plan, started_at)
      VALUES (?, ?, ?, ?, ?, 'running', ?, ?)`,
    labelSet,
    audit.head,
    audit.maximumError,
    audit.confidence,
    audit.seed,
    writeJson(Plan, plan, 'The plan of an audit'),
    now,
  )
  for (const [ordinal, { photo, class: classId, probability }] of audit.photos.entries()) {
    database.run('INSERT INTO audit_photos VALUES (?, ?, ?, ?, ?)', id, ordinal, photo, classId, probability)
  }
  return id
}

function running(database: ReadableDatabase, labelSet: LabelSetId): StoredAudit | undefined {
  const row = database.first<AuditRow>(
    `SELECT id, label_set_id AS labelSet, head_id AS head, maximum_error AS maximumError, confidence, seed, state, plan,
      started_at AS startedAt, accepted_by AS acceptedBy FROM audits WHERE label_set_id = ? AND state = 'running'`,
    labelSet,
  )
  if (row === undefined) return undefined
  const { plan, ...rest } = row
  return { ...rest, ...readJson(Plan, plan, `the plan of audit ${row.id}`) }
}
