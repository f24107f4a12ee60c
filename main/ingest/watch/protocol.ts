/** @file What is asked of the thread that watches folders, and what it tells. */
import { z } from 'zod'

/** Milliseconds. Tests are in more of a hurry than people. */
export const WatchTimes = z.object({
  /** A file that did not change for so long is whole. */
  quiet: z.number(),
  /** Between two looks at folders that tell of no changes by themselves. A large tree is looked at less often. */
  look: z.number(),
  /** The same of folders that do: for what got lost. */
  rareLook: z.number(),
  /** How often a folder that is not there is looked for. */
  away: z.number(),
})
export type WatchTimes = z.infer<typeof WatchTimes>

export const WatchRequest = z.discriminatedUnion('kind', [
  /** Until it is cancelled. */
  z.object({ kind: z.literal('watch'), folders: z.array(z.string()), times: WatchTimes }),
  /** Somebody saw these files, and they may not be whole. */
  z.object({ kind: z.literal('follow'), files: z.array(z.string()) }),
])
export type WatchRequest = z.infer<typeof WatchRequest>

/**
 * `events`: the system tells of changes. `looks`: the times of folders are looked at now and then. `away`: it is not there, and looked
 * for. `starting`: until one of these is known.
 */
export const WatchWay = z.enum(['starting', 'events', 'looks', 'away'])
export type WatchWay = z.infer<typeof WatchWay>

export const WatchNews = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('changes'),
    /** Files and folders that may be other than before, or gone, and have come to rest. Absolute. */
    settled: z.array(z.string()),
    /** Files that are still being written: all of them, as of now. */
    growing: z.array(z.string()),
  }),
  z.object({
    kind: z.literal('way'),
    folder: z.string(),
    way: WatchWay,
    /** Why it is `looks`: a network drive, which tells only of some changes; or the system watches no more folders. */
    why: z.enum(['network', 'limit']).nullable(),
  }),
])
export type WatchNews = z.infer<typeof WatchNews>
