/**
 * @file Opens a library: recognises the file, migrates it, and combines the tables' functions into one `Store`. Nothing in
 * the folder contains an absolute path except the roots, so a library can be copied or moved as a whole.
 */
import { closeSync, existsSync, mkdirSync, openSync } from 'node:fs'
import path from 'node:path'
import { AppError } from '../../../shared/errors.ts'
import { sentence } from '../../../shared/sentences/sentence.ts'
import { auditsOf } from '../decisions/audits.ts'
import { libraryFile, makeBackup } from '../recovery/backups.ts'
import { checkLibrary } from '../recovery/check.ts'
import { classesOf } from '../decisions/classes.ts'
import { labelSetsOf, openedLabelSet } from '../decisions/label-sets.ts'
import { clustersOf } from '../photos/clusters.ts'
import { mapsOf } from '../photos/maps.ts'
import { copyAnonymously } from '../recovery/copy.ts'
import { configure, connect, connectUnwritable, type WritableDatabase } from './database.ts'
import { guarded, translated } from './errors.ts'
import { featuresOf } from '../photos/features.ts'
import { filesOf } from '../photos/files.ts'
import { forgetPhoto } from './forget.ts'
import { headsOf } from '../heads.ts'
import { jobsOf } from '../jobs.ts'
import { journalOf } from '../decisions/journal.ts'
import { assertComplete, assertNotGone } from './lost.ts'
import { markedDatabase } from './mark.ts'
import { migrate, recognise, versionOf } from './migrate.ts'
import { type Migration, migrations as allMigrations } from '../migrations/index.ts'
import { PRIVATE_FILE, PRIVATE_FOLDER } from '../../files/modes.ts'
import { openToRead } from './open-read-only.ts'
import { pagesOf } from '../decisions/pages.ts'
import { modelVersionOf } from '../photos/model-version.ts'
import { photosOf } from '../photos/photos.ts'
import { identity } from '../photos/picture-key.ts'
import { closeOnce, isOpenedAgain } from './privacy.ts'
import { holdsReadOnlyLibrary, isRefusal, readOnlyPlace } from './read-only-place.ts'
import type { LabelSetId, Store } from '../types/index.ts'
import { labelSnapshotsOf } from '../label-snapshots.ts'
import { splitsOf } from '../splits.ts'
import { importedSuggestionsOf } from '../imported-suggestions.ts'
import { inBulk } from './bulk.ts'
import { keptGuessesOf } from '../kept-guesses.ts'
import { classMarksOf } from '../class-marks.ts'
import { viewsOf } from '../views.ts'

export interface OpenOptions {
  /** Milliseconds since the epoch. */
  clock?: () => number
  /** The number or the name of the label set to work on; without it the one that is remembered. */
  labelSet?: LabelSetId | string | undefined
  /** For tests, which open a library as an older or a newer Twinsort would. */
  migrations?: readonly Migration[]
}

/**
 * Opens the library in this folder; creates a new one where there is none. Where nothing can be written the library is
 * opened read-only, and nothing is changed.
 * @throws AppError `library-newer`, `library-damaged`, `library-incomplete` (lost.ts), `disk-full`, `disk-failed`, or
 *   `bad-input` where the folder cannot be written. The file is unchanged then.
 */
export function openStore(folder: string, options: OpenOptions = {}): Store {
  const absolute = path.resolve(folder)
  if (holdsReadOnlyLibrary(absolute)) {
    const database = named(absolute, () => openToRead(absolute, options.migrations ?? allMigrations))
    return storeOn(database, absolute, options.clock, { isReadOnly: true, labelSet: options.labelSet })
  }
  try {
    mkdirSync(absolute, { recursive: true, mode: PRIVATE_FOLDER })
  } catch (cause) {
    throw new AppError(
      'bad-input',
      sentence('library-folder-not-made', { folder: absolute }),
      { folder },
      cause,
    )
  }
  const database = openDatabase(absolute, options.migrations)
  translated(() => {
    closeOnce(database, absolute, [absolute, libraryFile(absolute)])
  }, absolute)
  const marked = markedDatabase(database, absolute, identity(database))
  return storeOn(marked, absolute, options.clock, { isReadOnly: false, labelSet: options.labelSet })
}

/**
 * Opens this library once more, for another thread of the process that has it open: SQLite refuses every write.
 * @param library `isReadOnly` where it was opened read-only; if that needed a private copy, this makes another copy,
 *   perhaps of a later state.
 * @throws AppError as `openStore` does
 */
export function openForReading({
  folder,
  isReadOnly,
  labelSet,
}: {
  folder: string
  isReadOnly: boolean
  labelSet?: LabelSetId | undefined
}): Store {
  const absolute = path.resolve(folder)
  const database = named(absolute, () =>
    isReadOnly ? openToRead(absolute, allMigrations) : connectUnwritable(libraryFile(absolute)),
  )
  return storeOn(database, absolute, Date.now, { isReadOnly: true, labelSet })
}

