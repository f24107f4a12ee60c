/** @file The stored grouping: what `group` made of the photos, and what the person made of that by hand. */
import { z } from 'zod'
import { Floats, Integers } from '../arrays.ts'
import { ClassName, PhotoId } from '../domain.ts'
import { Language } from '../languages.ts'
import { count, method, seed } from './method.ts'

/** Groups are numbered from 0, with gaps where some were merged. */
const Group = count

export const GroupingChange = z.discriminatedUnion('kind', [
  /** The photos of all of them become one group, which has the first number. */
  z.object({ kind: z.literal('merge'), groups: z.array(Group).min(2) }),
  /** One group becomes several by k-means of its photos; the largest keeps the number. */
  z.object({ kind: z.literal('split'), group: Group, into: z.int().min(2).max(50).default(2), seed }),
  /**
   * Back to the grouping before this one, also where `group` made it. `unlessDecided`: what a person did last is to be taken back,
   * so nothing changes where a decision came after this grouping, nor where there is none before it.
   */
  z.object({ kind: z.literal('undo'), unlessDecided: z.boolean().default(false) }),
])
export type GroupingChange = z.infer<typeof GroupingChange>

export const groupMethods = {
  /** The newest grouping, photo by photo, as columns of equal length by id; of photos that are present or missing. */
  grouping: method(
    {},
    z.object({
      /** Null where the photos were never grouped. */
      grouping: z
        .object({
          /** Another one after each change. */
          id: z.int().positive(),
          /** Milliseconds since the epoch. */
          at: z.number(),
          /** False once photos are compared in another way: by another head, or by other features. */
          isCurrent: z.boolean(),
          /** The person merged or split groups since they were made. */
          byHand: z.boolean(),
          /** None is kept from before it. */
          isFirst: z.boolean(),
        })
        .nullable(),
      ids: Integers,
      groupOf: Integers,
      /** Cosine with the centre of its group: the most typical photo has the largest. */
      similarity: Floats,
    }),
  ),
  /**
   * No label changes by it. @throws `conflict` where this grouping is not the newest any more, where photos are compared in
   * another way since, or where nothing can be undone; `not-found` for a group that is not there, or that cannot be split.
   */
  changeGrouping: method(
    { grouping: z.int().positive(), change: GroupingChange },
    z.object({
      /** The newest one now: the same as before where nothing changed. */
      grouping: z.int().positive(),
      /** Of a split: how many groups there are in the place of one. Fewer than asked for where its photos differ too little. */
      parts: count.optional(),
    }),
  ),
  /**
   * Gives photos classes, in one decision. Those with a label keep it, and those of which the person said that they are not of
   * that class stay without. @throws `bad-input` for a photo that is to have two classes
   */
  nameUnlabelled: method(
    { groups: z.array(z.object({ class: ClassName, ids: z.array(PhotoId).min(1) })).min(1) },
    z.object({
      decision: z.int(),
      labelled: count,
      /** Left without a label because the person refused that class for them. */
      refused: count,
    }),
  ),
  /** Names for photos, by what the network was trained on: at most three for each list of photos, or none. */
  proposeNames: method(
    {
      photos: z.array(z.array(PhotoId).min(1).max(60)).max(60),
      language: Language.default('en'),
    },
    z.object({ names: z.array(z.array(z.string())) }),
  ),
} as const
