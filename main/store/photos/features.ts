/** @file The tables of backbones and features: float16 vectors, keyed (backbone, level, photo) so that a level is one scan. */
import { z } from 'zod'
import { CropName, type PhotoId } from '../../../shared/domain.ts'
import { AppError } from '../../../shared/errors.ts'
import { sentence } from '../../../shared/sentences/sentence.ts'
import { toFloat16 } from '../../math/float16.ts'
import type { Allocate, Matrix } from '../../math/matrix.ts'
import { checksumOf } from '../recovery/checksums.ts'
import type { ReadableDatabase, WritableDatabase } from '../lifecycle/database.ts'
import { countPresent, IS_PRESENT } from './photos.ts'
import type { BackboneId, Features, Level, NewBackbone, UsedBackbone } from '../types/index.ts'
import { matrixOf, type VectorRow } from './vectors.ts'

/** `crops`: their names, joined by commas. The column is called `views`. */
type UsedRow = Pick<UsedBackbone, 'id' | 'name'> & { crops: string }

const MIDDLE: readonly CropName[] = ['crop']

interface StoredLevel extends Level {
  level: number
}

export function featuresOf(database: WritableDatabase): Features {
  return {
    ensureBackbone: (backbone) => database.transaction(() => ensureBackbone(database, backbone)),
    backbone: (id) => {
      const row = database.first<UsedRow & { sha256: string }>(
        'SELECT id, name, sha256, views AS crops FROM backbones WHERE id = ?',
        id,
      )
      return row && { ...row, crops: cropsOf(row), levels: levelsOf(database, id).map(withoutNumber) }
    },
    put: (backboneId, photoId, levels) => {
      database.transaction(() => {
        putFeatures(database, backboneId, photoId, levels)
      })
    },
    replace: (backboneId, photoId, levels) =>
      database.transaction(() => {
        if (hasFeatures(database, backboneId, photoId, levels)) return false
        putFeatures(database, backboneId, photoId, levels)
        database.run('DELETE FROM embeddings WHERE photo_id = ?', photoId)
        return true
      }),
    lacking: (backboneId, photoIds) => {
      const complete = photosWithAllLevels(database, backboneId)
      return photoIds.filter((id) => !complete.has(id))
    },
    isComplete: (backboneId) => database.first(LACKING, backboneId) === undefined,
    load: (backboneId, level, allocate) => loadLevel(database, backboneId, level, allocate),
    some: (backboneId, level, photoIds) => someOfLevel(database, backboneId, level, photoIds),
    active: () => usedWhere(database, 'active = 1'),
    setActive: (id) => {
      database.transaction(() => {
        levelsOf(database, id)
        // An unchanged row must not count as a change.
        database.run('UPDATE backbones SET active = 0 WHERE active = 1 AND id <> ?', id)
        database.run('UPDATE backbones SET active = 1 WHERE active = 0 AND id = ?', id)
      })
    },
    second: () => usedWhere(database, 'second = 1 AND active = 0'),
    setSecond: (id) => {
      database.transaction(() => {
        if (id !== null) levelsOf(database, id)
        database.run('UPDATE backbones SET second = 0 WHERE second = 1 AND id IS NOT ?', id)
        database.run('UPDATE backbones SET second = 1 WHERE second = 0 AND id IS ?', id)
      })
    },
  }
}

function ensureBackbone(database: WritableDatabase, backbone: NewBackbone): BackboneId {
  const { name, sha256, crops = MIDDLE } = backbone
  const candidates = database.all<{ id: BackboneId }>(
    'SELECT id FROM backbones WHERE name = ? AND sha256 = ? AND views = ? ORDER BY id',
    ...[name, sha256, crops.join()],
  )
  const wanted = JSON.stringify(backbone.levels.map(withoutNumber))
  const same = candidates.find(
    ({ id }) => JSON.stringify(levelsOf(database, id).map(withoutNumber)) === wanted,
  )
  if (same !== undefined) return same.id
  if (backbone.levels.length === 0) throw new AppError('internal', 'A backbone needs at least one level.')
  const { id } = database.run(
    'INSERT INTO backbones (name, sha256, views) VALUES (?, ?, ?)',
    ...[name, sha256, crops.join()],
  )
  for (const [index, level] of backbone.levels.entries()) {
    database.run('INSERT INTO backbone_levels VALUES (?, ?, ?, ?)', id, index, level.name, level.dimensions)
  }
  return id
}

function usedWhere(database: ReadableDatabase, condition: string): UsedBackbone | undefined {
  const row = database.first<UsedRow>(`SELECT id, name, views AS crops FROM backbones WHERE ${condition}`)
  return row && { ...row, crops: cropsOf(row) }
}

/** @throws AppError `library-damaged` for crops that no version knows. */
function cropsOf({ crops }: UsedRow): CropName[] {
  const known = z.array(CropName).safeParse(crops.split(','))
  if (!known.success) throw new AppError('library-damaged', sentence('library-views-wrong', { views: crops }))
  return known.data
}

