/** @file The table of photos: one row for each distinct readable picture content. */
import { AppError } from '../../../shared/errors.ts'
import { sentence } from '../../../shared/sentences/sentence.ts'
import type { PhotoId } from '../../../shared/domain.ts'
import { changePictureKey, pictureKey } from './picture-key.ts'
import { fromHex, perceptualHashFromBytes, perceptualHashToBytes, toHex } from './bytes.ts'
import type { ReadableDatabase, WritableDatabase } from '../lifecycle/database.ts'
import { outdatedPhotos, rekeyPhoto } from './identities.ts'
import type { NewPhoto, Photo, Photos } from '../types/index.ts'

/** SQL condition on `photos`: at least one location is present. */
export const IS_PRESENT =
  'EXISTS (SELECT 1 FROM files WHERE files.photo_id = photos.id AND files.missing = 0)'

/** The same photos by the index of their places, which is all that is read: a tenth of the time. */
const PRESENT_PLACES = 'FROM files WHERE photo_id IS NOT NULL AND missing = 0'

const COLUMNS = `id, content_hash AS contentHash, format, width, height, orientation, taken_at AS takenAt,
  clock_offset AS clockOffset, camera_make AS cameraMake, camera_model AS cameraModel, latitude, longitude, colour_profile AS colourProfile,
  perceptual_hash AS perceptualHash, added_at AS addedAt`

interface PhotoRow extends Omit<Photo, 'contentHash' | 'perceptualHash'> {
  contentHash: Uint8Array
  perceptualHash: Uint8Array | null
}

type Taken = ReturnType<Photos['presentTaken']>[number]

export function photosOf(database: WritableDatabase, clock: () => number): Photos {
  return {
    add: (photo) => addPhoto(database, photo, clock()),
    update: (id, photo) => {
      updatePhoto(database, id, photo)
    },
    rekey: (id, photo) => {
      database.transaction(() => {
        rekeyPhoto(database, id, photo.contentHash)
        updatePhoto(database, id, photo)
      })
    },
    outdated: () => outdatedPhotos(database),
    withStaleFacts: () => withStaleFacts(database),
    byContent: (contentHash) => photoByContent(database, contentHash),
    get: (id) => {
      const row = database.first<PhotoRow>(`SELECT ${COLUMNS} FROM photos WHERE id = ?`, id)
      return row && photoOf(row)
    },
    present: () =>
      database
        .all<PhotoRow>(`SELECT ${COLUMNS} FROM photos WHERE ${IS_PRESENT} ORDER BY id`)
        .map((row) => photoOf(row)),
    perceptualHashes: () => perceptualHashes(database),
    presentHashes: () =>
      database
        .all<{ hash: string }>(`SELECT lower(hex(content_hash)) AS hash FROM photos WHERE ${IS_PRESENT}`)
        .map(({ hash }) => hash),
    presentIds: () => presentIds(database),
    presentSizes: () =>
      database.all<{ id: PhotoId; width: number; height: number }>(
        `SELECT id, width, height FROM photos WHERE ${IS_PRESENT} ORDER BY id`,
      ),
    presentTaken: () =>
      database.all<Taken>(
        `SELECT id, taken_at AS takenAt, clock_offset AS clockOffset, camera_make AS cameraMake, camera_model AS cameraModel
          FROM photos WHERE ${IS_PRESENT} ORDER BY id`,
      ),
    appearances: () =>
      new Map(
        database
          .all<Appearance & { id: PhotoId }>(`SELECT id, ${APPEARANCE} FROM photos WHERE ${IS_PRESENT}`)
          .map(({ id, appearance }) => [id, appearance]),
      ),
    countPresent: () => countPresent(database),
    pictureKey: () => pictureKey(database),
  }
}

/** @throws AppError `not-found`. */
export function assertPhoto(database: ReadableDatabase, id: PhotoId): void {
  if (database.first('SELECT 1 FROM photos WHERE id = ?', id) === undefined) {
    throw new AppError('not-found', sentence('no-photo-in-library', { photo: id }), { photo: id })
  }
}

export function countPresent(database: ReadableDatabase): number {
  return (
    database.first<{ count: number }>(`SELECT count(DISTINCT photo_id) AS count ${PRESENT_PLACES}`)?.count ??
    0
  )
}

