/**
 * @file The table of label sets: questions about the same photos, each with classes, decisions, pages and heads of its own.
 *
 * [Note: the open label set] A store works on one set from its opening to its closing. So a job that began under a set
 * ends under it, and nothing that is kept in memory can belong to another: who wants another set opens the library anew.
 * The one that the next opening takes is remembered in the library, unless the opening names one.
 *
 * A set that is removed keeps its rows, so that it can be brought back as it was; until then nothing can be decided in it.
 */
import { AppError } from '../../../shared/errors.ts'
import { LabelSetName } from '../../../shared/label-set-name.ts'
import { joined, sentence, verbatim } from '../../../shared/sentences/sentence.ts'
import { refusedInput } from '../../../shared/wire.ts'
import type { ReadableDatabase, WritableDatabase } from '../lifecycle/database.ts'
import type { LabelSetId, LabelSetRow, LabelSets } from '../types/index.ts'

/** The key of the table `meta` for the set that the next opening takes. */
const REMEMBERED = 'label-set'
/** What the stored name of one that was removed begins with, so that its own is free for another: it is in no name. */
const REMOVED = '/'

/** @param current the set that this opening works on */
export function labelSetsOf(database: WritableDatabase, current: () => LabelSetId): LabelSets {
  return {
    current,
    list: () => listed(database),
    removed: () =>
      counted(database).flatMap(({ id, removedAs: name, labels }) =>
        name === null ? [] : [{ id, name, labels }],
      ),
    counted: () => counted(database).flatMap(({ removedAs, ...set }) => (removedAs === null ? [set] : [])),
    ensure: (name) => database.transaction(() => idNamed(database, name) ?? add(database, normalName(name))),
    add: (name) =>
      database.transaction(() => {
        assertFree(database, name)
        return add(database, normalName(name))
      }),
    rename: (id, name) => {
      database.transaction(() => {
        assertLabelSet(database, id)
        if (idNamed(database, name) === id) return
        assertFree(database, name)
        database.run('UPDATE label_sets SET name = ? WHERE id = ?', normalName(name), id)
      })
    },
    remove: (id) => {
      database.transaction(() => {
        assertLabelSet(database, id)
        if (listed(database).length === 1) throw new AppError('conflict', sentence('label-set-last'))
        database.run(`UPDATE label_sets SET removed_as = name, name = '${REMOVED}' || id WHERE id = ?`, id)
      })
    },
    restore: (id) => {
      database.transaction(() => {
        const removed = database.first<{ name: string }>(
          'SELECT removed_as AS name FROM label_sets WHERE id = ? AND removed_as IS NOT NULL',
          id,
        )
        if (removed === undefined) throw unknownSet(id)
        assertFree(database, removed.name)
        database.run('UPDATE label_sets SET name = removed_as, removed_as = NULL WHERE id = ?', id)
      })
    },
    remember: (id) => {
      database.transaction(() => {
        assertLabelSet(database, id)
        database.run(
          'INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
          REMEMBERED,
          String(id),
        )
      })
    },
  }
}

interface CountedSet extends LabelSetRow {
  labels: number
  classes: number
  removedAs: string | null
}

/** The labels of each set, also those of photos that are missing now; to be set aside is none. A class is of one set: so the index by class does. */
function counted(database: ReadableDatabase): CountedSet[] {
  return database.all<CountedSet>(
    `SELECT label_sets.id, label_sets.name, removed_as AS removedAs,
        coalesce(sum(held.labels) FILTER (WHERE role = 'class'), 0) AS labels,
        count(held.labels) FILTER (WHERE role = 'class') AS classes
      FROM label_sets LEFT JOIN classes ON classes.label_set_id = label_sets.id
      LEFT JOIN (SELECT class_id, count(*) AS labels FROM labels GROUP BY class_id) AS held ON held.class_id = classes.id
      GROUP BY label_sets.id ORDER BY label_sets.id`,
  )
}

/**
 * The set that an opening works on: see [Note: the open label set]. It is looked up once, when it is first asked for.
 * @param wanted its number or its name; without one, the one that is remembered, or else the oldest
 * @returns a function that throws AppError `not-found` naming the sets there are, `library-damaged` where there is none.
 */
export function openedLabelSet(
  database: ReadableDatabase,
  wanted: LabelSetId | string | undefined,
): () => LabelSetId {
  let opened: LabelSetId | undefined
  return () => (opened ??= wanted === undefined ? remembered(database) : wantedSet(database, wanted))
}

/** @throws AppError `not-found`, also for one that was removed. */
export function assertLabelSet(database: ReadableDatabase, id: LabelSetId): void {
  const isThere = `SELECT 1 FROM label_sets WHERE id = ? AND name NOT LIKE '${REMOVED}%'`
  if (database.first(isThere, id) === undefined) throw unknownSet(id)
}

/** The oldest one there ever was: what a library kept before it knew of several belongs to it. */
export function firstLabelSet(database: ReadableDatabase): LabelSetId | undefined {
  return database.first<{ id: LabelSetId | null }>('SELECT min(id) AS id FROM label_sets')?.id ?? undefined
}

function unknownSet(id: LabelSetId): AppError {
  return new AppError('not-found', sentence('no-label-set', { id }), { labelSet: id })
}

function remembered(database: ReadableDatabase): LabelSetId {
  const sets = listed(database)
  const kept = database.first<{ value: string }>('SELECT value FROM meta WHERE key = ?', REMEMBERED)
  const found = sets.find(({ id }) => String(id) === kept?.value) ?? sets.at(0)
  if (found === undefined) throw new AppError('library-damaged', sentence('library-lacks-label-set'))
  return found.id
}

function wantedSet(database: ReadableDatabase, wanted: LabelSetId | string): LabelSetId {
  if (typeof wanted === 'number') return wanted
  const id = idNamed(database, wanted)
  if (id !== undefined) return id
  const sets = joined(
    'joined-by-and',
    listed(database).map(({ name }) => verbatim(`"${name}"`)),
  )
  throw new AppError('not-found', sentence('no-label-set-named', { name: wanted, sets }))
}

function listed(database: ReadableDatabase): LabelSetRow[] {
  return database.all<LabelSetRow>('SELECT id, name FROM label_sets WHERE removed_as IS NULL ORDER BY id')
}

function idNamed(database: ReadableDatabase, name: string): LabelSetId | undefined {
  const normal = normalName(name)
  return listed(database).find((set) => set.name === normal)?.id
}

function add(database: WritableDatabase, name: string): LabelSetId {
  return database.run('INSERT INTO label_sets (name) VALUES (?)', name).id
}

function assertFree(database: ReadableDatabase, name: string): void {
  if (idNamed(database, name) !== undefined)
    throw new AppError('conflict', sentence('label-set-taken', { name: normalName(name) }))
}

/** In the form in which names are stored and compared. @throws AppError `bad-input`. */
function normalName(name: string): string {
  const parsed = LabelSetName.safeParse(name)
  if (parsed.success) return parsed.data
  throw new AppError('bad-input', refusedInput(parsed.error) ?? sentence('label-set-name-unfit'))
}
