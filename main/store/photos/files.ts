/** @file The tables of roots and locations: where each file was seen, and which photo it is or why it is not one. */
import path from 'node:path'
import { isElsewhere, partsOfUri } from '../../../shared/elsewhere.ts'
import { AppError } from '../../../shared/errors.ts'
import { sentence } from '../../../shared/sentences/sentence.ts'
import { fromHex, toHex } from './bytes.ts'
import type { ReadableDatabase, WritableDatabase } from '../lifecycle/database.ts'
import { readSentence, writeSentence } from '../lifecycle/stored-sentence.ts'
import { lostLabels, rememberPlace, rememberPlacesIn } from './last-places.ts'
import { identity } from './picture-key.ts'
import { absolutePath, FIRST, pathOf, pathsOf, paths, PLACE, places, type Place } from './places.ts'
import type {
  FileId,
  FileRow,
  Files,
  KnownPlace,
  LabelSetId,
  NewFile,
  PhotosInRoot,
  Root,
  RootId,
} from '../types/index.ts'

const COLUMNS = `id, root_id AS rootId, relative_path AS relativePath, size, modified_ns AS modifiedNs,
  changed_ns AS changedNs, file_hash AS fileHash, photo_id AS photoId, reason, missing`

interface StoredFile extends Omit<FileRow, 'modifiedNs' | 'changedNs' | 'fileHash' | 'missing' | 'reason'> {
  modifiedNs: string | null
  changedNs: string | null
  fileHash: Uint8Array | null
  missing: number
  reason: string | null
}

export function filesOf(database: WritableDatabase): Files {
  return {
    roots: () => roots(database).filter((root) => !isElsewhere(root.path)),
    origins: () => roots(database),
    addRoot: (folder) => addRoot(database, isElsewhere(folder) ? folder : path.resolve(folder)),
    relinkRoots: (places) => {
      database.transaction(() => {
        relinkRoots(database, places)
      })
    },
    removeRoot: (id) => {
      database.transaction(() => {
        rememberPlacesIn(database, id)
        if (database.run('DELETE FROM roots WHERE id = ?', id).changes === 0) throw unknownRoot(id)
      })
    },
    under: (rootId) =>
      database
        .all<StoredFile>(`SELECT ${COLUMNS} FROM files WHERE root_id = ? ORDER BY relative_path`, rootId)
        .map((row) => fileOf(row)),
    countMissing: (rootId) =>
      database.first<{ count: number }>(
        'SELECT count(*) AS count FROM files WHERE root_id = ? AND missing = 1',
        rootId,
      )?.count ?? 0,
    countPhotos: (rootId, labelSet) => countPhotos(database, rootId, labelSet),
    known: (rootId) => known(database, rootId),
    at: (rootId, relativePath) => fileAt(database, rootId, relativePath),
    totals: () => database.first<ReturnType<Files['totals']>>(TOTALS) ?? { files: 0, missing: 0 },
    put: (rows) => {
      database.transaction(() => {
        for (const row of rows) putFile(database, row)
      })
    },
    markMissing: (fileIds) => {
      forEachId(database, 'UPDATE files SET missing = 1 WHERE id = ?', fileIds)
    },
    remove: (fileIds) => {
      forEachId(database, 'DELETE FROM files WHERE id = ?', fileIds)
    },
    byPath: (place) =>
      isElsewhere(place) ? fileByUri(database, place) : fileByPath(database, path.resolve(place)),
    pathOf: (photoId) => pathOf(database, photoId),
    pathsOf: (photoId) => pathsOf(database, photoId),
    places: () => places(database),
    paths: () => paths(database),
    lostLabels: (labelSet) => lostLabels(database, labelSet),
    exportMark: () => exportMark(database),
    addExport: (folder) => addExport(database, path.resolve(folder)),
    unreadable: () => unreadable(database),
  }
}

/** From the index on photos alone. */
const TOTALS = `SELECT (SELECT count(*) FROM files WHERE photo_id IS NOT NULL AND missing = 0) AS files,
  (SELECT count(DISTINCT photo_id) FROM files WHERE photo_id IS NOT NULL AND missing = 1 AND NOT EXISTS (
    SELECT 1 FROM files AS present WHERE present.photo_id = files.photo_id AND present.missing = 0)) AS missing`

interface StoredPlace extends Omit<KnownPlace, 'modifiedNs' | 'changedNs' | 'missing'> {
  modifiedNs: string | null
  changedNs: string | null
  missing: number
}

function known(database: ReadableDatabase, root: RootId): KnownPlace[] {
  return database
    .all<StoredPlace>(
      `SELECT id, relative_path AS relativePath, size, modified_ns AS modifiedNs, changed_ns AS changedNs,
        photo_id AS photoId, missing FROM files WHERE root_id = ?`,
      root,
    )
    .map((row) => ({ ...row, ...timesOf(row), missing: row.missing === 1 }))
}

function roots(database: ReadableDatabase): Root[] {
  return database.all<Root>('SELECT id, path FROM roots ORDER BY id')
}

function rootAt(database: ReadableDatabase, absolute: string): RootId | undefined {
  return database.first<Root>('SELECT id, path FROM roots WHERE path = ?', absolute)?.id
}

function addRoot(database: WritableDatabase, absolute: string): RootId {
  return rootAt(database, absolute) ?? database.run('INSERT INTO roots (path) VALUES (?)', absolute).id
}

