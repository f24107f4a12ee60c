/** @file Whole classes: renamed, merged, deleted; and how many photos that, or another bulk change, would touch. */
import { z } from 'zod'
import { ClassName, PhotoId } from '../domain.ts'
import { count, method } from './method.ts'

/** One decision, which undo takes back as a whole. */
const ClassChanged = z.object({
  decision: z.int(),
  /** Photos whose label changed, also of those that are missing now. */
  labelled: count,
})

/**
 * A class takes those below it along: `animals` takes `animals/birds`. Only what is confirmed changes, and what was refused; no
 * suggestion becomes a label.
 */
export const classMethods = {
  /** @throws `not-found`, or `conflict` where there is a class of the new name: that is a merge. */
  renameClass: method({ from: ClassName, to: ClassName }, ClassChanged),
  /** @throws `not-found` */
  mergeClasses: method({ classes: z.array(ClassName).min(1), into: ClassName }, ClassChanged),
  /** Its photos have no label then. @throws `not-found` */
  deleteClass: method({ class: ClassName }, ClassChanged),
  /** How many photos a bulk change would touch: of photos that are named, or of classes with those below them. */
  bulkImpact: method(
    { ids: z.array(PhotoId).default([]), classes: z.array(ClassName).default([]) },
    z.object({
      photos: count,
      /** They have a label, which the person gave. */
      confirmed: count,
      /** Confirmed ones whose file is missing now: no window shows them. */
      missing: count,
      /** They have no label, but a likeliest class: `relabel` would confirm it or another one. */
      suggested: count,
      /** By class, the most photos first; photos with neither stand in none. */
      classes: z.array(z.object({ class: z.string(), confirmed: count, suggested: count })),
    }),
  ),
} as const
