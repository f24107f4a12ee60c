/**
 * @file The check of a whole library: SQLite's own checks, the journal against the current state, and references between
 * tables.
 */
import { AppError } from '../../../shared/errors.ts'
import { sentence, type PlainSentence, type SentenceKey } from '../../../shared/sentences/sentence.ts'
import { toHex } from '../photos/bytes.ts'
import { IS_MOVED } from '../decisions/class-moves.ts'
import { changedBytes } from './checksums.ts'
import type { ReadableDatabase } from '../lifecycle/database.ts'
import { translated } from '../lifecycle/errors.ts'
import { journalProblems } from '../decisions/verify-journal.ts'
import { IS_UNDONE } from '../decisions/in-force.ts'
import { IS_PRESENT } from '../photos/photos.ts'
import { thumbnailHashes } from '../photos/thumbnails.ts'

/** @returns none for a sound library, also after a crash at any moment. */
export function checkLibrary(database: ReadableDatabase, folder: string | null): PlainSentence[] {
  try {
    return translated(() => problemsOf(database, folder), folder)
  } catch (thrown) {
    // The damage may prevent the check itself: that is its result.
    if (thrown instanceof AppError && thrown.code === 'library-damaged') return [thrown.asSentence]
    throw thrown
  }
}

function problemsOf(database: ReadableDatabase, folder: string | null): PlainSentence[] {
  const damage = integrityProblems(database)
  // On damaged pages the other queries would fail anyway.
  if (damage.length > 0) return damage
  return [
    ...referenceProblems(database),
    ...journalProblems(database),
    ...changedBytes(database),
    ...QUERIES.flatMap(({ key, sql }) =>
      database.all<Record<string, number>>(sql).map((values) => ({ key, values })),
    ),
    ...(folder === null ? [] : thumbnailProblems(database, folder)),
  ]
}

function integrityProblems(database: ReadableDatabase): PlainSentence[] {
  return database
    .all<{ message: string }>('SELECT integrity_check AS message FROM pragma_integrity_check')
    .filter(({ message }) => message !== 'ok')
    .map(({ message }) => sentence('check-database', { detail: message }))
}

function referenceProblems(database: ReadableDatabase): PlainSentence[] {
  return database
    .all<{ table: string; parent: string; count: number }>(
      'SELECT "table", parent, count(*) AS count FROM pragma_foreign_key_check GROUP BY "table", parent',
    )
    .map((row) => sentence('check-references', row))
}

/** Each row of a query is a problem: its columns are the values of the sentence. */
const QUERIES: readonly { key: SentenceKey; sql: string }[] = [
  {
    key: 'check-features-length',
    sql: `SELECT photo_id AS photo, backbone_id AS backbone FROM features JOIN backbone_levels USING (backbone_id, level)
      WHERE length(vector) <> 2 * dimensions`,
  },
  {
    key: 'check-features-missing',
    sql: `SELECT photo_id AS photo, backbone_id AS backbone FROM features GROUP BY backbone_id, photo_id
      HAVING count(*) <> (SELECT count(*) FROM backbone_levels WHERE backbone_levels.backbone_id = features.backbone_id)`,
  },
  {
    key: 'check-parent-class',
    sql: `SELECT child.id AS class FROM classes AS child JOIN classes AS parent ON parent.id = child.parent_id
      WHERE parent.label_set_id <> child.label_set_id`,
  },
  {
    key: 'check-moved-class',
    sql: `SELECT classes.id AS class FROM classes
      WHERE ${IS_MOVED} AND (EXISTS (SELECT 1 FROM labels WHERE labels.class_id = classes.id)
        OR EXISTS (SELECT 1 FROM rejections WHERE rejections.class_id = classes.id))`,
  },
  {
    key: 'check-label-set',
    sql: `SELECT labels.photo_id AS photo FROM labels JOIN classes ON classes.id = labels.class_id
      WHERE classes.label_set_id <> labels.label_set_id`,
  },
  {
    key: 'check-page-answer',
    sql: `SELECT pages.id AS page, decisions.id AS decision FROM pages JOIN decisions ON decisions.id = pages.answered_by
      WHERE decisions.page_id IS NOT pages.id OR ${IS_UNDONE}`,
  },
  {
    key: 'check-page-open',
    sql: `SELECT page_id AS page, id AS decision FROM decisions
      WHERE page_id IS NOT NULL AND of_id IS NULL AND NOT ${IS_UNDONE}
        AND NOT EXISTS (SELECT 1 FROM pages WHERE pages.answered_by = decisions.id)`,
  },
  {
    key: 'check-audit-open',
    sql: `SELECT audits.id AS audit, decisions.id AS decision FROM audits JOIN decisions ON decisions.id = audits.accepted_by
      WHERE state = 'running' AND NOT ${IS_UNDONE}`,
  },
  {
    key: 'check-embeddings-length',
    sql: `SELECT head_id AS head FROM embeddings GROUP BY head_id HAVING min(length(vector)) <> max(length(vector))`,
  },
  {
    // Photos added after the training have no embedding until they are embedded; but a head without any embedding is useless.
    key: 'check-head-empty',
    sql: `SELECT heads.id AS head FROM label_sets JOIN heads ON heads.id = label_sets.active_head_id
      WHERE NOT EXISTS (SELECT 1 FROM embeddings WHERE embeddings.head_id = heads.id)
        AND EXISTS (SELECT 1 FROM features WHERE features.backbone_id = heads.backbone_id)`,
  },
  {
    key: 'check-head-label-set',
    sql: `SELECT heads.id AS head FROM label_sets JOIN heads ON heads.id = label_sets.active_head_id
      WHERE heads.label_set_id <> label_sets.id`,
  },
]

/** Thumbnails are written before their photo is stored. A library that was copied without their folder is sound as well. */
function thumbnailProblems(database: ReadableDatabase, folder: string): PlainSentence[] {
  const hashes = thumbnailHashes(folder)
  if (hashes === undefined) return []
  return database
    .all<{ id: number; hash: Uint8Array }>(
      `SELECT id, content_hash AS hash FROM photos WHERE ${IS_PRESENT} ORDER BY id`,
    )
    .filter(({ hash }) => !hashes.has(toHex(hash)))
    .map(({ id }) => sentence('check-thumbnail', { photo: id }))
}
