/**
 * @file Computes everything that derives from the journal again, in a database that was put together from what could be
 * read: the journal's own values (each item continues from the one before), labels, rejections, skips, answered pages; and
 * removes references to lost rows.
 */
import { sentence, type Sentence } from '../../../shared/sentences/sentence.ts'
import { dropChanged } from './checksums.ts'
import type { WritableDatabase } from '../lifecycle/database.ts'
import { IS_UNDONE } from '../decisions/in-force.ts'

/** Tables that follow from the journal: they are never read from a damaged file. Guesses are kept by its number of entries alone. */
export const DERIVED: ReadonlySet<string> = new Set(['labels', 'rejections', 'skips', 'kept_guesses'])

/** The actor of decisions of which only the items remain. */
const ACTOR = 'repair'

interface Item {
  decision: number
  ordinal: number
  labelSet: number
  photo: number
  effect: 'label' | 'rejection' | 'skip'
  classId: number | null
  from: number | null
  to: number | null
}

/**
 * The triggers of the journal must be off, and references unchecked.
 * @returns what was lost.
 */
export function rebuild(database: WritableDatabase): Sentence[] {
  const classes = makeParents(database)
  const items = database.run(
    'DELETE FROM decision_items WHERE photo_id NOT IN (SELECT id FROM photos)',
  ).changes
  dropDangling(database)
  joinJournal(database)
  answerPages(database)
  dropChanged(database)
  dropIncomplete(database)
  return [
    ...(items === 0 ? [] : [sentence('repair-changes-lost', { count: items })]),
    ...(classes === 0 ? [] : [sentence('repair-classes-lost', { count: classes })]),
  ]
}

/**
 * Creates rows for lost ones that the journal refers to, with names that say so.
 * @returns how many of them are classes. Any of these may have stood for photos set aside: only its lost row said so.
 */
function makeParents(database: WritableDatabase): number {
  const run = (sql: string) => database.run(sql)
  run("INSERT INTO label_sets (name) SELECT 'subject' WHERE NOT EXISTS (SELECT 1 FROM label_sets)")
  run(`INSERT INTO label_sets (id, name) SELECT DISTINCT label_set_id, 'recovered ' || label_set_id FROM decisions
    WHERE label_set_id NOT IN (SELECT id FROM label_sets)`)
  const { changes } = run(`INSERT INTO classes (id, label_set_id, name)
    SELECT id, (SELECT min(id) FROM label_sets), 'recovered ' || id FROM (
      SELECT class_id AS id FROM decision_items WHERE class_id IS NOT NULL
      UNION SELECT from_value FROM decision_items WHERE effect = 'label' AND from_value IS NOT NULL
      UNION SELECT to_value FROM decision_items WHERE effect = 'label' AND to_value IS NOT NULL
    ) WHERE id NOT IN (SELECT id FROM classes)`)
  run(`INSERT INTO decisions (id, label_set_id, kind, actor, at)
    SELECT id, (SELECT min(id) FROM label_sets), 'label', '${ACTOR}',
      coalesce((SELECT max(at) FROM decisions AS earlier WHERE earlier.id < lost.id), 0)
    FROM (SELECT decision_id AS id FROM decision_items UNION SELECT of_id FROM decisions WHERE of_id IS NOT NULL) AS lost
    WHERE id NOT IN (SELECT id FROM decisions)`)
  // The table's checks require that these two columns change together.
  run(`UPDATE pages SET state = 'discarded', answered_by = NULL
    WHERE answered_by IS NOT NULL AND answered_by NOT IN (SELECT id FROM decisions)`)
  return changes
}

interface Reference {
  table: string
  column: string
  parent: string
  parentColumn: string
  isRequired: number
}

const REFERENCES = `SELECT tables.name AS "table", keys."from" AS "column", keys."table" AS parent, keys."to" AS parentColumn,
    columns."notnull" OR columns.pk > 0 AS isRequired
  FROM sqlite_schema AS tables, pragma_foreign_key_list(tables.name) AS keys, pragma_table_info(tables.name) AS columns
  WHERE tables.type = 'table' AND columns.name = keys."from"`

/**
 * Removes references to lost rows: sets them to null, or deletes the row where the reference is required. Repeats until
 * there is none.
 */
