/**
 * @file The items of a decision: what each one changes, with the old and the new value. And the tables of the resulting
 * state (labels, rejections, skips), which change only through `applyItem`.
 */
import type { PhotoId } from '../../../shared/domain.ts'
import type { ReadableDatabase, WritableDatabase } from '../lifecycle/database.ts'
import type { ClassId, DecisionId, LabelSetId } from '../types/index.ts'

/** One change of one photo. `from` is the value before, so that swapping both values undoes it. */
export type Item =
  /** Values are classes; null stands for no label. */
  | { photo: PhotoId; effect: 'label'; classId: null; from: ClassId | null; to: ClassId | null }
  /** 1 while the photo is rejected for the class. */
  | { photo: PhotoId; effect: 'rejection'; classId: ClassId; from: 0 | 1; to: 0 | 1 }
  /** How often the photo was skipped. */
  | { photo: PhotoId; effect: 'skip'; classId: null; from: number; to: number }

export function swapped(item: Item): Item {
  // A switch, since a spread would lose which effect goes with which values.
  switch (item.effect) {
    case 'label':
      return { ...item, from: item.to, to: item.from }
    case 'rejection':
      return { ...item, from: item.to, to: item.from }
    case 'skip':
      return { ...item, from: item.to, to: item.from }
  }
}

/** The items in the order in which they were applied. */
export function itemsOf(database: ReadableDatabase, decision: DecisionId): Item[] {
  return database.all<Item>(
    `SELECT photo_id AS photo, effect, class_id AS classId, from_value AS "from", to_value AS "to"
      FROM decision_items WHERE decision_id = ? ORDER BY ordinal`,
    decision,
  )
}

/** Writes the item into the journal and applies it, within the caller's transaction. */
export function applyItem(
  database: WritableDatabase,
  labelSet: LabelSetId,
  decision: DecisionId,
  ordinal: number,
  item: Item,
): void {
  database.run(
    'INSERT INTO decision_items VALUES (?, ?, ?, ?, ?, ?, ?)',
    decision,
    ordinal,
    item.photo,
    item.effect,
    item.classId,
    item.from,
    item.to,
  )
  switch (item.effect) {
    case 'label':
      setLabel(database, labelSet, item.photo, item.to)
      break
    case 'rejection':
      setRejection(database, labelSet, item.photo, item.classId, item.to)
      break
    case 'skip':
      setSkips(database, labelSet, item.photo, item.to)
      break
  }
}

export function labelOf(database: ReadableDatabase, labelSet: LabelSetId, photo: PhotoId): ClassId | null {
  const row = database.first<{ classId: ClassId }>(
    'SELECT class_id AS classId FROM labels WHERE label_set_id = ? AND photo_id = ?',
    labelSet,
    photo,
  )
  return row?.classId ?? null
}

export function isRejected(
  database: ReadableDatabase,
  labelSet: LabelSetId,
  photo: PhotoId,
  classId: ClassId,
): boolean {
  const row = database.first(
    'SELECT 1 FROM rejections WHERE label_set_id = ? AND photo_id = ? AND class_id = ?',
    labelSet,
    photo,
    classId,
  )
  return row !== undefined
}

export function skipsOf(database: ReadableDatabase, labelSet: LabelSetId, photo: PhotoId): number {
  const row = database.first<{ times: number }>(
    'SELECT times FROM skips WHERE label_set_id = ? AND photo_id = ?',
    labelSet,
    photo,
  )
  return row?.times ?? 0
}

/** Also of photos that are set aside: see [Note: set aside]. */
export function allLabels(
  database: ReadableDatabase,
  labelSet: LabelSetId,
): { photo: PhotoId; class: ClassId }[] {
  return database.all(
    'SELECT photo_id AS photo, class_id AS class FROM labels WHERE label_set_id = ? ORDER BY photo_id',
    labelSet,
  )
}

export function allRejections(
  database: ReadableDatabase,
  labelSet: LabelSetId,
): { photo: PhotoId; class: ClassId }[] {
  return database.all(
    `SELECT photo_id AS photo, class_id AS class FROM rejections WHERE label_set_id = ?
      ORDER BY photo_id, class_id`,
    labelSet,
  )
}

export function rejectionsOf(database: ReadableDatabase, labelSet: LabelSetId, photo: PhotoId): ClassId[] {
  return database
    .all<{ class: ClassId }>(
      `SELECT class_id AS class FROM rejections WHERE label_set_id = ? AND photo_id = ? ORDER BY class_id`,
      labelSet,
      photo,
    )
    .map((row) => row.class)
}

export function allSkips(
  database: ReadableDatabase,
  labelSet: LabelSetId,
): { photo: PhotoId; times: number }[] {
  return database.all(
    'SELECT photo_id AS photo, times FROM skips WHERE label_set_id = ? ORDER BY photo_id',
    labelSet,
  )
}

function setLabel(
  database: WritableDatabase,
  labelSet: LabelSetId,
  photo: PhotoId,
  classId: ClassId | null,
): void {
  if (classId === null) {
    database.run('DELETE FROM labels WHERE label_set_id = ? AND photo_id = ?', labelSet, photo)
    return
  }
  database.run(
    `INSERT INTO labels (label_set_id, photo_id, class_id) VALUES (?, ?, ?)
      ON CONFLICT DO UPDATE SET class_id = excluded.class_id`,
    labelSet,
    photo,
    classId,
  )
}

function setRejection(
  database: WritableDatabase,
  labelSet: LabelSetId,
  photo: PhotoId,
  classId: ClassId,
  value: 0 | 1,
): void {
  const sql =
    value === 1
      ? 'INSERT INTO rejections (label_set_id, photo_id, class_id) VALUES (?, ?, ?)'
      : 'DELETE FROM rejections WHERE label_set_id = ? AND photo_id = ? AND class_id = ?'
  database.run(sql, labelSet, photo, classId)
}

function setSkips(database: WritableDatabase, labelSet: LabelSetId, photo: PhotoId, times: number): void {
  if (times === 0) {
    database.run('DELETE FROM skips WHERE label_set_id = ? AND photo_id = ?', labelSet, photo)
    return
  }
  database.run(
    `INSERT INTO skips (label_set_id, photo_id, times) VALUES (?, ?, ?)
      ON CONFLICT DO UPDATE SET times = excluded.times`,
    labelSet,
    photo,
    times,
  )
}
