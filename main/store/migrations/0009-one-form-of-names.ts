/**
 * @file Migration 9: names of classes in their normal form (shared/class-name.ts); classes whose names differed only in
 * form become one.
 *
 * Of several classes of one name the oldest stays. The journal is rewritten as if there had only ever been that one, since
 * undo would otherwise restore the others: each decision keeps only the changes that it then makes. Nothing that a person
 * said is lost: a photo of either class gets the one that stays. If the person said that a photo is of one of them but not
 * of the other, it is of the class that stays.
 */
import { canonicalLevel } from '../../../shared/class-name.ts'
import type { ReadableDatabase, WritableDatabase } from '../lifecycle/database.ts'

interface ClassRow {
  id: number
  set: number
  parent: number | null
  name: string
}

interface ItemRow {
  decision: number
  effect: 'label' | 'rejection' | 'skip'
  class: number | null
  to: number | null
}

/** What was said about one photo: its class, and the classes that it is not of. */
interface Said {
  readonly label: number | null
  readonly not: ReadonlySet<number>
}

export function bringNamesIntoOneForm(database: WritableDatabase): void {
  const rows = database.all<ClassRow>(
    'SELECT id, label_set_id AS "set", parent_id AS parent, name FROM classes ORDER BY id',
  )
  const into = twinsOf(database, rows)
  if (into.size > 0) {
    withoutTriggers(database, ['decision_items', 'class_moves'], () => {
      for (const { photo, set } of touchedPhotos(database, into)) rewritePhoto(database, photo, set, into)
      redirect(database, into)
    })
  }
  for (const { id, name } of rows) {
    if (!into.has(id)) database.run('UPDATE classes SET name = ? WHERE id = ?', nameOf(id, name), id)
  }
}

/** Gives a name to a class whose name has no visible character. */
function nameOf(id: number, name: string): string {
  const canonical = canonicalLevel(name)
  return canonical === '' ? `class ${id}` : canonical
}

/** Each class to remove, with the one that it becomes: an older one of the same name and the same parent. */
function twinsOf(database: ReadableDatabase, rows: readonly ClassRow[]): Map<number, number> {
  // A renamed class may have the same name as another on purpose.
  const moved = new Set(
    database.all<{ id: number }>('SELECT class_id AS id FROM class_moves').map(({ id }) => id),
  )
  const into = new Map<number, number>()
  const first = new Map<string, { id: number; written: string }>()
  const writtenOf = new Map<number, string>()
  // A parent is older than the classes below it.
  for (const { id, set, parent, name } of rows) {
    const above = parent === null ? null : (into.get(parent) ?? parent)
    const written = `${parent === null ? '' : (writtenOf.get(parent) ?? '')}/${name}`
    writtenOf.set(id, written)
    const key = JSON.stringify([set, above, nameOf(id, name)])
    const known = first.get(key)
    if (moved.has(id)) continue
    if (known === undefined) first.set(key, { id, written })
    else if (known.written !== written) into.set(id, known.id)
  }
  return into
}

function touchedPhotos(
  database: ReadableDatabase,
  into: ReadonlyMap<number, number>,
): { photo: number; set: number }[] {
  const items = database.each<{
    photo: number
    set: number
    class: number | null
    from: number | null
    to: number | null
  }>(
    `SELECT photo_id AS photo, label_set_id AS "set", class_id AS class,
      CASE effect WHEN 'label' THEN from_value END AS "from", CASE effect WHEN 'label' THEN to_value END AS "to"
      FROM decision_items JOIN decisions ON decisions.id = decision_id`,
  )
  const touched = new Map<string, { photo: number; set: number }>()
  for (const { photo, set, class: classId, from, to } of items) {
    if ([classId, from, to].some((id) => id !== null && into.has(id)))
      touched.set(`${photo}/${set}`, { photo, set })
  }
  return [...touched.values()]
}

/**
 * Adds up what was said about the photo, decision by decision, and writes what each one changes now that there is only one
 * class.
 */
