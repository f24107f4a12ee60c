/** @file The tables of audits. At most one of a label set is running. What was checked is read off labels and pages, so undo counts. */
import { z } from 'zod'
import { AppError } from '../../shared/errors.ts'
import type { ReadableDatabase, WritableDatabase } from './database.ts'
import { readJson, writeJson } from './json.ts'
import { IS_PRESENT } from './photos.ts'
import type { AuditId, AuditPhoto, Audits, LabelSetId, NewAudit, StoredAudit } from './types.ts'

const Plan = z.object({
  frozen: z.int().nonnegative(),
  candidates: z.array(z.object({ threshold: z.number(), allowed: z.int().nonnegative() })),
})

interface AuditRow extends Omit<StoredAudit, 'frozen' | 'candidates'> {
  plan: string
}

interface PhotoRow extends Omit<AuditPhoto, 'present' | 'asked'> {
  present: number
  asked: number
}

export function auditsOf(database: WritableDatabase, clock: () => number): Audits {
  return {
    start: (labelSet, audit) => database.transaction(() => start(database, labelSet, audit, clock())),
    running: (labelSet) => running(database, labelSet),
    photos: (id) =>
      database
        .all<PhotoRow>(PHOTOS, id)
        .map((row) => ({ ...row, present: row.present === 1, asked: row.asked === 1 })),
    end: (id, state, acceptedBy) => {
      const { changes } = database.run(
        "UPDATE audits SET state = ?, ended_at = ?, accepted_by = ? WHERE id = ? AND state = 'running'",
        state,
        clock(),
        acceptedBy ?? null,
        id,
      )
      if (changes === 0) throw new AppError('conflict', `Audit ${id} is not running.`, { audit: id })
    },
  }
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
    throw new AppError('conflict', 'An audit is running already: accept or stop it first.')
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
