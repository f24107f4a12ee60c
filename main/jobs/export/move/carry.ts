/**
 * @file Carries one file from a place to another, and never over a file that stands there. Until it stands there whole, and has been
 * compared, the old one is not touched.
 */
import { createHash } from 'node:crypto'
import { constants, createReadStream, type BigIntStats } from 'node:fs'
import { chmod, copyFile, link, lstat, open, rename, rm, utimes } from 'node:fs/promises'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { AppError, codeOf } from '../../../../shared/errors.ts'
import { sentence } from '../../../../shared/sentences/sentence.ts'
import type { MovedFile } from './move-journal.ts'

/** Another disk; or one whose file system has no hard links. */
const NO_LINK_CODES: readonly unknown[] = [
  'EXDEV',
  'EPERM',
  'ENOTSUP',
  'EOPNOTSUPP',
  'ENOSYS',
  'EMLINK',
  'UNKNOWN',
]

type Looks = Pick<MovedFile, 'hash' | 'size' | 'modifiedNs' | 'accessedNs' | 'mode'>

/**
 * Makes the file appear at `to` as well: as a second name of it, or as a copy on another disk.
 * @param unfinished where the copy is made
 * @throws AppError `conflict` if something stands there; what the file system says
 */
export async function placeAt(
  { from, to, unfinished }: { from: string; to: string; unfinished: string },
  looks: Looks,
): Promise<void> {
  try {
    await link(from, to)
    return
  } catch (thrown) {
    if (codeOf(thrown) === 'EEXIST') throw inTheWay(to)
    if (!NO_LINK_CODES.includes(codeOf(thrown))) throw thrown
  }
  await copyFile(from, unfinished, constants.COPYFILE_EXCL)
  const handle = await open(unfinished, 'r+')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
  if ((await hashOf(unfinished)) !== looks.hash)
    throw new AppError('conflict', sentence('move-copy-differs', { file: from }))
  await utimes(unfinished, Number(looks.accessedNs) / 1e9, Number(looks.modifiedNs) / 1e9)
  await chmod(unfinished, looks.mode & 0o7777)
  await nameWithout(unfinished, to)
}

/** The unfinished copy stays until the caller has written down that it stands there: so it can be told whose it is. */
async function nameWithout(unfinished: string, to: string): Promise<void> {
  try {
    await link(unfinished, to)
  } catch (thrown) {
    if (codeOf(thrown) === 'EEXIST') throw inTheWay(to)
    if (!NO_LINK_CODES.includes(codeOf(thrown))) throw thrown
    if ((await looksOf(to)) !== undefined) throw inTheWay(to)
    await rename(unfinished, to) // no way to do both at once on such a file system
  }
}

function inTheWay(file: string): AppError {
  return new AppError('conflict', sentence('move-in-the-way', { file }))
}

/** Undefined for what is not there. */
export function looksOf(file: string): Promise<BigIntStats | undefined> {
  return lstat(file, { bigint: true }).catch(() => undefined)
}

export async function isSameFile(a: string, b: string): Promise<boolean> {
  const [first, second] = [await looksOf(a), await looksOf(b)]
  return first !== undefined && second !== undefined && first.ino === second.ino && first.dev === second.dev
}

/** sha256 of all of it, hexadecimal. */
export async function hashOf(file: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(file, { highWaterMark: 1 << 20 }), hash)
  return hash.digest('hex')
}

/** What is needed to make it again as it is. @throws what the file system says */
export async function factsOf(file: string): Promise<Looks> {
  const { size, mtimeNs, atimeNs, mode } = await lstat(file, { bigint: true })
  const hash = await hashOf(file)
  return {
    ...{ hash, size: Number(size), mode: Number(mode) },
    ...{ modifiedNs: String(mtimeNs), accessedNs: String(atimeNs) },
  }
}

/** The names in these folders are on the disk, where the system can be asked for that. */
export async function flushFolders(files: readonly string[]): Promise<void> {
  for (const folder of new Set(files.map((file) => path.dirname(file)))) {
    const handle = await open(folder, 'r').catch(() => undefined)
    await handle?.sync().catch(() => undefined)
    await handle?.close()
  }
}

export async function removeIfThere(file: string): Promise<void> {
  await rm(file, { force: true })
}
