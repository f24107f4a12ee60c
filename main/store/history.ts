/** @file The journal as a person reads it: newest entry first, with counts and class names. */
import type { Decision } from '../../shared/domain.ts'
import { classNames } from './classes.ts'
import type { ReadableDatabase } from './database.ts'
import { itemsOf } from './journal-items.ts'
import type { ClassId, DecisionId, DecisionInForce, LabelSetId } from './types.ts'

/** SQL condition on `decisions`: the last entry that names it is an undo. */
export const IS_UNDONE = `coalesce((SELECT later.kind = 'undo' FROM decisions AS later
  WHERE later.of_id = decisions.id ORDER BY later.id DESC LIMIT 1), 0)`

/** SQL condition on `decisions`: it was not taken back, and is no undo or redo itself. */
const IN_FORCE = `kind NOT IN ('undo', 'redo') AND NOT ${IS_UNDONE}`

interface EntryRow extends Pick<Decision, 'id' | 'kind' | 'at' | 'page' | 'of'> {
  undone: number
}

/** @param limit all entries when it is left out. */
export function historyOf(
  database: ReadableDatabase,
  labelSet: LabelSetId,
  limit: number | undefined,
): Decision[] {
  const names = classNames(database, labelSet)
  const rows = database.all<EntryRow>(
    `SELECT id, kind, at, page_id AS page, of_id AS of, ${IS_UNDONE} AS undone FROM decisions
      WHERE label_set_id = ? ORDER BY id DESC LIMIT ?`,
    labelSet,
    limit ?? -1, // no limit, in SQLite
  )
  return rows.map((row) => {
    const items = itemsOf(database, row.id)
    const labels = items.filter((item) => item.effect === 'label')
    const classes = new Set(labels.flatMap((item) => (item.to === null ? [] : [names.get(item.to) ?? ''])))
    return {
      ...row,
      undone: row.undone === 1,
      photos: labels.length,
      rejected: items.filter((item) => item.effect === 'rejection' && item.to === 1).length,
      classes: [...classes].sort(),
    }
  })
}

/** Oldest first. Two queries however long the journal is: it is read after every answer. */
export function decisionsInForce(database: ReadableDatabase, labelSet: LabelSetId): DecisionInForce[] {
  const classes = new Map<DecisionId, ClassId[]>()
  const named = database.each<{ decision: DecisionId; class: ClassId }>(
    `SELECT DISTINCT decision_id AS decision, to_value AS class FROM decision_items
      WHERE effect = 'label' AND to_value IS NOT NULL`,
  )
  for (const row of named) {
    const known = classes.get(row.decision)
    if (known === undefined) classes.set(row.decision, [row.class])
    else known.push(row.class)
  }
  return database
    .all<Pick<DecisionInForce, 'id' | 'kind' | 'page'>>(
      `SELECT id, kind, page_id AS page FROM decisions WHERE label_set_id = ? AND ${IN_FORCE} ORDER BY id`,
      labelSet,
    )
    .map((row) => ({ ...row, classes: classes.get(row.id) ?? [] }))
}

export function countInForce(database: ReadableDatabase, labelSet: LabelSetId): number {
  const counted = database.first<{ count: number }>(
    `SELECT count(*) AS count FROM decisions WHERE label_set_id = ? AND ${IN_FORCE}`,
    labelSet,
  )
  return counted?.count ?? 0
}
