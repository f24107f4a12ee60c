/** @file The journal as a person reads it: newest entry first, with counts and class names. */
import type { Decision } from '../../shared/domain.ts'
import { classNames } from './classes.ts'
import type { ReadableDatabase } from './database.ts'
import { itemsOf } from './journal-items.ts'
import type { LabelSetId } from './types.ts'

/** SQL condition on `decisions`: the last entry that names it is an undo. */
export const IS_UNDONE = `coalesce((SELECT later.kind = 'undo' FROM decisions AS later
  WHERE later.of_id = decisions.id ORDER BY later.id DESC LIMIT 1), 0)`

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
