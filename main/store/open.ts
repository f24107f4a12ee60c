/**
 * @file Opens a library: recognises the file, migrates it, and joins the table families into one `Store`. Nothing in the
 * folder stands by an absolute path except the roots, so that a library can be copied or moved as a whole.
 */
import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { AppError } from '../../shared/errors.ts'
import { sentence } from '../../shared/sentences/sentence.ts'
import { auditsOf } from './audits.ts'
import { backUp, libraryFile } from './backup.ts'
import { checkLibrary } from './check.ts'
import { classesOf, labelSetsOf } from './classes.ts'
import { clustersOf } from './clusters.ts'
import { copyAnonymously } from './copy.ts'
import { configure, connect, type WritableDatabase } from './database.ts'
import { guarded, translated } from './errors.ts'
import { featuresOf } from './features.ts'
import { filesOf } from './files.ts'
import { forgetPhoto } from './forget.ts'
import { headsOf } from './heads.ts'
import { jobsOf } from './jobs.ts'
import { journalOf } from './journal.ts'
import { migrate, recognise } from './migrate.ts'
import { type Migration, migrations as allMigrations } from './migrations/index.ts'
import { pagesOf } from './pages.ts'
import { photosOf } from './photos.ts'
import type { Store } from './types.ts'

export interface OpenOptions {
  /** Milliseconds since the epoch. */
  clock?: () => number
  /** Tests open a library as an older or a newer Twinsort would. */
  migrations?: readonly Migration[]
}

/**
 * Opens the library in this folder; a folder that is not there, or without a library, gets a new one.
 * @throws AppError `library-newer`, `library-damaged`, `disk-full`, or `bad-input` where the folder cannot be written. The
 *   file is then as it was.
 */
export function openStore(folder: string, options: OpenOptions = {}): Store {
  const absolute = path.resolve(folder)
  try {
    mkdirSync(absolute, { recursive: true })
  } catch (cause) {
    throw new AppError(
      'bad-input',
      sentence('library-folder-not-made', { folder: absolute }),
      { folder },
      cause,
    )
  }
  return storeOn(openDatabase(absolute, options.migrations), absolute, options.clock)
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
  const file = folder === null ? ':memory:' : libraryFile(folder)
  try {
    return translated(() => openMigrated(file, folder, migrations))
  } catch (thrown) {
    if (!(thrown instanceof AppError)) throw thrown
    const said = sentence('about', { subject: file, problem: thrown.message })
    throw new AppError(thrown.code, said, { ...thrown.details, file }, thrown)
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
    configure(database)
    migrate(database, migrations, (nextVersion) => {
      if (folder !== null) backUp(database, folder, nextVersion)
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
): Store {
  const pages = pagesOf(database, clock)
  return guarded<Store>({
    folder,
    photos: guarded(photosOf(database, clock)),
    files: guarded(filesOf(database)),
    features: guarded(featuresOf(database)),
    labelSets: guarded(labelSetsOf(database)),
    classes: guarded(classesOf(database)),
    journal: guarded(journalOf(database, clock)),
    pages: guarded(pages),
    audits: guarded(auditsOf(database, clock)),
    clusters: guarded(clustersOf(database, clock)),
    heads: guarded(headsOf(database, clock)),
    jobs: guarded(jobsOf(database, clock)),
    transaction: (work) => database.transaction(work),
    dataVersion: () => Number(database.pragma('data_version')),
    forgetPhoto: (id) => {
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
  })
}
