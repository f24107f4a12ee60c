/**
 * @file Sets of photos with one folder for each class, as benchmarks take them: read once, and kept in the cache folder
 * (`bench/loop-sets` there). A library there keeps the settings that it was made with: use `--fresh` after a change of what
 * `index` does by default.
 */
import { createHash } from 'node:crypto'
import { realpath, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { connectLocally } from '../../main/engine/connect.ts'
import { defaultFolders, resolveWritten } from '../../main/engine/folders.ts'
import { writeAtomically } from '../../main/files/write-atomically.ts'
import { readTruth } from '../../main/lab/truth.ts'
import { openForReading } from '../../main/store/store.ts'
import type { Client } from '../../shared/client.ts'
import type { Input } from '../../shared/contract.ts'
import { AppError } from '../../shared/errors.ts'
import { verbatim } from '../../shared/sentences/sentence.ts'
import { baselineKey } from './baseline-results.ts'

export const TRUTH = { kind: 'folders' } as const satisfies Input<'simulate'>['truth']

export interface PhotoSet {
  /** Name of the folder. */
  readonly name: string
  /** Absolute. */
  readonly folder: string
  readonly library: string
  /** Absolute: holds the library and, beside it, what a benchmark keeps of its results. */
  readonly kept: string
}

/** A set that was indexed. */
export interface IndexedSet extends PhotoSet {
  readonly photos: number
  readonly classes: number
  readonly backbone: string
  /** See `baselineKey`. */
  readonly key: string
}

/** The file after `--table`, absolute. */
export function tableFile({ table }: Readonly<Record<string, string | undefined>>): string | undefined {
  if (table === 'true')
    throw new AppError('bad-input', verbatim('Write the file after --table: --table FILE.md.'))
  return table === undefined ? undefined : resolveWritten(table)
}

/** One for each folder that is named. @throws AppError `bad-input`, `not-found` */
export async function photoSets(words: readonly string[]): Promise<PhotoSet[]> {
  if (words.length === 0) {
    const message = 'Which photos? Write one or more folders, each with one folder of photos for every class.'
    throw new AppError('bad-input', verbatim(message))
  }
  const folders = new Set(await Promise.all(words.map((word) => photoFolder(resolveWritten(word)))))
  return [...folders].map((folder) => {
    const name = path.basename(folder)
    const hash = createHash('sha256').update(folder).digest('hex').slice(0, 8)
    const kept = path.join(defaultFolders().cacheFolder, 'bench', 'loop-sets', `${name}-${hash}`)
    const library = path.join(kept, 'library')
    return { name, folder, library, kept }
  })
}

async function photoFolder(folder: string): Promise<string> {
  const found = await stat(folder).catch(() => undefined)
  if (found === undefined) throw new AppError('not-found', verbatim(`There is no folder ${folder}.`))
  if (!found.isDirectory())
    throw new AppError('bad-input', verbatim(`${folder} is a file, not a folder of photos.`))
  return realpath(folder)
}

/** Reads its photos, where that was not done before or is to be done afresh. */
export async function index(set: PhotoSet, fresh: boolean): Promise<IndexedSet> {
  const { name, folder, library } = set
  say(name, 'indexing')
  if (fresh) await rm(library, { recursive: true, force: true })
  await withEngine(library, (client) => client.call('index', { folders: [folder] }))
  const store = openForReading({ folder: library, isReadOnly: false })
  try {
    const { classOf } = await readTruth(store, TRUTH).catch((thrown: unknown) => {
      const { code, message } = AppError.from(thrown)
      throw new AppError(code, verbatim(`${folder}: ${message}`), undefined, thrown)
    })
    const [photos, classes] = [classOf.size, new Set(classOf.values()).size]
    if (classes < 2) {
      const message = `All photos in ${folder} are of one class; there must be a folder for each of two classes or more.`
      throw new AppError('bad-input', verbatim(message))
    }
    const backbones = [store.features.active(), store.features.second()]
    const backbone = backbones.flatMap((each) => each?.name ?? []).join(' and ')
    say(name, `${photos} photos in ${classes} classes, features of ${backbone}`)
    return { ...set, photos, classes, backbone, key: baselineKey(store, classOf) }
  } finally {
    store.close()
  }
}

export async function withEngine<T>(library: string, work: (client: Client) => Promise<T>): Promise<T> {
  const { resources, cacheFolder } = defaultFolders()
  const options = { library, resources, cacheFolder, clock: Date.now, logLevel: 'silent' }
  const engine = connectLocally(options)
  try {
    return await work(engine.client)
  } finally {
    await engine.close()
  }
}

/** As the documents of this project are, so that the table can stand among them. */
async function formatted(text: string, file: string): Promise<string> {
  const { format } = await import('oxfmt')
  const { code, errors } = await format(path.basename(file), text)
  if (errors.length > 0) throw new Error(errors.map(({ message }) => message).join('\n'))
  return code
}

/** Writes the table that `--table` asked for. */
export async function writeTable(file: string, text: string): Promise<void> {
  await writeAtomically(file, await formatted(text, file))
}

export function say(set: string, text: string): void {
  process.stderr.write(`${set}: ${text}\n`)
}