/** First all leave their paths: one may take that of another. */
function relinkRoots(database: WritableDatabase, places: ReadonlyMap<RootId, string>): void {
  for (const id of places.keys()) {
    if (database.run('UPDATE roots SET path = ? WHERE id = ?', `/moving/\n${id}`, id).changes === 0)
      throw unknownRoot(id)
  }
  for (const [id, place] of places) {
    const absolute = path.resolve(place)
    const other = rootAt(database, absolute)
    if (other !== undefined)
      throw new AppError('conflict', sentence('root-twice', { folder: absolute }), { root: other })
    database.run('UPDATE roots SET path = ? WHERE id = ?', absolute, id)
  }
}

/** Labels are fewer than photos: what is labelled is counted from them. */
const LABELS_IN_ROOT = `SELECT count(DISTINCT CASE WHEN role = 'class' THEN labels.photo_id END) AS labelled,
    count(DISTINCT CASE WHEN role <> 'class' THEN labels.photo_id END) AS setAside
  FROM labels JOIN classes ON classes.id = labels.class_id
  WHERE labels.label_set_id = ? AND EXISTS (SELECT 1 FROM files
    WHERE files.photo_id = labels.photo_id AND files.missing = 0 AND files.root_id = ?)`

function countPhotos(database: ReadableDatabase, root: RootId, labelSet: LabelSetId): PhotosInRoot {
  const photos = database.first<{ photos: number }>(
    'SELECT count(DISTINCT photo_id) AS photos FROM files WHERE root_id = ? AND missing = 0',
    root,
  )
  const labels = database.first<{ labelled: number; setAside: number }>(LABELS_IN_ROOT, labelSet, root)
  return { photos: photos?.photos ?? 0, labelled: labels?.labelled ?? 0, setAside: labels?.setAside ?? 0 }
}

function unknownRoot(id: RootId): AppError {
  return new AppError('not-found', sentence('no-root', { id }), { root: id })
}

function putFile(database: WritableDatabase, file: NewFile): void {
  rememberPlace(database, file)
  database.run(
    `INSERT INTO files (root_id, relative_path, size, modified_ns, changed_ns, file_hash, photo_id, reason)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (root_id, relative_path) DO UPDATE SET size = excluded.size, modified_ns = excluded.modified_ns,
      changed_ns = excluded.changed_ns, file_hash = excluded.file_hash, photo_id = excluded.photo_id,
      reason = excluded.reason, missing = 0`,
    file.rootId,
    file.relativePath,
    file.size,
    decimal(file.modifiedNs),
    decimal(file.changedNs),
    file.fileHash === null ? null : fromHex(file.fileHash, 'fileHash'),
    file.photoId,
    file.reason && writeSentence(file.reason),
  )
}

function forEachId(database: WritableDatabase, sql: string, ids: readonly FileId[]): void {
  database.transaction(() => {
    for (const id of ids) database.run(sql, id)
  })
}

/** Roots may be nested, so a path may be a location of several: a present one is preferred. */
function fileByPath(database: ReadableDatabase, absolute: string): FileRow | undefined {
  const found = roots(database).flatMap((root) => {
    if (isElsewhere(root.path)) return []
    const relative = path.relative(root.path, absolute)
    if (relative === '' || relative.startsWith(`..${path.sep}`) || path.isAbsolute(relative)) return []
    return fileAt(database, root.id, relative.split(path.sep).join('/')) ?? []
  })
  return found.find((file) => !file.missing) ?? found.at(0)
}

function fileByUri(database: ReadableDatabase, uri: string): FileRow | undefined {
  const parts = partsOfUri(uri)
  const root = parts && rootAt(database, parts.root)
  return root === undefined ? undefined : fileAt(database, root, parts?.relative ?? '')
}

function fileAt(database: ReadableDatabase, root: RootId, relative: string): FileRow | undefined {
  const row = database.first<StoredFile>(
    `SELECT ${COLUMNS} FROM files WHERE root_id = ? AND relative_path = ?`,
    root,
    relative,
  )
  return row && fileOf(row)
}

/**
 * The library's own name, or the mark that an earlier version created: so it is known before the first export, and also in
 * a library opened read-only.
 */
function exportMark(database: WritableDatabase): string {
  return database.first<{ mark: string }>('SELECT mark FROM exports LIMIT 1')?.mark ?? identity(database)
}

function addExport(database: WritableDatabase, folder: string): string {
  return database.transaction(() => {
    const mark = exportMark(database)
    database.run('INSERT INTO exports (path, mark) VALUES (?, ?) ON CONFLICT DO NOTHING', folder, mark)
    return mark
  })
}

function unreadable(database: ReadableDatabase): ReturnType<Files['unreadable']> {
  return database
    .all<Place & { reason: string }>(
      `SELECT ${PLACE}, files.reason FROM files JOIN roots ON roots.id = files.root_id
        WHERE files.reason IS NOT NULL AND files.missing = 0 ${FIRST}`,
    )
    .map((place) => ({ path: absolutePath(place), reason: readSentence(place.reason) }))
}

function decimal(time: bigint | null | undefined): string | null {
  return time?.toString() ?? null
}

function fileOf(row: StoredFile): FileRow {
  return {
    ...row,
    ...timesOf(row),
    fileHash: row.fileHash && toHex(row.fileHash),
    reason: row.reason === null ? null : readSentence(row.reason),
    missing: row.missing === 1,
  }
}

function timesOf({
  modifiedNs,
  changedNs,
}: Pick<StoredPlace, 'modifiedNs' | 'changedNs'>): Pick<KnownPlace, 'modifiedNs' | 'changedNs'> {
  return {
    modifiedNs: modifiedNs === null ? null : BigInt(modifiedNs),
    changedNs: changedNs === null ? null : BigInt(changedNs),
  }
}