/** @throws AppError `not-found`: a backbone has at least one level. */
function levelsOf(database: ReadableDatabase, id: BackboneId): StoredLevel[] {
  const levels = database.all<StoredLevel>(
    'SELECT level, name, dimensions FROM backbone_levels WHERE backbone_id = ? ORDER BY level',
    id,
  )
  if (levels.length === 0) throw new AppError('not-found', sentence('no-backbone', { id }))
  return levels
}

function withoutNumber({ name, dimensions }: Level): Level {
  return { name, dimensions }
}

function putFeatures(
  database: WritableDatabase,
  backboneId: BackboneId,
  photoId: PhotoId,
  vectors: Readonly<Record<string, Float32Array>>,
): void {
  const given = new Map(Object.entries(vectors))
  for (const { level, name, dimensions } of levelsOf(database, backboneId)) {
    const vector = given.get(name)
    if (vector?.length !== dimensions) {
      throw new AppError('internal', `Level ${name} needs ${dimensions} values, not ${vector?.length ?? 0}.`)
    }
    given.delete(name)
    const bytes = toFloat16(vector)
    database.run(
      `INSERT INTO features (backbone_id, level, photo_id, vector, checksum) VALUES (?, ?, ?, ?, ?)
        ON CONFLICT DO UPDATE SET vector = excluded.vector, checksum = excluded.checksum`,
      backboneId,
      level,
      photoId,
      bytes,
      checksumOf(bytes),
    )
  }
  if (given.size > 0) throw new AppError('internal', `Unknown levels: ${[...given.keys()].join(', ')}.`)
}

/** Exactly these. */
function hasFeatures(
  database: ReadableDatabase,
  backboneId: BackboneId,
  photoId: PhotoId,
  vectors: Readonly<Record<string, Float32Array>>,
): boolean {
  const stored = database.all<{ name: string; vector: Uint8Array }>(
    `SELECT name, vector FROM features JOIN backbone_levels USING (backbone_id, level)
      WHERE backbone_id = ? AND photo_id = ?`,
    backboneId,
    photoId,
  )
  if (stored.length !== Object.keys(vectors).length) return false
  return stored.every(
    ({ name, vector }) =>
      Object.hasOwn(vectors, name) && Buffer.from(toFloat16(vectors[name])).equals(vector),
  )
}

/**
 * A photo gets all its levels in one transaction, so checking the first level is enough. The index contains the whole key:
 * without it SQLite would read all the vectors.
 */
function photosWithAllLevels(database: ReadableDatabase, backboneId: BackboneId): Set<PhotoId> {
  const rows = database.all<{ id: PhotoId }>(
    'SELECT photo_id AS id FROM features INDEXED BY features_by_photo WHERE backbone_id = ? AND level = 0',
    backboneId,
  )
  return new Set(rows.map(({ id }) => id))
}

/** Of the first level alone, by the index: see `photosWithAllLevels`. */
const LACKING = `SELECT 1 FROM files WHERE photo_id IS NOT NULL AND missing = 0 AND NOT EXISTS (
  SELECT 1 FROM features INDEXED BY features_by_photo WHERE features.photo_id = files.photo_id
    AND features.backbone_id = ? AND features.level = 0) LIMIT 1`

function loadLevel(
  database: ReadableDatabase,
  backboneId: BackboneId,
  name: string,
  allocate?: Allocate,
): { ids: PhotoId[]; matrix: Matrix } {
  const level = levelOf(database, backboneId, name)
  const rows = database.each<VectorRow>(
    `SELECT photos.id, features.vector FROM features JOIN photos ON photos.id = features.photo_id
      WHERE features.backbone_id = ? AND features.level = ? AND ${IS_PRESENT} ORDER BY features.photo_id`,
    backboneId,
    level.level,
  )
  return matrixOf(rows, countPresent(database), level.dimensions, allocate)
}

function someOfLevel(
  database: ReadableDatabase,
  backboneId: BackboneId,
  name: string,
  photoIds: readonly PhotoId[],
): Matrix {
  const { level, dimensions } = levelOf(database, backboneId, name)
  const rows = photoIds.flatMap((id) => {
    const found = database.first<VectorRow>(
      'SELECT photo_id AS id, vector FROM features WHERE backbone_id = ? AND level = ? AND photo_id = ?',
      backboneId,
      level,
      id,
    )
    return found ?? []
  })
  return matrixOf(rows, rows.length, dimensions).matrix
}

function levelOf(database: ReadableDatabase, backboneId: BackboneId, name: string): StoredLevel {
  const level = levelsOf(database, backboneId).find((candidate) => candidate.name === name)
  if (level === undefined) throw new AppError('not-found', sentence('no-level', { level: name }))
  return level
}
