/** @file The tables of snapshots: the labels of a moment, under a name. */
import type { PhotoId } from '../../shared/domain.ts'
import { AppError } from '../../shared/errors.ts'
import { sentence } from '../../shared/sentences/sentence.ts'
import type { ReadableDatabase, WritableDatabase } from './lifecycle/database.ts'
import type { LabelSetId, LabelSnapshot, LabelSnapshots } from './types/index.ts'

export function labelSnapshotsOf(database: WritableDatabase, clock: () => number): LabelSnapshots {
  return {
    list: (labelSet) => listed(database, labelSet),
    labels: (labelSet, name) => labelsOf(database, idOf(database, labelSet, name)),
    add: (labelSet, name, labels) => {
      database.transaction(() => {
        add(database, { labelSet, name, at: clock() }, labels)
      })
    },
    remove: (labelSet, name) => {
      database.transaction(() => {
        const id = idOf(database, labelSet, name)
        database.run('DELETE FROM snapshot_labels WHERE snapshot_id = ?', id)
        database.run('DELETE FROM snapshots WHERE id = ?', id)
      })
    },
  }
}

function listed(database: ReadableDatabase, labelSet: LabelSetId): LabelSnapshot[] {
  return database.all<LabelSnapshot>(
    `SELECT name, at,
        (SELECT count(*) FROM snapshot_labels WHERE snapshot_id = snapshots.id) AS labelled,
        (SELECT count(*) FROM snapshot_classes WHERE snapshot_id = snapshots.id) AS classes
      FROM snapshots WHERE label_set_id = ? ORDER BY id DESC`,
    labelSet,
  )
}

function idOf(database: ReadableDatabase, labelSet: LabelSetId, name: string): number {
  const found = find(database, labelSet, name)
  if (found === undefined) throw new AppError('not-found', sentence('no-snapshot', { name }), { name })
  return found.id
}

function find(database: ReadableDatabase, labelSet: LabelSetId, name: string): { id: number } | undefined {
  return database.first<{ id: number }>(
    'SELECT id FROM snapshots WHERE label_set_id = ? AND name = ?',
    labelSet,
    name,
  )
}

function labelsOf(database: ReadableDatabase, snapshot: number): Map<PhotoId, string> {
  const rows = database.all<{ photo: PhotoId; name: string }>(
    `SELECT photo_id AS photo, name FROM snapshot_labels
      JOIN snapshot_classes ON snapshot_classes.snapshot_id = snapshot_labels.snapshot_id AND number = class_number
      WHERE snapshot_labels.snapshot_id = ?`,
    snapshot,
  )
  return new Map(rows.map(({ photo, name }) => [photo, name]))
}

function add(
  database: WritableDatabase,
  { labelSet, name, at }: { labelSet: LabelSetId; name: string; at: number },
  labels: ReadonlyMap<PhotoId, string>,
): void {
  if (find(database, labelSet, name) !== undefined)
    throw new AppError('conflict', sentence('snapshot-name-taken', { name }), { name })
  const { id } = database.run(
    'INSERT INTO snapshots (label_set_id, name, at) VALUES (?, ?, ?)',
    labelSet,
    name,
    at,
  )
  const numbers = new Map([...new Set(labels.values())].sort().map((each, number) => [each, number]))
  for (const [each, number] of numbers)
    database.run('INSERT INTO snapshot_classes VALUES (?, ?, ?)', id, number, each)
  for (const [photo, each] of labels)
    database.run('INSERT INTO snapshot_labels VALUES (?, ?, ?)', id, photo, numbers.get(each) ?? null)
}
