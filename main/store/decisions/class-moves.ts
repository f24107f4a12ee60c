/**
 * @file What renamed, merged and deleted classes became.
 *
 * [Note: class moves] A row of `classes` never changes its name, so that the journal shows what the person said at the
 * time. To rename or merge a class, one decision gives its photos and rejections to another row, and `class_moves` stores
 * which row became which. While that decision is in force, the old row is no longer a class: its name is free for a new
 * one. References to the old row (an answered page, the frozen suggestions of an audit) are read as the class that it
 * became. After undo the old row is the class again. If another row of its name was created meanwhile, that one has no
 * photos by then: the decision that gave it photos had to be undone first. So the table may contain two rows of one name;
 * the older one that was not moved is used.
 */
import type { ReadableDatabase, WritableDatabase } from '../lifecycle/database.ts'
import { IS_UNDONE } from './in-force.ts'
import type { ClassId, DecisionId, LabelSetId } from '../types/index.ts'

/** Maps a class to the one that it became; to null if it was deleted. */
export type ClassMoves = ReadonlyMap<ClassId, ClassId | null>

/** SQL condition on `classes`: it was renamed, merged or deleted. */
export const IS_MOVED = `EXISTS (SELECT 1 FROM class_moves JOIN decisions ON decisions.id = class_moves.decision_id
  WHERE class_moves.class_id = classes.id AND NOT ${IS_UNDONE})`

/** The moves in force, each mapped to the end of its chain. */
export function movesInForce(database: ReadableDatabase, labelSet: LabelSetId): ClassMoves {
  const rows = database.all<{ from: ClassId; to: ClassId | null }>(
    `SELECT class_id AS "from", to_class_id AS "to" FROM class_moves JOIN decisions ON decisions.id = decision_id
      WHERE label_set_id = ? AND NOT ${IS_UNDONE}`,
    labelSet,
  )
  const steps = new Map(rows.map(({ from, to }) => [from, to]))
  const ends = new Map<ClassId, ClassId | null>()
  for (const from of steps.keys()) {
    let end: ClassId | null = from
    // A class is moved at most once, and never to one that was moved before: the chain ends.
    while (end !== null && steps.has(end)) end = steps.get(end) ?? null
    ends.set(from, end)
  }
  return ends
}

/** The class that this one became, or itself; null for none. */
export function currentClass(moves: ClassMoves, id: ClassId | null): ClassId | null {
  if (id === null) return null
  const moved = moves.get(id)
  return moved === undefined ? id : moved
}

/**
 * What a name means now that was written down at some time, such as in a view that was saved: the class of that name, or the one that it
 * became; the name itself where there is none.
 * @param names of all classes, by id
 */
export function nameNow(names: ReadonlyMap<ClassId, string>, moves: ClassMoves, written: string): string {
  const ids = [...names].filter(([, name]) => name === written).map(([id]) => id)
  const moved = ids.findLast((id) => moves.has(id))
  if (moved === undefined || ids.some((id) => !moves.has(id))) return written
  const end = moves.get(moved) ?? null
  return (end === null ? undefined : names.get(end)) ?? written
}

export function insertMoves(database: WritableDatabase, decision: DecisionId, moves: ClassMoves): void {
  for (const [from, to] of moves) {
    database.run('INSERT INTO class_moves VALUES (?, ?, ?)', decision, from, to)
  }
}

/** The newest journal entry that changed which classes became which, 0 for none. */
export function lastMove(database: ReadableDatabase, labelSet: LabelSetId): DecisionId {
  const row = database.first<{ id: DecisionId }>(
    `SELECT coalesce(max(entries.id), 0) AS id FROM decisions JOIN decisions AS entries
      ON entries.id = decisions.id OR entries.of_id = decisions.id
      WHERE decisions.label_set_id = ? AND decisions.change IS NOT NULL`,
    labelSet,
  )
  return row?.id ?? 0
}
