/** @file The table of classes. A class is a node of a tree; its full name joins the levels with `/`. */
import { ClassName } from '../../../shared/domain.ts'
import { AppError } from '../../../shared/errors.ts'
import { setAsideOf } from '../../../shared/set-aside.ts'
import { sentence } from '../../../shared/sentences/sentence.ts'
import { refusedInput } from '../../../shared/wire.ts'
import { currentClass, IS_MOVED, lastMove, movesInForce, nameNow } from './class-moves.ts'
import { assertLabelSet } from './label-sets.ts'
import { classOfRole, ensureClassOfRole, roleOf, rolesOf } from './roles.ts'
import type { ReadableDatabase, WritableDatabase } from '../lifecycle/database.ts'
import type { Classes, ClassId, ClassInUse, LabelSetId } from '../types/index.ts'

/** A set of class ids. */
type ClassIds = Pick<ReadonlySet<ClassId>, 'has'>
const NONE: ClassIds = new Set()

interface ClassRow {
  id: ClassId
  parentId: ClassId | null
  name: string
}

export function classesOf(database: WritableDatabase): Classes {
  return {
    ensure: (labelSet, name) => database.transaction(() => ensureClass(database, labelSet, name)),
    name: (id) => className(database, id),
    names: (labelSet) => classNames(database, labelSet),
    list: (labelSet) => classesInUse(database, labelSet),
    lastMove: (labelSet) => lastMove(database, labelSet),
    becameOf: (labelSet, ids) => {
      const moves = movesInForce(database, labelSet)
      return ids.map((id) => currentClass(moves, id))
    },
    namesNow: (labelSet, written) => {
      const [names, moves] = [classNames(database, labelSet), movesInForce(database, labelSet)]
      return written.map((name) => nameNow(names, moves, name))
    },
    role: (id) => roleOf(database, id),
    find: (labelSet, name) => {
      const as = setAsideOf(name)
      if (as !== undefined) return classOfRole(database, labelSet, as)
      let parent: ClassId | null = null
      for (const level of levelsOf(name)) {
        const found = childNamed(database, labelSet, parent, level, NONE)
        if (found === undefined) return undefined
        parent = found
      }
      return parent ?? undefined
    },
  }
}

/** @throws AppError `not-found`. */
export function assertClass(database: ReadableDatabase, labelSet: LabelSetId, id: ClassId): void {
  const found = database.first('SELECT 1 FROM classes WHERE id = ? AND label_set_id = ?', id, labelSet)
  if (found === undefined) {
    throw new AppError('not-found', sentence('no-class-in-set', { id }), { class: id })
  }
}

/** Full names of all classes of a set, by id. */
export function classNames(database: ReadableDatabase, labelSet: LabelSetId): Map<ClassId, string> {
  const names = new Map<ClassId, string>()
  // A parent is created before its children, so it comes first in the order of ids.
  const rows = database.each<ClassRow>(
    'SELECT id, parent_id AS parentId, name FROM classes WHERE label_set_id = ? ORDER BY id',
    labelSet,
  )
  for (const { id, parentId, name } of rows) {
    const parent = parentId === null ? undefined : names.get(parentId)
    names.set(id, parent === undefined ? name : `${parent}/${name}`)
  }
  return names
}

/**
 * The class of this name, created with its ancestors where needed.
 * A name of what is set aside gives the class of that role.
 * @param leaving Classes that are about to lose their names: these are not returned.
 * @throws AppError `bad-input` for an invalid name, `not-found` for an unknown label set.
 */
export function ensureClass(
  database: WritableDatabase,
  labelSet: LabelSetId,
  name: string,
  leaving: ClassIds = NONE,
): ClassId {
  assertLabelSet(database, labelSet)
  const as = setAsideOf(name)
  if (as !== undefined) return ensureClassOfRole(database, labelSet, as)
  const [top, ...below] = levelsOf(name)
  const ensureChild = (parent: ClassId | null, level: string): ClassId =>
    childNamed(database, labelSet, parent, level, leaving) ?? addChild(database, labelSet, parent, level)
  return below.reduce<ClassId>(ensureChild, ensureChild(null, top))
}

function addChild(
  database: WritableDatabase,
  labelSet: LabelSetId,
  parent: ClassId | null,
  name: string,
): ClassId {
  return database.run(
    'INSERT INTO classes (label_set_id, parent_id, name) VALUES (?, ?, ?)',
    labelSet,
    parent,
    name,
  ).id
}

/** The oldest class of this name that was not moved: see [Note: class moves]. */
function childNamed(
  database: ReadableDatabase,
  labelSet: LabelSetId,
  parent: ClassId | null,
  name: string,
  leaving: ClassIds,
): ClassId | undefined {
  return database
    .all<{ id: ClassId }>(
      `SELECT id FROM classes WHERE label_set_id = ? AND ifnull(parent_id, 0) = ? AND name = ?
        AND NOT ${IS_MOVED} ORDER BY id`,
      labelSet,
      parent ?? 0,
      name,
    )
    .find(({ id }) => !leaving.has(id))?.id
}

/** A full name in the normal form in which names are stored and compared. @throws AppError `bad-input`. */
export function canonicalName(name: string): string {
  return levelsOf(name).join('/')
}

/** One level of a name in its normal form. @throws AppError `bad-input`. */
function normalName(name: string): string {
  const parsed = ClassName.safeParse(name)
  if (parsed.success) return parsed.data
  throw new AppError('bad-input', refusedInput(parsed.error) ?? sentence('class-name-unfit', { class: name }))
}

/** The levels of a full name, at least one, each in its normal form. @throws AppError `bad-input`. */
function levelsOf(name: string): [string, ...string[]] {
  const [top, ...below] = normalName(name).split('/')
  return [top, ...below]
}

function className(database: ReadableDatabase, id: ClassId): string {
  const row = database.first<ClassRow>('SELECT id, parent_id AS parentId, name FROM classes WHERE id = ?', id)
  if (row === undefined) throw new AppError('not-found', sentence('no-class', { id }), { class: id })
  return row.parentId === null ? row.name : `${className(database, row.parentId)}/${row.name}`
}

function classesInUse(database: ReadableDatabase, labelSet: LabelSetId): ClassInUse[] {
  const counts = database.all<{ id: ClassId; photos: number; labels: number }>(
    `SELECT class_id AS id, count(*) AS labels, count(*) FILTER (WHERE EXISTS (
      SELECT 1 FROM files WHERE files.photo_id = labels.photo_id AND files.missing = 0)) AS photos
      FROM labels WHERE label_set_id = ? GROUP BY class_id`,
    labelSet,
  )
  const names = classNames(database, labelSet)
  const roles = rolesOf(database, labelSet)
  return counts
    .filter(({ id }) => !roles.has(id))
    .map(({ id, photos, labels }) => ({ id, name: names.get(id) ?? '', photos, missing: labels - photos }))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}
