/** @file The journal of a damaged library: what can be read of it, and the rest from the newest backup. */
import type { Sentence } from '../../../shared/sentences/sentence.ts'
import { connect } from '../lifecycle/database.ts'
import { guarded, translated } from '../lifecycle/errors.ts'
import { countEntries, entriesAfter } from '../decisions/journal-entries.ts'
import { gather, prepareToFill } from './repair.ts'
import { rolesOf } from '../decisions/roles.ts'
import type { Journal } from '../types/index.ts'

export interface SalvagedJournal {
  readonly journal: Pick<Journal, 'entries' | 'countEntries' | 'knowsAside'>
  /** What could not be read. */
  readonly lost: Sentence[]
  close(): void
}

/** The tables that a journal refers to. Features and thumbnails, nearly all of a library's size, are not read. */
const TABLES = new Set([
  'meta',
  'label_sets',
  'classes',
  'decisions',
  'decision_items',
  'class_moves',
  'photos',
  'roots',
  'files',
  'last_places',
])

/**
 * Reads into memory. The library is not changed, and may be open meanwhile.
 * @param folder absolute path of the library.
 * @throws AppError `not-found` where there is neither a database nor a backup.
 */
export function salvageJournal(folder: string): SalvagedJournal {
  return translated(() => {
    const database = connect(':memory:')
    try {
      prepareToFill(database)
      const lost = gather(database, folder, (table) => TABLES.has(table))
      const journal = guarded(
        {
          entries: (after: number, most: number) => entriesAfter(database, after, most),
          countEntries: () => countEntries(database),
          knowsAside: () => rolesOf(database).size > 0,
        },
        folder,
      )
      return {
        journal,
        lost,
        close: () => {
          database.close()
        },
      }
    } catch (thrown) {
      database.close()
      throw thrown
    }
  }, folder)
}
