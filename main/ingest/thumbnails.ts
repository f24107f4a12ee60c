/**
 * @file Thumbnails in the library folder, by content hash: `thumbnails/ab/abcdef....jpg`. They are made before the photo
 * is stored and can be made again at any time, so they are renamed into place but not forced onto the disk.
 */
import { mkdir, readdir, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { codeOf } from '../../shared/errors.ts'
import { PRIVATE_FILE, PRIVATE_FOLDER } from '../files/modes.ts'
import { UNFINISHED, writeAtomically } from '../files/write-atomically.ts'
import { FileFacts, type Facts } from './file-facts.ts'
import { foldersLookedThrough } from './thumbnail-folders.ts'

const EXTENSION = '.jpg'
/** Endings of unfinished files, now and in earlier versions. A process that was killed leaves them, a later one removes them. */
const ENDINGS = [UNFINISHED, '.tmp']
/** Older ones are not being written any more, by no process on any machine that has the library. Milliseconds. */
const ABANDONED_AFTER = 3_600_000

/** @param contentHash hexadecimal. */
export function thumbnailPath(library: string, contentHash: string): string {
  return path.join(library, 'thumbnails', contentHash.slice(0, 2), `${contentHash}${EXTENSION}`)
}

/** Other processes and readers see the whole thumbnail or none. */
export async function writeThumbnail(library: string, contentHash: string, bytes: Uint8Array): Promise<void> {
  const target = thumbnailPath(library, contentHash)
  const write = () => writeAtomically(target, bytes, { mode: PRIVATE_FILE })
  try {
    await write()
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error
    await mkdir(path.dirname(target), { recursive: true, mode: PRIVATE_FOLDER })
    await write()
  }
}

/** Where is remembered which folders were looked through: see thumbnail-folders.ts. */
export interface Memory {
  readonly cacheFolder: string
  /** Milliseconds since the epoch. */
  readonly now: number
}

/**
 * Content hashes of all thumbnails that are there. Empty ones (a loss of power can leave them) do not count, and files
 * that a killed process left unfinished are removed. Other processes may write and remove thumbnails meanwhile.
 * @param memory without it each thumbnail is looked at, whatever was found before
 */
export async function listThumbnails(library: string, memory?: Memory): Promise<Set<string>> {
  const folder = path.join(library, 'thumbnails')
  const facts = await FileFacts.of(library)
  const looked = memory && (await foldersLookedThrough(folder, memory))
  const hashes = new Set<string>()
  const parts = (await namesIn(folder)).map((part) => `${folder}${path.sep}${part}`)
  const factsOfParts = await facts.read(parts)
  for (const [index, part] of parts.entries()) {
    const names = await namesIn(part)
    const unfinished = names.filter((name) => ENDINGS.some((ending) => name.endsWith(ending)))
    for (const name of unfinished) await removeAbandoned(path.join(part, name))
    const finished = names.filter((name) => name.endsWith(EXTENSION))
    const state = { facts: factsOfParts[index], count: finished.length }
    const isKnown = looked?.has(part, state) === true
    const sizes = isKnown ? [] : await facts.read(finished.map((name) => `${part}${path.sep}${name}`))
    const whole = isKnown ? finished : finished.filter((_, place) => hasContent(sizes[place]))
    for (const name of whole) hashes.add(name.slice(0, -EXTENSION.length))
    if (!isKnown && whole.length === finished.length) looked?.add(part, state, sizes)
  }
  await looked?.keep()
  return hashes
}

function hasContent(facts: Facts): boolean {
  return 'size' in facts && facts.size > 0n
}

async function removeAbandoned(file: string): Promise<void> {
  const found = await orGone(stat(file))
  if (found !== undefined && Date.now() - found.mtimeMs > ABANDONED_AFTER) await rm(file, { force: true })
}

/** @returns undefined for a file that another process has renamed or removed. */
async function orGone<T>(found: Promise<T>): Promise<T | undefined> {
  try {
    return await found
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  }
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder)
  } catch {
    return []
  }
}
