/** @file The classes that stand for photos set aside: see [Note: set aside] in shared/set-aside.ts. */
import { setAsideName, type SetAsideAs } from '../../../shared/set-aside.ts'
import type { ReadableDatabase, WritableDatabase } from '../lifecycle/database.ts'
import type { PhotoId } from '../../../shared/domain.ts'
import type { ClassId, LabelSetId } from '../types/index.ts'

/** By class. */
export type Roles = ReadonlyMap<ClassId, SetAsideAs>

/** Of one label set, or of all. */
export function rolesOf(database: ReadableDatabase, labelSet?: LabelSetId): Roles {
  const rows = database.all<{ id: ClassId; role: SetAsideAs }>(
    `SELECT id, role FROM classes WHERE role <> 'class' AND (? IS NULL OR label_set_id = ?)`,
    labelSet ?? null,
    labelSet ?? null,
  )
  return new Map(rows.map(({ id, role }) => [id, role]))
}

/** Labels that are classes of the person's own: nothing that is set aside is read. */
export function labelsOfClasses(
  database: ReadableDatabase,
  labelSet: LabelSetId,
): { photo: PhotoId; class: ClassId }[] {
  return database.all(
    `SELECT photo_id AS photo, class_id AS class FROM labels WHERE label_set_id = ?
      AND class_id NOT IN (SELECT id FROM classes WHERE role <> 'class') ORDER BY photo_id`,
    labelSet,
  )
}

/** Photos that are set aside: no other label is read. */
export function labelsOfRoles(
  database: ReadableDatabase,
  labelSet: LabelSetId,
): { photo: PhotoId; as: SetAsideAs }[] {
  return database.all(
    `SELECT photo_id AS photo, role AS "as" FROM classes CROSS JOIN labels ON class_id = classes.id
      WHERE labels.label_set_id = ? AND classes.label_set_id = labels.label_set_id AND role <> 'class' ORDER BY photo_id`,
    labelSet,
  )
}

/** How many present photos have a class of the person's own (`class`), or are set aside as each, without reading them. */
export function countByRole(
  database: ReadableDatabase,
  labelSet: LabelSetId,
): Map<SetAsideAs | 'class', number> {
  const rows = database.all<{ role: SetAsideAs | 'class'; count: number }>(
    `SELECT role, count(*) AS count FROM labels JOIN classes ON classes.id = class_id WHERE labels.label_set_id = ?
      AND EXISTS (SELECT 1 FROM files WHERE files.photo_id = labels.photo_id AND files.missing = 0) GROUP BY role`,
    labelSet,
  )
  return new Map(rows.map(({ role, count }) => [role, count]))
}

/** What this class stands for; null for a class of the person's own. */
export function roleOf(database: ReadableDatabase, id: ClassId): SetAsideAs | null {
  const row = database.first<{ role: SetAsideAs | 'class' }>('SELECT role FROM classes WHERE id = ?', id)
  return row === undefined || row.role === 'class' ? null : row.role
}

export function classOfRole(
  database: ReadableDatabase,
  labelSet: LabelSetId,
  as: SetAsideAs,
): ClassId | undefined {
  return database.first<{ id: ClassId }>(
    'SELECT id FROM classes WHERE label_set_id = ? AND role = ?',
    labelSet,
    as,
  )?.id
}

/** Within the transaction of the decision that needs it. */
export function ensureClassOfRole(database: WritableDatabase, labelSet: LabelSetId, as: SetAsideAs): ClassId {
  const known = classOfRole(database, labelSet, as)
  if (known !== undefined) return known
  const sql = 'INSERT INTO classes (label_set_id, parent_id, name, role) VALUES (?, NULL, ?, ?)'
  return database.run(sql, labelSet, setAsideName(as), as).id
}