function presentIds(database: ReadableDatabase): PhotoId[] {
  return database
    .all<{ id: PhotoId }>(`SELECT DISTINCT photo_id AS id ${PRESENT_PLACES} ORDER BY photo_id`)
    .map((row) => row.id)
}

function* perceptualHashes(database: ReadableDatabase): ReturnType<Photos['perceptualHashes']> {
  const rows = database.each<Pick<PhotoRow, 'id' | 'perceptualHash'>>(
    `SELECT id, perceptual_hash AS perceptualHash FROM photos WHERE ${IS_PRESENT} ORDER BY id`,
  )
  for (const { id, perceptualHash: bytes } of rows)
    yield { id, perceptualHash: bytes && perceptualHashFromBytes(bytes) }
}

function withStaleFacts(database: ReadableDatabase): PhotoId[] {
  return database
    .all<{ id: PhotoId }>(
      `SELECT id FROM photos WHERE facts_hash IS NOT NULL AND ${IS_PRESENT} AND NOT EXISTS (
        SELECT 1 FROM files WHERE photo_id = photos.id AND missing = 0 AND file_hash = photos.facts_hash) ORDER BY id`,
    )
    .map((row) => row.id)
}

function photoByContent(database: ReadableDatabase, contentHash: string): PhotoId | undefined {
  const hash = fromHex(contentHash, 'contentHash')
  return database.first<{ id: PhotoId }>('SELECT id FROM photos WHERE content_hash = ?', hash)?.id
}

function addPhoto(database: WritableDatabase, photo: NewPhoto, now: number): PhotoId {
  const known = photoByContent(database, photo.contentHash)
  if (known !== undefined) {
    throw new AppError('conflict', sentence('photo-there-already', { photo: known }), { photo: known })
  }
  return database.run(
    `INSERT INTO photos (content_hash, added_at, format, width, height, orientation, taken_at, clock_offset, camera_make,
      camera_model, latitude, longitude, colour_profile, perceptual_hash, facts_hash)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    fromHex(photo.contentHash, 'contentHash'),
    now,
    ...description(photo),
  ).id
}

function updatePhoto(database: WritableDatabase, id: PhotoId, photo: NewPhoto): void {
  assertPhoto(database, id)
  if (photoByContent(database, photo.contentHash) !== id) {
    throw new AppError('conflict', sentence('photo-other-content', { photo: id }), { photo: id })
  }
  const before = appearanceOf(database, id)
  database.run(
    `UPDATE photos SET format = ?, width = ?, height = ?, orientation = ?, taken_at = ?, clock_offset = ?,
      camera_make = ?, camera_model = ?, latitude = ?, longitude = ?, colour_profile = ?, perceptual_hash = ?, facts_hash = ? WHERE id = ?`,
    ...description(photo),
    id,
  )
  if (before !== appearanceOf(database, id)) {
    database.run('DELETE FROM features WHERE photo_id = ?', id)
    database.run('DELETE FROM embeddings WHERE photo_id = ?', id)
  }
  changePictureKey(database)
}

interface Appearance {
  appearance: string
}

/** What a change of the metadata can change about the visible pixels. */
const APPEARANCE = `concat_ws(' ', width, height, orientation, colour_profile, hex(perceptual_hash)) AS appearance`

function appearanceOf(database: ReadableDatabase, id: PhotoId): string | undefined {
  return database.first<Appearance>(`SELECT ${APPEARANCE} FROM photos WHERE id = ?`, id)?.appearance
}

/** All columns except the identity, in their order. */
function description(photo: NewPhoto): (string | number | Uint8Array | null)[] {
  return [
    photo.format,
    photo.width,
    photo.height,
    photo.orientation ?? 1,
    photo.takenAt,
    photo.clockOffset ?? null,
    photo.cameraMake,
    photo.cameraModel,
    photo.latitude,
    photo.longitude,
    photo.colourProfile ?? null,
    photo.perceptualHash === null ? null : perceptualHashToBytes(photo.perceptualHash),
    typeof photo.factsHash === 'string' ? fromHex(photo.factsHash, 'factsHash') : null,
  ]
}

function photoOf(row: PhotoRow): Photo {
  return {
    ...row,
    contentHash: toHex(row.contentHash),
    perceptualHash: row.perceptualHash && perceptualHashFromBytes(row.perceptualHash),
  }
}
