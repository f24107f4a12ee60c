/** @file The journal as a person reads it: newest entry first, with counts and class names. */
import type { Decision } from '../../../shared/domain.ts'
import { isWithin } from '../../../shared/class-name.ts'
import { classNames } from './classes.ts'
import type { ReadableDatabase } from '../lifecycle/database.ts'
import { IN_FORCE, IS_UNDONE } from './in-force.ts'
import { itemsOf } from './journal-items.ts'
import { rolesOf } from './roles.ts'
import type { ClassId, DecisionId, DecisionInForce, LabelSetId } from '../types/index.ts'

interface EntryRow extends Pick<Decision, 'id' | 'kind' | 'at' | 'page' | 'of'> {
  undone: number
}

interface Move {
  from: ClassId | null
  to: ClassId | null
}

/** @param limit all entries when it is left out. */
export function historyOf(
  database: ReadableDatabase,
  labelSet: LabelSetId,
  limit: number | undefined,
): Decision[] {
  const names = classNames(database, labelSet)
  const rows = database.all<EntryRow>(
    `SELECT id, coalesce(change, kind) AS kind, at, page_id AS page, of_id AS of, ${IS_UNDONE} AS undone FROM decisions
      WHERE label_set_id = ? ORDER BY id DESC LIMIT ?`,
    labelSet,
    limit ?? -1, // no limit, in SQLite
  )
  return rows.map((row) => {
    const items = itemsOf(database, row.id)
    const labels = items.filter((item) => item.effect === 'label')
    const moves = movesOf(database, row)
    const isChange = moves.length > 0
    const given = (isChange ? moves : labels).map(({ to }) => to)
    const taken = (isChange ? moves : labels).map(({ from }) => from)
    // Rejections that move with a class are not new ones.
    const rejected = isChange ? [] : items.filter((item) => item.effect === 'rejection' && item.to === 1)
    return {
      ...row,
      undone: row.undone === 1,
      photos: labels.length,
      rejected: rejected.length,
      classes: isChange ? topmost(namesIn(names, given)) : namesIn(names, given),
      formerClasses: isChange ? topmost(namesIn(names, taken)) : namesIn(names, taken),
    }
  })
}

/** The class moves of an entry; for an undo, in reverse. */
function movesOf(database: ReadableDatabase, { id, kind, of }: EntryRow): Move[] {
  const [from, to] = kind === 'undo' ? ['to_class_id', 'class_id'] : ['class_id', 'to_class_id']
  return database.all<Move>(
    `SELECT ${from} AS "from", ${to} AS "to" FROM class_moves WHERE decision_id = ?`,
    of ?? id,
  )
}

function namesIn(names: ReadonlyMap<ClassId, string>, ids: readonly (ClassId | null)[]): string[] {
  return [...new Set(ids.flatMap((id) => (id === null ? [] : [names.get(id) ?? ''])))].sort()
}

/** Leaves out names below another one: they moved with it. */
function topmost(names: readonly string[]): string[] {
  return names.filter((name) => !names.some((other) => other !== name && isWithin(name, other)))
}

/** Oldest first. Takes two queries, however long the journal is, since it is read after every answer. */
export function decisionsInForce(database: ReadableDatabase, labelSet: LabelSetId): DecisionInForce[] {
  const given = new Map<DecisionId, { classes: ClassId[]; labelled: number }>()
  const named = database.each<{ decision: DecisionId; class: ClassId; photos: number }>(
    `SELECT decision_id AS decision, to_value AS class, count(*) AS photos FROM decision_items
      WHERE effect = 'label' AND to_value IS NOT NULL GROUP BY decision_id, to_value`,
  )
  const roles = rolesOf(database)
  for (const row of named) {
    if (roles.has(row.class)) continue // to be set aside is no class
    const known = given.get(row.decision)
    if (known === undefined) given.set(row.decision, { classes: [row.class], labelled: row.photos })
    else {
      known.classes.push(row.class)
      known.labelled += row.photos
    }
  }
  return database
    .all<Pick<DecisionInForce, 'id' | 'kind' | 'page'> & { ofClasses: number }>(
      `SELECT id, kind, page_id AS page, change IS NOT NULL OR is_split = 1 AS ofClasses FROM decisions WHERE label_set_id = ? AND ${IN_FORCE} ORDER BY id`,
      labelSet,
    )
    .map(({ ofClasses, ...row }) => {
      const { classes, labelled } = given.get(row.id) ?? { classes: [], labelled: 0 }
      return { ...row, classes, labelled: ofClasses === 1 ? 0 : labelled }
    })
}

export function countInForce(database: ReadableDatabase, labelSet: LabelSetId): number {
  const counted = database.first<{ count: number }>(
    `SELECT count(*) AS count FROM decisions WHERE label_set_id = ? AND ${IN_FORCE}`,
    labelSet,
  )
  return counted?.count ?? 0
}

export function hasDecidedAfter(
  database: ReadableDatabase,
  labelSet: LabelSetId,
  entry: DecisionId,
): boolean {
  const newer = database.first(
    `SELECT 1 FROM decisions WHERE label_set_id = ? AND ${IN_FORCE} AND (id > ?
      OR EXISTS (SELECT 1 FROM decisions AS again WHERE again.of_id = decisions.id AND again.id > ?)) LIMIT 1`,
    labelSet,
    entry,
    entry,
  )
  return newer !== undefined
}
