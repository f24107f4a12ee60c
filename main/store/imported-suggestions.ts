/** @file The table of imported suggestions: what another engine takes each photo for. They are no labels, and never become any by themselves. */
import type { WritableDatabase } from './lifecycle/database.ts'
import { IS_PRESENT } from './photos/photos.ts'
import type { ImportedSuggestion, ImportedSuggestions } from './types/index.ts'

const COLUMNS = 'photo_id AS photo, class, probability'

export function importedSuggestionsOf(database: WritableDatabase): ImportedSuggestions {
  return {
    put: (labelSet, photo, suggestion) => {
      if (suggestion === null) {
        database.run(
          'DELETE FROM imported_suggestions WHERE label_set_id = ? AND photo_id = ?',
          labelSet,
          photo,
        )
      } else {
        database.run(
          `INSERT INTO imported_suggestions (label_set_id, photo_id, class, probability) VALUES (?, ?, ?, ?)
            ON CONFLICT DO UPDATE SET class = excluded.class, probability = excluded.probability`,
          labelSet,
          photo,
          suggestion.class,
          suggestion.probability,
        )
      }
    },
    of: (labelSet, photo) =>
      database.first<ImportedSuggestion>(
        `SELECT ${COLUMNS} FROM imported_suggestions WHERE label_set_id = ? AND photo_id = ?`,
        labelSet,
        photo,
      ),
    present: (labelSet) =>
      database.all<ImportedSuggestion>(
        `SELECT ${COLUMNS} FROM imported_suggestions JOIN photos ON photos.id = photo_id
          WHERE label_set_id = ? AND ${IS_PRESENT} ORDER BY probability DESC, photo_id`,
        labelSet,
      ),
  }
}
