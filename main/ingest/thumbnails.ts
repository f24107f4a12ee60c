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
import { foldersLookedThrough, type FolderState, type LookedThrough } from './thumbnail-folders.ts'

const EXTENSION = '.jpg'
/** Endings of unfinished files, now and in earlier versions. A process that was killed leaves them, a later one removes them. */
const ENDINGS = [UNFINISHED, '.tmp']
/** Older ones are not being written any more, by no process on any machine that has the library. Milliseconds. */
const ABANDONED_AFTER = 3_600_000

/** @param contentHash hexadecimal. */
export function thumbnailPath(library: string, contentHash: string): string {
  return path.join(library, 'thumbnails', contentHash.slice(0, 2), `${contentHash}${EXTENSION}`)
}

/** Other processes and readers see the whole thumbnail or none. @throws what the file system says, also where the library is gone */
export async function writeThumbnail(library: string, contentHash: string, bytes: Uint8Array): Promise<void> {
  const target = thumbnailPath(library, contentHash)
  const write = () => writeAtomically(target, bytes, { mode: PRIVATE_FILE })
  try {
    await write()
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error
    for (const folder of [folderOf(library), path.dirname(target)]) await makeFolder(folder)
    await write()
  }
}

/** Not those above it. */
async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { mode: PRIVATE_FOLDER })
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error
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
  const looked = memory && (await foldersLookedThrough(folderOf(library), memory))
  const hashes = new Set<string>()
  const facts = await FileFacts.of(library)
  for await (const { part, names, state, isKnown } of partsOf(library, facts, looked)) {
    const sizes = isKnown ? [] : await facts.read(names.map((name) => `${part}${path.sep}${name}`))
    const whole = isKnown ? names : names.filter((_, place) => hasContent(sizes[place]))
    for (const name of whole) hashes.add(name.slice(0, -EXTENSION.length))
    if (!isKnown && whole.length === names.length) looked?.add(part, state, sizes)
  }
  await looked?.keep()
  return hashes
}

/**
 * Whether each of the photos has a thumbnail, as `listThumbnails` finds them. While neither the photos nor the folders have changed,
 * what was found is remembered: then names are counted, not compared.
 * @param photos `version`: another one whenever there are other photos; `hashes`: their contents, asked for only where they are needed
 */
export async function haveThumbnails(
  library: string,
  photos: { readonly version: string; readonly hashes: () => readonly string[] },
  memory: Memory,
): Promise<boolean> {
  const looked = await foldersLookedThrough(folderOf(library), memory)
  let count = 0
  let areKnown = true
  for await (const { names, isKnown } of partsOf(library, await FileFacts.of(library), looked)) {
    count += names.length
    areKnown &&= isKnown
  }
  const stamp = `${photos.version} ${count}`
  if (areKnown && looked.hasAllOf(stamp)) return true
  const there = await listThumbnails(library, memory)
  const areThere = photos.hashes().every((hash) => there.has(hash))
  const found = await foldersLookedThrough(folderOf(library), memory)
  found.addAllOf(areThere ? stamp : '') // one of before may be the same: another file in the place of a thumbnail
  await found.keep()
  return areThere
}

function folderOf(library: string): string {
  return path.join(library, 'thumbnails')
}

interface Part {
  /** A folder. */
  readonly part: string
  /** Of thumbnails in it. */
  readonly names: readonly string[]
  readonly state: FolderState
  /** Whether all of them are known to have content. */
  readonly isKnown: boolean
}

async function* partsOf(
  library: string,
  facts: FileFacts,
  looked: LookedThrough | undefined,
): AsyncGenerator<Part> {
  const folder = folderOf(library)
  const parts = (await namesIn(folder)).map((part) => `${folder}${path.sep}${part}`)
  const factsOfParts = await facts.read(parts)
  for (const [index, part] of parts.entries()) {
    const all = await namesIn(part)
    const unfinished = all.filter((name) => ENDINGS.some((ending) => name.endsWith(ending)))
    for (const name of unfinished) await removeAbandoned(path.join(part, name))
    const names = all.filter((name) => name.endsWith(EXTENSION))
    const state = { facts: factsOfParts[index], count: names.length }
    yield { part, names, state, isKnown: looked?.has(part, state) === true }
  }
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