function dropDangling(database: WritableDatabase): void {
  const references = database.all<Reference>(REFERENCES)
  let changes: number
  do {
    changes = 0
    for (const { table, column, parent, parentColumn, isRequired } of references) {
      const dangles = `"${column}" IS NOT NULL AND "${column}" NOT IN (SELECT "${parentColumn}" FROM "${parent}")`
      if (isRequired === 0) {
        changes += database.run(`UPDATE OR IGNORE "${table}" SET "${column}" = NULL WHERE ${dangles}`).changes
      }
      // Also deletes rows where a check of the table did not allow null.
      changes += database.run(`DELETE FROM "${table}" WHERE ${dangles}`).changes
    }
  } while (changes > 0)
}

/** Makes every item continue from the value before it; items that change nothing then are removed. */
function joinJournal(database: WritableDatabase): void {
  for (const table of DERIVED) database.run(`DELETE FROM ${table}`)
  const state = new Map<string, { item: Item; value: number }>()
  const items = database.all<Item>(
    `SELECT decision_id AS decision, ordinal, label_set_id AS labelSet, photo_id AS photo, effect, class_id AS classId,
      from_value AS "from", to_value AS "to"
      FROM decision_items JOIN decisions ON decisions.id = decision_id ORDER BY decision_id, ordinal`,
  )
  for (const item of items) {
    const { decision, ordinal, labelSet, photo, effect, classId, from, to } = item
    const key = [labelSet, photo, effect, classId].join('/')
    const before = state.get(key)?.value ?? (effect === 'label' ? null : 0)
    const isKey = [decision, ordinal]
    if (to === before) {
      database.run('DELETE FROM decision_items WHERE decision_id = ? AND ordinal = ?', ...isKey)
      continue
    }
    if (from !== before) {
      database.run(
        'UPDATE decision_items SET from_value = ? WHERE decision_id = ? AND ordinal = ?',
        before,
        ...isKey,
      )
    }
    if (to === null || to === 0) state.delete(key)
    else state.set(key, { item, value: to })
  }
  for (const { item, value } of state.values()) store(database, item, value)
}

function store(database: WritableDatabase, { labelSet, photo, effect, classId }: Item, value: number): void {
  switch (effect) {
    case 'label':
      database.run('INSERT INTO labels VALUES (?, ?, ?)', labelSet, photo, value)
      break
    case 'rejection':
      database.run('INSERT INTO rejections VALUES (?, ?, ?)', labelSet, photo, classId)
      break
    case 'skip':
      database.run('INSERT INTO skips VALUES (?, ?, ?)', labelSet, photo, value)
      break
  }
}

/** A page is answered by the decision in force that refers to it, and by no other. */
function answerPages(database: WritableDatabase): void {
  const answer = `SELECT max(id) FROM decisions WHERE page_id = pages.id AND of_id IS NULL AND NOT ${IS_UNDONE}`
  database.run(
    `UPDATE pages SET state = 'discarded', answered_by = NULL WHERE state = 'answered' AND (${answer}) IS NULL`,
  )
  database.run(`UPDATE pages SET state = 'answered', answered_by = (${answer}) WHERE (${answer}) IS NOT NULL`)
  // An accepted audit has ended.
  database.run(`UPDATE audits SET state = 'held', ended_at = coalesce(ended_at, started_at) WHERE state = 'running'
    AND accepted_by IN (SELECT id FROM decisions WHERE NOT ${IS_UNDONE})`)
}

/** Computed data is useful only if it is complete; the rest is deleted and computed again. */
function dropIncomplete(database: WritableDatabase): void {
  database.run(`DELETE FROM features WHERE EXISTS (SELECT 1 FROM backbone_levels
    WHERE backbone_levels.backbone_id = features.backbone_id AND backbone_levels.level = features.level
      AND length(features.vector) <> 2 * backbone_levels.dimensions)`)
  database.run(`DELETE FROM features WHERE (backbone_id, photo_id) IN (
    SELECT backbone_id, photo_id FROM features GROUP BY backbone_id, photo_id
    HAVING count(*) <> (SELECT count(*) FROM backbone_levels WHERE backbone_levels.backbone_id = features.backbone_id))`)
  database.run(`DELETE FROM embeddings WHERE head_id IN (
    SELECT head_id FROM embeddings GROUP BY head_id HAVING min(length(vector)) <> max(length(vector)))`)
  database.run(`UPDATE label_sets SET active_head_id = NULL WHERE active_head_id IN (
    SELECT heads.id FROM heads WHERE heads.label_set_id <> label_sets.id)`)
}
