/**
 * @file Remembers in the cache folder which folders of thumbnails were looked through.
 *
 * [Note: thumbnails that were looked at] A thumbnail comes into its folder whole, but a loss of power soon afterwards can leave it empty.
 * So each is asked for its size, once: where all of a folder have content long after its last change, all of them are on the disk. What
 * is written or removed later changes the folder's times. To ask for 100,000 sizes takes longer than all else that a run without news does.
 */
import { createHash } from 'node:crypto'
import path from 'node:path'
import { z } from 'zod'
import { CacheFolder } from '../files/cache-folder.ts'
import type { Facts } from './file-facts.ts'

/** What a system has not written to the disk after this time, in milliseconds, is not waiting for anything but for a disk that is away. */
const SETTLED_AFTER = 3_600_000
/** Libraries that are remembered. */
const KEPT = 32

/** No folder has this name. */
const ALL = ''
const Looked = z.record(z.string(), z.string())

/** A folder as it was just before its names were read. */
export interface FolderState {
  readonly facts: Facts
  /** Of thumbnails in it. */
  readonly count: number
}

export interface LookedThrough {
  /** Whether every thumbnail in it is known to have content. */
  has(folder: string, state: FolderState): boolean
  /** @param thumbnails the facts of all thumbnails in it, which have content: some file systems change no times of folders */
  add(folder: string, state: FolderState, thumbnails: readonly Facts[]): void
  /** Whether all photos had their thumbnails when they, and the number of thumbnails, were what the stamp says. */
  hasAllOf(stamp: string): boolean
  addAllOf(stamp: string): void
  /** For the next run. */
  keep(): Promise<void>
}

/**
 * @param thumbnails the folder of a library that holds these folders
 * @param now milliseconds since the epoch
 */
export async function foldersLookedThrough(
  thumbnails: string,
  { cacheFolder, now }: { readonly cacheFolder: string; readonly now: number },
): Promise<LookedThrough> {
  const cache = new CacheFolder(path.join(cacheFolder, 'thumbnails'))
  const name = `${createHash('sha256').update(thumbnails).digest('hex')}.json`
  const known = await cache.read(name, (bytes) => Looked.parse(JSON.parse(bytes.toString('utf8'))))
  const looked = new Map(Object.entries(known ?? {}))
  let isNews = false
  return {
    has: (folder, state) => {
      const stamp = stampOf(state, now)
      return stamp !== undefined && looked.get(path.basename(folder)) === stamp
    },
    add: (folder, state, thumbnails) => {
      const stamp = stampOf(state, now)
      if (stamp === undefined || !thumbnails.every((facts) => isSettled(facts, now))) return
      looked.set(path.basename(folder), stamp)
      isNews = true
    },
    hasAllOf: (stamp) => looked.get(ALL) === stamp,
    addAllOf: (stamp) => {
      looked.set(ALL, stamp)
      isNews = true
    },
    keep: async () => {
      if (!isNews) return
      await cache.write(name, JSON.stringify(Object.fromEntries(looked)))
      await cache.trim(KEPT)
    },
  }
}

/** Undefined for a folder that has changed lately. Some file systems do not change its times: there the number of names tells. */
function stampOf({ facts, count }: FolderState, now: number): string | undefined {
  if ('error' in facts || !isSettled(facts, now)) return undefined
  return `${facts.ino} ${facts.mtimeNs} ${facts.ctimeNs} ${count}`
}

function isSettled(facts: Facts, now: number): boolean {
  if ('error' in facts) return false
  const { mtimeMs, ctimeMs } = facts
  return now - Number(mtimeMs > ctimeMs ? mtimeMs : ctimeMs) > SETTLED_AFTER
}
