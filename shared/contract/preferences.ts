/** @file What a person chose for the engine on this machine, whatever library is open; and what it takes on the disk. */
import { z } from 'zod'
import { BackendName } from '../domain.ts'
import { count, method } from './method.ts'

export const Preferences = z.object({
  /** Trains where a call names none, if it is there and works; null: the fastest that does. */
  backend: BackendName.nullable(),
  /** Processor cores for reading photos and for training; null: all there are. */
  threads: z.int().min(1).max(256).nullable(),
  /** Whether the folders of the open library are watched while a window is served. */
  watch: z.boolean(),
  /** What all libraries save in the cache folder to be quick takes no more bytes for long; null: no limit. */
  cacheLimit: count.nullable(),
})
export type Preferences = z.infer<typeof Preferences>

/** Answered without a library. */
export const preferenceMethods = {
  preferences: method({}, Preferences),
  /** What is left out stays as it is. It holds from the next job on. */
  changePreferences: method(Preferences.partial().shape, Preferences),
  /** The texts of the licences of Twinsort, and of all that it contains or runs on. */
  licences: method({}, z.object({ own: z.string(), others: z.string() })),
} as const

/** `cache` can be made again, and is at the next need; `kept` is of all libraries, too, and is never cleared. */
export const StoragePart = z.enum(['database', 'thumbnails', 'backups', 'networks', 'cache', 'kept'])
export type StoragePart = z.infer<typeof StoragePart>

/** Kinds of what `cache` counts, by what they hold: comparisons of all photos, pictures and maps to train on, measures of photos. */
export const SavedWork = z.enum(['spaces', 'pixels', 'maps', 'quality'])
export type SavedWork = z.infer<typeof SavedWork>

export const storageMethods = {
  storage: method(
    {},
    z.object({
      /** Absolute paths of the folders of the library and of the cache, which all libraries share. */
      library: z.string(),
      cache: z.string(),
      parts: z.array(z.object({ part: StoragePart, bytes: count })),
      /** What `cache` among them consists of. */
      saved: z.array(z.object({ kind: SavedWork, bytes: count })),
    }),
  ),
  /**
   * Removes what can be made again, what was used longest ago first, until no more than `most` bytes are left.
   * @throws `conflict` while a job is under way
   */
  clearCache: method({ most: count.default(0) }, z.object({ freed: count })),
} as const
