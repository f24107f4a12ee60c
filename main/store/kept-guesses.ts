/**
 * @file The table of kept guesses: what the review computed last, for the state of the library that it was computed from. It lies in the
 * database itself, so that it is of the same moment as everything else in it, wherever the file is copied to.
 *
 * [Note: damaged guesses stay] What is merely kept never makes a call fail: guesses that cannot be read count as none. They are not
 * written over either. SQLite would free their pages along a chain in which a link may be wrong, and could take pages of labels.
 * A repair makes a library without them.
 */
import { BUSY_TIMEOUT, type WritableDatabase } from './lifecycle/database.ts'
import { modelVersionOf } from './photos/model-version.ts'
import { bytesOf, doublesOf, integersOf } from './photos/number-columns.ts'
import { checksumOf } from './recovery/checksums.ts'
import type { GuessColumns, KeptGuesses, LabelSetId } from './types/index.ts'

interface Row {
  photos: Uint8Array
  classes: Uint8Array
  probabilities: Uint8Array
  facts: string
  checksum: number
}

const DAMAGED = 'damaged'
/** What was kept, as it was. */
type Found = (GuessColumns & { readonly facts: unknown }) | typeof DAMAGED | undefined

const OF_LABEL_SET =
  'SELECT photos, classes, probabilities, facts, checksum FROM kept_guesses WHERE label_set_id = ?'
const LAST_DECISION = 'SELECT coalesce(max(id), 0) FROM decisions'

export function keptGuessesOf(database: WritableDatabase): KeptGuesses {
  return {
    put: (labelSet, { madeBy, version, lastDecision, guesses, facts }) => {
      if (keptIn(() => database.first<Row>(OF_LABEL_SET, labelSet)) === DAMAGED) return
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
    current: (labelSet, madeBy) => {
      const found = keptIn(() =>
        database.snapshot(() => {
          const { photos, head } = modelVersionOf(database)
          return database.first<Row>(
            `${OF_LABEL_SET} AND made_by = ? AND photos_version = ? AND head_version = ? AND last_decision = (${LAST_DECISION})`,
            ...[labelSet, madeBy, photos, head],
          )
        }),
      )
      return found === DAMAGED ? undefined : found
    },
  }
}

/** See [Note: damaged guesses stay]. */
function keptIn(read: () => Row | undefined): Found {
  try {
    const row = read()
    if (row === undefined) return undefined
    const { photos, classes, probabilities, facts, checksum } = row
    if (checksumOf(photos, classes, probabilities, facts) !== checksum) return DAMAGED
    return {
      photos: integersOf(photos),
      classes: integersOf(classes),
      probabilities: doublesOf(probabilities),
      facts: JSON.parse(facts) as unknown,
    }
  } catch {
    return DAMAGED
  }
}

/**
 * Of all label sets, since they name photos; what is damaged stays: see [Note: damaged guesses stay].
 * To be called before the transaction: SQLite commits none in which it met a damaged page.
 * @returns what removes them
 */
export function forgettingKeptGuesses(database: WritableDatabase): () => void {
  const sets = database.all<{ id: LabelSetId }>('SELECT id FROM label_sets')
  const sound = sets.filter(({ id }) => keptIn(() => database.first<Row>(OF_LABEL_SET, id)) !== DAMAGED)
  return () => {
    // One by one: a statement about all of them would look at the damaged page.
    for (const { id } of sound) database.run('DELETE FROM kept_guesses WHERE label_set_id = ?', id)
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