/** A new library in memory, gone when it is closed. */
export function openMemoryStore(options: OpenOptions = {}): Store {
  return storeOn(openDatabase(null, options.migrations), null, options.clock)
}

/**
 * The migrated database of a library folder, or one in memory.
 * @throws AppError that names the file; the file is then as it was.
 */
export function openDatabase(
  folder: string | null,
  migrations: readonly Migration[] = allMigrations,
): WritableDatabase {
  if (folder === null) return translated(() => openMigrated(':memory:', folder, migrations), folder)
  return named(folder, () => {
    prepareFile(folder)
    return openMigrated(libraryFile(folder), folder, migrations)
  })
}

/** Runs `open`; errors name the database file of this folder. */
function named<T>(folder: string, open: () => T): T {
  try {
    return translated(open, folder)
  } catch (thrown) {
    if (isRefusal(thrown)) {
      throw new AppError('bad-input', sentence('library-denied', { folder }), { folder }, thrown)
    }
    if (!(thrown instanceof AppError)) throw thrown
    if (thrown.code === 'library-incomplete') throw thrown // its sentence already names the file
    const file = libraryFile(folder)
    const said = sentence('about', { subject: file, problem: thrown.message })
    throw new AppError(thrown.code, said, { ...thrown.details, file }, thrown)
  }
}

/** SQLite would create the file readable by everybody, and its logs with the same rights. */
function prepareFile(folder: string): void {
  assertNotGone(folder)
  const file = libraryFile(folder)
  if (existsSync(file)) return
  try {
    closeSync(openSync(file, 'a', PRIVATE_FILE))
  } catch (thrown) {
    const error = AppError.from(thrown)
    if (error.code !== 'internal') throw error
    throw new AppError(
      'bad-input',
      sentence('library-not-made-there', { reason: error.message }),
      undefined,
      thrown,
    )
  }
}

function openMigrated(
  file: string,
  folder: string | null,
  migrations: readonly Migration[],
): WritableDatabase {
  const database = connect(file)
  try {
    recognise(database, migrations.length)
    if (folder !== null) assertComplete(database, folder, versionOf(database) === 0)
    configure(database)
    migrate(database, migrations, () => {
      if (folder !== null) makeBackup(folder, 'migration', Date.now())
    })
    return database
  } catch (thrown) {
    database.close()
    throw thrown
  }
}

/** The store on a database that is open and migrated. */
export function storeOn(
  database: WritableDatabase,
  folder: string | null,
  clock: () => number = Date.now,
  { isReadOnly, labelSet }: Pick<Store, 'isReadOnly'> & Pick<OpenOptions, 'labelSet'> = { isReadOnly: false },
): Store {
  const pages = pagesOf(database, clock)
  const current = openedLabelSet(database, labelSet)
  return guarded<Store>(
    {
      folder,
      isReadOnly,
      photos: guarded(photosOf(database, clock), folder),
      files: guarded(filesOf(database), folder),
      features: guarded(featuresOf(database), folder),
      labelSets: guarded(labelSetsOf(database, current), folder),
      classes: guarded(classesOf(database), folder),
      journal: guarded(journalOf(database, clock), folder),
      pages: guarded(pages, folder),
      audits: guarded(auditsOf(database, clock), folder),
      clusters: guarded(clustersOf(database, clock, current), folder),
      maps: guarded(mapsOf(database, clock), folder),
      heads: guarded(headsOf(database, clock), folder),
      jobs: guarded(jobsOf(database, clock, current), folder),
      views: guarded(viewsOf(database, current), folder),
      classMarks: guarded(classMarksOf(database, current), folder),
      splits: guarded(splitsOf(database), folder),
      importedSuggestions: guarded(importedSuggestionsOf(database), folder),
      keptGuesses: guarded(keptGuessesOf(database), folder),
      labelSnapshots: guarded(labelSnapshotsOf(database, clock), folder),
      isOpenedToOthers: () =>
        folder !== null && !isReadOnly && isOpenedAgain(database, [folder, libraryFile(folder)]),
      backUp: (reason) => {
        if (folder === null || isReadOnly) return
        try {
          makeBackup(folder, reason, clock())
        } catch {
          // For example for lack of space. The change goes on without a backup, since it can be undone.
        }
      },
      transaction: (work) => database.transaction(work),
      bulk: (work) => inBulk(database, folder, work),
      snapshot: (read) => database.snapshot(read),
      modelVersion: () => modelVersionOf(database),
      forgetPhoto: (id) => {
        if (folder !== null && isReadOnly) throw readOnlyPlace(folder) // before any file goes
        forgetPhoto(database, folder, id)
      },
      check: () => checkLibrary(database, folder),
      copyAnonymously: () => {
        const copy = openDatabase(null)
        copyAnonymously(database, copy)
        return storeOn(copy, null, clock)
      },
      close: () => {
        database.close()
      },
    },
    folder,
  )
}
