/** @file The table of splits: which part of a data set each photo was in. */
import type { Part } from '../../shared/contract/split.ts'
import type { PhotoId } from '../../shared/domain.ts'
import type { WritableDatabase } from './lifecycle/database.ts'
import type { Splits } from './types/index.ts'

export function splitsOf(database: WritableDatabase): Splits {
  return {
    parts: (split) => {
      const rows = database.all<{ photo: PhotoId; part: Part }>(
        'SELECT photo_id AS photo, part FROM split_parts WHERE split = ?',
        split,
      )
      return new Map(rows.map(({ photo, part }) => [photo, part]))
    },
    put: (split, parts) => {
      database.transaction(() => {
        for (const [photo, part] of parts) {
          database.run(
            `INSERT INTO split_parts (split, photo_id, part) VALUES (?, ?, ?)
              ON CONFLICT (split, photo_id) DO UPDATE SET part = excluded.part WHERE part <> excluded.part`,
            split,
            photo,
            part,
          )
        }
      })
    },
  }
}
