/**
 * @file The check of a whole library: SQLite's own checks, the journal against the current state, and references between
 * tables.
 */
import { AppError } from '../../../shared/errors.ts'
import { toHex } from '../photos/bytes.ts'
import { IS_MOVED } from '../decisions/class-moves.ts'
import { changedBytes } from './checksums.ts'
import type { ReadableDatabase } from '../lifecycle/database.ts'
import { translated } from '../lifecycle/errors.ts'
import { journalProblems } from '../decisions/verify-journal.ts'
import { IS_UNDONE } from '../decisions/in-force.ts'
import { IS_PRESENT } from '../photos/photos.ts'
import { thumbnailHashes } from '../photos/thumbnails.ts'

/** @returns problems as sentences; none for a sound library, also after a crash at any moment. */
export function checkLibrary(database: ReadableDatabase, folder: string | null): string[] {
  try {
    return translated(() => problemsOf(database, folder), folder)
  } catch (thrown) {
    // The damage may prevent the check itself: that is its result.
    if (thrown instanceof AppError && thrown.code === 'library-damaged') return [thrown.message]
    throw thrown
  }
}

function problemsOf(database: ReadableDatabase, folder: string | null): string[] {
  const damage = integrityProblems(database)
  // On damaged pages the other queries would fail anyway.
  if (damage.length > 0) return damage
  return [
    ...referenceProblems(database),
    ...journalProblems(database),
    ...changedBytes(database),
    ...QUERIES.flatMap((sql) => database.all<{ problem: string }>(sql).map(({ problem }) => problem)),
    ...(folder === null ? [] : thumbnailProblems(database, folder)),
  ]
}

function integrityProblems(database: ReadableDatabase): string[] {
  return database
    .all<{ message: string }>('SELECT integrity_check AS message FROM pragma_integrity_check')
    .filter(({ message }) => message !== 'ok')
    .map(({ message }) => `The database is damaged: ${message}.`)
}

function referenceProblems(database: ReadableDatabase): string[] {
  return database
    .all<{ table: string; parent: string; rows: number }>(
      'SELECT "table", parent, count(*) AS rows FROM pragma_foreign_key_check GROUP BY "table", parent',
    )
    .map(({ table, parent, rows }) => `${rows} rows of ${table} name rows of ${parent} that are not there.`)
}

/** Each query yields one sentence for every problem. */
const QUERIES = [
  `SELECT 'The features of photo ' || photo_id || ' by backbone ' || backbone_id || ' have a wrong length.' AS problem
    FROM features JOIN backbone_levels USING (backbone_id, level) WHERE length(vector) <> 2 * dimensions`,

  `SELECT 'Photo ' || photo_id || ' lacks levels of backbone ' || backbone_id || '.' AS problem
    FROM features GROUP BY backbone_id, photo_id
    HAVING count(*) <> (SELECT count(*) FROM backbone_levels WHERE backbone_levels.backbone_id = features.backbone_id)`,

  `SELECT 'Class ' || child.id || ' stands below a class of another label set.' AS problem
    FROM classes AS child JOIN classes AS parent ON parent.id = child.parent_id
    WHERE parent.label_set_id <> child.label_set_id`,

  `SELECT 'Class ' || classes.id || ' was renamed, merged or deleted, but photos still have it.' AS problem FROM classes
    WHERE ${IS_MOVED} AND (EXISTS (SELECT 1 FROM labels WHERE labels.class_id = classes.id)
      OR EXISTS (SELECT 1 FROM rejections WHERE rejections.class_id = classes.id))`,

  `SELECT 'The label of photo ' || labels.photo_id || ' is a class of another label set.' AS problem
    FROM labels JOIN classes ON classes.id = labels.class_id WHERE classes.label_set_id <> labels.label_set_id`,

  `SELECT 'Page ' || pages.id || ' and its decision ' || decisions.id || ' contradict each other.' AS problem
    FROM pages JOIN decisions ON decisions.id = pages.answered_by WHERE decisions.page_id IS NOT pages.id
      OR ${IS_UNDONE}`,

  `SELECT 'Page ' || page_id || ' is not answered, but decision ' || id || ' answers it.' AS problem FROM decisions
    WHERE page_id IS NOT NULL AND of_id IS NULL AND NOT ${IS_UNDONE}
      AND NOT EXISTS (SELECT 1 FROM pages WHERE pages.answered_by = decisions.id)`,

  `SELECT 'Audit ' || audits.id || ' is running, but decision ' || decisions.id || ' accepted it.' AS problem
    FROM audits JOIN decisions ON decisions.id = audits.accepted_by WHERE state = 'running' AND NOT ${IS_UNDONE}`,

  `SELECT 'The embeddings of head ' || head_id || ' have different lengths.' AS problem
    FROM embeddings GROUP BY head_id HAVING min(length(vector)) <> max(length(vector))`,

  // Photos added after the training have no embedding until they are embedded; but a head without any embedding is useless.
  `SELECT 'The active head ' || heads.id || ' has no embeddings.' AS problem
    FROM label_sets JOIN heads ON heads.id = label_sets.active_head_id
    WHERE NOT EXISTS (SELECT 1 FROM embeddings WHERE embeddings.head_id = heads.id)
      AND EXISTS (SELECT 1 FROM features WHERE features.backbone_id = heads.backbone_id)`,

  `SELECT 'The active head ' || heads.id || ' belongs to another label set.' AS problem
    FROM label_sets JOIN heads ON heads.id = label_sets.active_head_id WHERE heads.label_set_id <> label_sets.id`,
]

/** Thumbnails are written before their photo is stored. A library that was copied without their folder is sound as well. */
function thumbnailProblems(database: ReadableDatabase, folder: string): string[] {
  const hashes = thumbnailHashes(folder)
  if (hashes === undefined) return []
  return database
    .all<{ id: number; hash: Uint8Array }>(
      `SELECT id, content_hash AS hash FROM photos WHERE ${IS_PRESENT} ORDER BY id`,
    )
    .filter(({ hash }) => !hashes.has(toHex(hash)))
    .map(({ id }) => `Photo ${id} has no thumbnail: index its folder again.`)
}
