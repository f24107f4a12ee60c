/**
 * @file The journal in a form that any library understands: without ids of photos and classes, which only this library
 * knows.
 */
import { placeIn } from '../../files/place-in.ts'
import { toHex } from '../photos/bytes.ts'
import { classNames } from './classes.ts'
import type { ReadableDatabase } from '../lifecycle/database.ts'
import type { Item } from './journal-items.ts'
import type { ClassId, DecisionId, JournalEntry, JournalEntryItem, LabelSetId } from '../types/index.ts'

interface EntryRow extends Omit<JournalEntry, 'labelSet' | 'moves' | 'items'> {
  labelSetId: LabelSetId
  labelSet: string
}

type ItemRow = Item & {
  content: Uint8Array
  root: string | null
  relative: string | null
  lastRoot: string | null
  lastPath: string | null
}

type Names = ReadonlyMap<ClassId, string>

/** `place`: where the photo is present, or else the place where it is missing. */
const ITEMS = `SELECT photos.id AS photo, effect, class_id AS classId, from_value AS "from", to_value AS "to",
    content_hash AS content, roots.path AS root, place.relative_path AS relative, last_roots.path AS lastRoot,
    last_places.path AS lastPath
  FROM decision_items JOIN photos ON photos.id = decision_items.photo_id
  LEFT JOIN files AS place ON place.id = (SELECT id FROM files WHERE files.photo_id = photos.id
    ORDER BY missing, root_id, relative_path LIMIT 1)
  LEFT JOIN roots ON roots.id = place.root_id
  LEFT JOIN last_places ON last_places.photo_id = photos.id
  LEFT JOIN roots AS last_roots ON last_roots.id = last_places.root_id
  WHERE decision_id = ? ORDER BY ordinal`

/** Entries of all sets but those that were removed, oldest first. Items of lost classes or photos are left out. */
export function entriesAfter(database: ReadableDatabase, after: DecisionId, most: number): JournalEntry[] {
  const rows = database.all<EntryRow>(
    `SELECT decisions.id AS id, label_set_id AS labelSetId, label_sets.name AS labelSet, kind, change, actor, at,
      page_id AS page, of_id AS of FROM decisions JOIN label_sets ON label_sets.id = label_set_id
      WHERE decisions.id > ? AND removed_as IS NULL ORDER BY decisions.id LIMIT ?`,
    after,
    most,
  )
  const namesOf = new Map<LabelSetId, Names>()
  return rows.map(({ labelSetId, id, labelSet, kind, change, actor, at, page, of }) => {
    const names = namesOf.get(labelSetId) ?? classNames(database, labelSetId)
    namesOf.set(labelSetId, names)
    const items = database.all<ItemRow>(ITEMS, id).flatMap((row) => entryItem(row, names))
    return { id, labelSet, kind, change, actor, at, page, of, moves: movesOf(database, id, names), items }
  })
}

export function countEntries(database: ReadableDatabase): number {
  const counted = database.first<{ count: number }>(
    `SELECT count(*) AS count FROM decisions JOIN label_sets ON label_sets.id = label_set_id WHERE removed_as IS NULL`,
  )
  return counted?.count ?? 0
}

function entryItem(row: ItemRow, names: Names): JournalEntryItem[] {
  const of = { photo: toHex(row.content), path: placeOf(row) }
  switch (row.effect) {
    case 'label': {
      const [from, to] = [nameIn(names, row.from), nameIn(names, row.to)]
      return from === undefined || to === undefined ? [] : [{ ...of, effect: 'label', from, to }]
    }
    case 'rejection': {
      const name = names.get(row.classId)
      return name === undefined
        ? []
        : [{ ...of, effect: 'rejection', class: name, from: row.from, to: row.to }]
    }
    case 'skip':
      return [{ ...of, effect: 'skip', from: row.from, to: row.to }]
  }
}

function movesOf(database: ReadableDatabase, id: DecisionId, names: Names): JournalEntry['moves'] {
  const rows = database.all<{ from: ClassId; to: ClassId | null }>(
    'SELECT class_id AS "from", to_class_id AS "to" FROM class_moves WHERE decision_id = ?',
    id,
  )
  return rows.flatMap((row) => {
    const [from, to] = [names.get(row.from), nameIn(names, row.to)]
    return from === undefined || to === undefined ? [] : [{ from, to }]
  })
}

/** Null for no class, undefined for a class that is lost. */
function nameIn(names: Names, id: ClassId | null): string | null | undefined {
  return id === null ? null : names.get(id)
}

function placeOf({ root, relative, lastRoot, lastPath }: ItemRow): string | null {
  if (root !== null && relative !== null) return placeIn(root, relative)
  if (lastPath === null) return null
  return lastRoot === null ? lastPath : placeIn(lastRoot, lastPath)
}
