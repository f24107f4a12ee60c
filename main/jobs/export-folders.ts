/**
 * @file Export as one folder for each class (see [Note: class names on disk]), with copies of the photos or links to them.
 * Nothing that is there is overwritten, so an export can be repeated: it adds what is new.
 */
import { constants } from 'node:fs'
import { access, copyFile, link, rename, rm, stat, symlink, utimes } from 'node:fs/promises'
import path from 'node:path'
import { AppError, throwIfCancelled } from '../../shared/errors.ts'
import { say, sentence } from '../../shared/sentences/sentence.ts'
import type { Store } from '../store/store.ts'
import type { JobContext } from './context.ts'
import type { ExportRow, Skipped } from './export-rows.ts'
import { folderNames } from './safe-name.ts'
import { sameBytes } from './same-bytes.ts'
import { assertCanTake, cannotWrite, makeFolder, writeAtomically } from './write-target.ts'

export interface FolderOptions {
  /** Absolute path; created where it does not exist. */
  out: string
  mode: 'copy' | 'link'
  dryRun: boolean
}

interface Target {
  row: ExportRow
  /** Absolute paths of files to write to, the first free one is taken. */
  candidates: string[]
}

/** Names of classes whose folder name had to be cut. */
const CUT_NAMES_FILE = 'classes.json'

/** What a file system without links answers, or a system that allows none. */
const LINKLESS: readonly unknown[] = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS']

/** Enough of a content hash to tell photos of one name apart. */
const HASH_DIGITS = 12

export async function exportFolders(
  { store, signal, report }: Pick<JobContext, 'store' | 'signal' | 'report'>,
  rows: readonly ExportRow[],
  { out, mode, dryRun }: FolderOptions,
): Promise<{ written: number; skipped: Skipped }> {
  const skipped: Skipped = []
  let written = 0
  const { folders, cut } = folderNames(rows.map((row) => row.class))
  if (dryRun) await assertCanTake(out)
  else await makeFolders(out, folders, cut)
  const targets = nameTargets(store, rows, out, folders)
  const taken = new Set<string>()
  for (const [index, { row, candidates }] of targets.entries()) {
    throwIfCancelled(signal)
    const reason = await place(row, candidates)
    if (reason === undefined) written++
    else skipped.push({ path: row.path, reason })
    report({ stage: 'writing files', done: index + 1, total: targets.length })
  }
  return { written, skipped }

  async function place(row: ExportRow, candidates: string[]): Promise<string | undefined> {
    const changed = await whyChanged(store, row)
    if (changed !== undefined) return changed
    for (const file of candidates) {
      if (taken.has(file.toLowerCase())) continue
      const there = await stat(file).catch(() => undefined)
      if (there !== undefined && !(there.isFile() && (await sameBytes(row.path, file)))) continue
      taken.add(file.toLowerCase())
      if (there !== undefined) return say('skipped-there', { file })
      return dryRun ? undefined : write(row.path, file, mode)
    }
    return say('skipped-other-file', { file: candidates[0] })
  }
}

async function makeFolders(
  out: string,
  folders: ReadonlyMap<string, string>,
  cut: ReadonlyMap<string, string>,
): Promise<void> {
  await makeFolder(out)
  for (const folder of folders.values()) await makeFolder(path.join(out, folder))
  if (cut.size > 0) {
    const names = JSON.stringify(Object.fromEntries(cut), null, 2)
    await writeAtomically(path.join(out, CUT_NAMES_FILE), `${names}\n`)
  }
}

/** Keeps each file's name; photos of a class that share one may take a second name, made from their content. */
function nameTargets(
  store: Store,
  rows: readonly ExportRow[],
  out: string,
  folders: ReadonlyMap<string, string>,
): Target[] {
  const named = rows.map((row) => {
    const file = path.join(out, folders.get(row.class) ?? row.class, path.basename(row.path))
    // On most file systems IMG.JPG and img.jpg are the same name.
    return { row, file, key: file.toLowerCase() }
  })
  const sharing = Map.groupBy(named, ({ key }) => key)
  return named.map(({ row, file, key }) => {
    if (sharing.get(key)?.length === 1) return { row, candidates: [file] }
    const { dir, name, ext } = path.parse(file)
    const content = store.photos.get(row.photo)?.contentHash.slice(0, HASH_DIGITS) ?? String(row.photo)
    return { row, candidates: [file, path.join(dir, `${name}~${content}${ext}`)] }
  })
}

/** Why the photo is not what was indexed, as a sentence; undefined when it is. */
async function whyChanged(store: Store, { path: file }: ExportRow): Promise<string | undefined> {
  const source = await stat(file, { bigint: true }).catch(() => undefined)
  if (source === undefined) return say('skipped-gone')
  const known = store.files.byPath(file)
  const unchanged = known?.size === Number(source.size) && known.modifiedNs === source.mtimeNs
  return unchanged ? undefined : say('skipped-changed')
}

/** @returns why it could not be written, as a sentence. @throws AppError `disk-full`, which would stop every other file too. */
async function write(source: string, file: string, mode: 'copy' | 'link'): Promise<string | undefined> {
  try {
    if (mode === 'copy') await copy(source, file)
    else await linkTo(source, file)
    return undefined
  } catch (thrown) {
    if (await isOutOfReach(source)) return say('file-denied')
    const error = await cannotWrite(file, thrown)
    if (error.code === 'disk-full') throw error
    return error.message
  }
}

async function isOutOfReach(source: string): Promise<boolean> {
  return access(source, constants.R_OK).then(
    () => false,
    () => true,
  )
}

/** The file appears whole or not at all, with the time of the original. */
async function copy(source: string, file: string): Promise<void> {
  const part = path.join(path.dirname(file), `.${path.basename(file)}.part`)
  try {
    await copyFile(source, part, constants.COPYFILE_FICLONE)
    const { atime, mtime } = await stat(source)
    await utimes(part, atime, mtime)
    await rename(part, file)
  } catch (thrown) {
    await rm(part, { force: true })
    throw thrown
  }
}

/** A hard link, which survives when the original's folder moves; a symbolic one where the disk differs. */
async function linkTo(source: string, file: string): Promise<void> {
  try {
    await link(source, file)
  } catch {
    try {
      await symlink(source, file)
    } catch (thrown) {
      const isPossible = thrown instanceof Error && 'code' in thrown && !LINKLESS.includes(thrown.code)
      if (isPossible) throw thrown
      throw new AppError(
        'conflict',
        sentence('target-no-links', { folder: path.dirname(file) }),
        undefined,
        thrown,
      )
    }
  }
}
