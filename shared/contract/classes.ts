/** @file Whole classes: what each is made of; renamed, merged, split, deleted; and how many photos a bulk change would touch. */
import { z } from 'zod'
import { ClassColour, ClassKey, ClassMark } from '../class-marks.ts'
import { ClassName, PhotoId, Probability } from '../domain.ts'
import { count, method, seed } from './method.ts'

/** One decision, which undo takes back as a whole. */
const ClassChanged = z.object({
  decision: z.int(),
  /** Photos whose label changed, also of those that are missing now. */
  labelled: count,
})

/** A class that labels at least one photo. The classes below it are rows of their own. */
export const ClassRow = z.object({
  name: z.string(),
  /** Photos that are there and have its label, and those that have it but are missing now. */
  confirmed: count,
  missing: count,
  /** Photos without a label for which it is likeliest. */
  suggested: count,
  /** The share of these that is expected to be right; null for none. */
  expected: Probability.nullable(),
  /** Confirmed photos, the most typical first, of each stack of near copies one. */
  typical: z.array(PhotoId),
  /** Suggestions, the least sure first, of each stack one. */
  leastSure: z.array(z.object({ id: PhotoId, probability: Probability })),
})
export type ClassRow = z.infer<typeof ClassRow>

/** A class is split into so many parts, at most. */
export const MOST_PARTS = 8

/** So many photos of each kind show what a class looks like. */
export const STRIP = 8

/**
 * A class takes those below it along: `animals` takes `animals/birds`. Only what is confirmed changes, and what was refused; no
 * suggestion becomes a label.
 */
export const classMethods = {
  /** By name. */
  classes: method({ strip: count.max(60).default(STRIP) }, z.object({ classes: z.array(ClassRow) })),
  /**
   * What the confirmed photos of a class fall into by their looks: a proposal, which changes nothing. The largest part first, the
   * most typical photos of each first, in stacks of near copies (a photo without any is a stack alone); fewer parts where there are
   * fewer photos that differ, none where no photo of the class can be compared now. @throws `not-found`
   */
  classParts: method(
    { class: ClassName, parts: z.int().min(2).max(MOST_PARTS).default(2), seed },
    z.object({ parts: z.array(z.array(z.array(PhotoId).min(1))) }),
  ),
  /**
   * Gives some photos of a class other classes, in one decision. Photos that do not have its label are left alone.
   * @throws `not-found`
   */
  splitClass: method(
    {
      class: ClassName,
      parts: z.array(z.object({ class: ClassName, photos: z.array(PhotoId).min(1) })).min(1),
    },
    ClassChanged,
  ),
  /** @throws `not-found`, or `conflict` where there is a class of the new name: that is a merge. */
  renameClass: method({ from: ClassName, to: ClassName }, ClassChanged),
  /** @throws `not-found` */
  mergeClasses: method({ classes: z.array(ClassName).min(1), into: ClassName }, ClassChanged),
  /** Its photos have no label then. @throws `not-found` */
  deleteClass: method({ class: ClassName }, ClassChanged),
  /**
   * Gives a class a colour, a key, or both; null takes it away, and what is left out stays. It is a setting of the library: no photo
   * changes. @throws `not-found`, or `conflict` where another class has the key.
   */
  markClass: method(
    { class: ClassName, colour: ClassColour.nullable().optional(), key: ClassKey.nullable().optional() },
    ClassMark,
  ),
  /** How many photos a bulk change would touch: of photos that are named, or of classes with those below them. */
  bulkImpact: method(
    { ids: z.array(PhotoId).default([]), classes: z.array(ClassName).default([]) },
    z.object({
      photos: count,
      /** They have a label, which the person gave. */
      confirmed: count,
      /** Confirmed ones whose file is missing now: no window shows them. */
      missing: count,
      /** They are set aside: to name them brings them back. */
      setAside: count,
      /** They have no label, but a likeliest class: `relabel` would confirm it or another one. */
      suggested: count,
      /** By class, the most photos first; photos with neither stand in none. */
      classes: z.array(z.object({ class: z.string(), confirmed: count, suggested: count })),
    }),
  ),
} as const
