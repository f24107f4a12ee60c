/**
 * @file The table of kept guesses: what the review computed last, for the state of the library that it was computed from. It lies in the
 * database itself, so that it is of the same moment as everything else in it, wherever the file is copied to.
 */
import { BUSY_TIMEOUT, type WritableDatabase } from './lifecycle/database.ts'
import { modelVersionOf } from './photos/model-version.ts'
import { bytesOf, doublesOf, integersOf } from './photos/number-columns.ts'
import { checksumOf } from './recovery/checksums.ts'
import type { KeptGuesses } from './types/index.ts'

interface Row {
  photos: Uint8Array
  classes: Uint8Array
  probabilities: Uint8Array
  facts: string
  checksum: number
}

const LAST_DECISION = 'SELECT coalesce(max(id), 0) FROM decisions'

export function keptGuessesOf(database: WritableDatabase): KeptGuesses {
  return {
    put: (labelSet, { madeBy, version, lastDecision, guesses, facts }) => {
      const blobs = [guesses.photos, guesses.classes, guesses.probabilities].map((numbers) =>
        bytesOf(numbers),
      )
      const text = JSON.stringify(facts)
      // Closing a library does not wait for another process that writes: this is soon made again.
      withoutWaiting(database, () =>
        database.run(
          `INSERT INTO kept_guesses (label_set_id, photos_version, head_version, last_decision, made_by, photos, classes,
          probabilities, facts, checksum) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
          ON CONFLICT DO UPDATE SET photos_version = excluded.photos_version, head_version = excluded.head_version,
            last_decision = excluded.last_decision, made_by = excluded.made_by, photos = excluded.photos,
            classes = excluded.classes, probabilities = excluded.probabilities, facts = excluded.facts,
            checksum = excluded.checksum`,
          ...[labelSet, version.photos, version.head, lastDecision, madeBy],
          ...[...blobs, text, checksumOf(...blobs, text)],
        ),
      )
    },
    current: (labelSet, madeBy) =>
      database.snapshot(() => {
        const { photos: photosVersion, head } = modelVersionOf(database)
        const row = database.first<Row>(
          `SELECT photos, classes, probabilities, facts, checksum FROM kept_guesses WHERE label_set_id = ? AND made_by = ?
            AND photos_version = ? AND head_version = ? AND last_decision = (${LAST_DECISION})`,
          ...[labelSet, madeBy, photosVersion, head],
        )
        if (row === undefined) return undefined
        const { photos, classes, probabilities, facts, checksum } = row
        // What does not fit is made again.
        if (checksumOf(photos, classes, probabilities, facts) !== checksum) return undefined
        return {
          photos: integersOf(photos),
          classes: integersOf(classes),
          probabilities: doublesOf(probabilities),
          facts: JSON.parse(facts) as unknown,
        }
      }),
  }
}

function withoutWaiting(database: WritableDatabase, write: () => unknown): void {
  database.pragma('busy_timeout = 0')
  try {
    write()
  } finally {
    database.pragma(`busy_timeout = ${BUSY_TIMEOUT}`)
  }
}
