/** @file Whether the folders of the open library are watched, and how. */
import { z } from 'zod'
import { PlainSentence } from '../sentences/sentence.ts'
import { count, method } from './method.ts'

export const WatchedFolder = z.object({
  path: z.string(),
  /**
   * `events`: the system tells of changes. `looks`: the folder is looked at now and then. `away`: it is not there, and its photos stay
   * as they are. `starting`: until one of these is known.
   */
  way: z.enum(['starting', 'events', 'looks', 'away']),
  /** Why it is `looks`: it lies on a network drive; or the system watches no more folders. */
  why: z.enum(['network', 'limit']).nullable(),
})
export type WatchedFolder = z.infer<typeof WatchedFolder>

export const Watching = z.object({
  /**
   * `off`: not wanted, or nobody serves a window. `read-only`: nothing can be read into this library. `paused`: until it is resumed, or
   * the library is opened again.
   */
  state: z.enum(['on', 'paused', 'off', 'read-only']),
  /** While it is `on`. */
  folders: z.array(WatchedFolder),
  /** Files that are still being written. */
  growing: count,
  /** Whether changes were seen that wait to be read: for another job to end, or for a moment. */
  waits: z.boolean(),
  /** Why the last reading failed. */
  problem: PlainSentence.nullable(),
})
export type Watching = z.infer<typeof Watching>

export const watchMethods = {
  watching: method({}, Watching),
  /** What was seen before is read later. A reading under way that began by itself is stopped. */
  pauseWatching: method({ paused: z.boolean() }, Watching),
} as const