function rewritePhoto(
  database: WritableDatabase,
  photo: number,
  set: number,
  into: ReadonlyMap<number, number>,
): void {
  const items = database.all<ItemRow>(
    `SELECT decision_id AS decision, effect, class_id AS class, to_value AS "to" FROM decision_items
      JOIN decisions ON decisions.id = decision_id WHERE photo_id = ? AND label_set_id = ? AND effect <> 'skip'
      ORDER BY decision_id, ordinal`,
    photo,
    set,
  )
  let label: number | null = null
  const not = new Set<number>()
  let before: Said = { label: null, not: new Set() }
  for (const [decision, changes] of Map.groupBy(items, (item) => item.decision)) {
    for (const { effect, class: classId, to } of changes) {
      if (effect === 'label') label = to
      else if (classId !== null && to === 1) not.add(classId)
      else if (classId !== null) not.delete(classId)
    }
    const after = asOne(label, not, into)
    replaceItems(database, { decision, photo }, before, after)
    before = after
  }
  storeRejections(database, photo, set, before.not)
}

function asOne(label: number | null, not: ReadonlySet<number>, into: ReadonlyMap<number, number>): Said {
  const one = (id: number): number => into.get(id) ?? id
  const now = label === null ? null : one(label)
  return { label: now, not: new Set([...not].map(one).filter((id) => id !== now)) }
}

function replaceItems(
  database: WritableDatabase,
  { decision, photo }: { decision: number; photo: number },
  before: Said,
  after: Said,
): void {
  database.run(
    "DELETE FROM decision_items WHERE decision_id = ? AND photo_id = ? AND effect <> 'skip'",
    decision,
    photo,
  )
  const next = database.first<{ next: number }>(
    'SELECT coalesce(max(ordinal), -1) + 1 AS next FROM decision_items WHERE decision_id = ?',
    decision,
  )
  let ordinal = next?.next ?? 0
  const insert = (effect: string, classId: number | null, from: number | null, to: number | null): void => {
    const sql = 'INSERT INTO decision_items VALUES (?, ?, ?, ?, ?, ?, ?)'
    database.run(sql, decision, ordinal, photo, effect, classId, from, to)
    ordinal += 1
  }
  for (const id of before.not) if (!after.not.has(id)) insert('rejection', id, 1, 0)
  if (before.label !== after.label) insert('label', null, before.label, after.label)
  for (const id of after.not) if (!before.not.has(id)) insert('rejection', id, 0, 1)
}

function storeRejections(
  database: WritableDatabase,
  photo: number,
  set: number,
  not: ReadonlySet<number>,
): void {
  database.run('DELETE FROM rejections WHERE photo_id = ? AND label_set_id = ?', photo, set)
  for (const id of not) {
    const sql = 'INSERT INTO rejections (label_set_id, photo_id, class_id) VALUES (?, ?, ?)'
    database.run(sql, set, photo, id)
  }
}

/** Other columns that refer to a removed class. */
const NAMING = [
  ['labels', 'class_id'],
  ['pages', 'class_id'],
  ['audit_photos', 'class_id'],
  ['suggestions', 'class_id'],
  ['class_moves', 'to_class_id'],
  ['classes', 'parent_id'],
] as const

function redirect(database: WritableDatabase, into: ReadonlyMap<number, number>): void {
  for (const [from, to] of into) {
    for (const [table, column] of NAMING) {
      database.run(`UPDATE ${table} SET ${column} = ? WHERE ${column} = ?`, to, from)
    }
  }
  // Youngest first, so that classes are removed before their parents.
  for (const id of [...into.keys()].reverse()) database.run('DELETE FROM classes WHERE id = ?', id)
}

/** The journal is append-only except here; its triggers are restored unchanged. */
function withoutTriggers(database: WritableDatabase, tables: readonly string[], work: () => void): void {
  const triggers = tables.flatMap((table) =>
    database.all<{ name: string; sql: string }>(
      "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = ?",
      table,
    ),
  )
  for (const { name } of triggers) database.execute(`DROP TRIGGER ${name}`)
  work()
  for (const { sql } of triggers) database.execute(sql)
}
