/** @file The table of maps: where photos lie on a plane, one for each space. */
import { AppError } from '../../../shared/errors.ts'
import { sentence } from '../../../shared/sentences/sentence.ts'
import type { WritableDatabase } from '../lifecycle/database.ts'
import type { Maps, StoredMap } from '../types/index.ts'
import { bytesOf, floatsOf, integersOf } from './number-columns.ts'

interface Row extends Pick<StoredMap, 'space' | 'createdAt'> {
  photos: Uint8Array
  positions: Uint8Array
}

export function mapsOf(database: WritableDatabase, clock: () => number): Maps {
  return {
    put: ({ space, photos, positions }) => {
      if (positions.length !== 2 * photos.length)
        throw new AppError(
          'internal',
          `${positions.length} numbers are no places of ${photos.length} photos.`,
        )
      database.run(
        `INSERT INTO maps (space, photos, positions, created_at) VALUES (?, ?, ?, ?)
          ON CONFLICT (space) DO UPDATE SET photos = excluded.photos, positions = excluded.positions,
            created_at = excluded.created_at`,
        space,
        bytesOf(photos),
        bytesOf(positions),
        clock(),
      )
    },
    get: (space) => {
      const row = database.first<Row>(
        'SELECT space, photos, positions, created_at AS createdAt FROM maps WHERE space = ?',
        space,
      )
      if (row === undefined) return undefined
      if (row.positions.length !== 2 * row.photos.length)
        throw new AppError('library-damaged', sentence('library-value-unreadable', { what: `map ${space}` }))
      return { ...row, photos: integersOf(row.photos), positions: floatsOf(row.positions) }
    },
  }
}
