/**
 * @file What a photo is set aside as. It then has no class, is not asked about, and nothing is learned from it.
 *
 * [Note: set aside] Inside, it has the label of a class with a role, so that the journal, undo, history files, backups and repair
 * keep it like any label (ADR 37). Where classes stand by their names, such a class is called `/unsure`: no name of a person's own
 * begins with a slash, so the two never meet. The window and the command line put words in its place.
 */
import { z } from 'zod'

/**
 * `unsure`: to be looked at again later. `no-subject`: it shows nothing (a misfire, a lens cap). `near-copy`: of one that is kept.
 * `poor-quality`: too dark, too blurred.
 */
export const SetAsideAs = z.enum(['unsure', 'no-subject', 'near-copy', 'poor-quality'])
export type SetAsideAs = z.infer<typeof SetAsideAs>

export type SetAsideName = `/${SetAsideAs}`

const NAMES = new Map<string, SetAsideAs>(SetAsideAs.options.map((as) => [setAsideName(as), as]))

export function setAsideName(as: SetAsideAs): SetAsideName {
  return `/${as}`
}

/** What the name stands for; undefined for the name of a class. */
export function setAsideOf(name: string): SetAsideAs | undefined {
  return NAMES.get(name)
}

/** How many photos are set aside as each. */
export const SetAsideCounts = z.record(SetAsideAs, z.int().nonnegative())
export type SetAsideCounts = z.infer<typeof SetAsideCounts>

/** All of them together. */
export function sumSetAside(counts: SetAsideCounts): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0)
}

export function countSetAside(each: Iterable<SetAsideAs>): SetAsideCounts {
  const counts: SetAsideCounts = { unsure: 0, 'no-subject': 0, 'near-copy': 0, 'poor-quality': 0 }
  for (const as of each) counts[as] += 1
  return counts
}
