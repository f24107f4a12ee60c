/** @file Label sets: several questions about the same photos, each with its own classes, labels and versions. One is open at a time. */
import { z } from 'zod'
import { LabelSetName } from '../label-set-name.ts'
import { count, method } from './method.ts'

const Id = z.int().positive()
const Named = z.object({ id: Id, name: z.string() })

export const LabelSet = Named.extend({
  /** Classes with at least one label. */
  classes: count,
  /** Those that it holds, also of photos that are missing; to be set aside is none. */
  labels: count,
  /** Whether it is the one that every other method is about. */
  isOpen: z.boolean(),
})
export type LabelSet = z.infer<typeof LabelSet>

export const labelSetMethods = {
  /** Oldest first. */
  labelSets: method(
    {},
    z.object({
      sets: z.array(LabelSet),
      /** Those that were removed and can be restored. */
      removed: z.array(Named.extend({ labels: count })),
    }),
  ),
  /** Makes an empty one; the one that is open stays open. @throws `conflict` for a name that another has */
  createLabelSet: method({ name: LabelSetName }, Named),
  /** @throws `conflict` for a name that another has */
  renameLabelSet: method({ set: Id, name: LabelSetName }, Named),
  /** Takes it off the list with all that it holds, until it is restored. @throws `conflict` for the one that is open, and the last */
  removeLabelSet: method({ set: Id }, Named.extend({ labels: count })),
  /** Brings it back as it was. @throws `conflict` where another has its name by now */
  restoreLabelSet: method({ set: Id }, Named),
} as const

export const labelSetRoomMethods = {
  /**
   * Closes the library and opens it again with another set, which the next opening takes as well. All clients are told by the event
   * `library`. While something is under way this is a `conflict` whose details name the kinds of `jobs`; with `stopJobs` they are
   * stopped.
   */
  chooseLabelSet: method({ set: Id, stopJobs: z.boolean().default(false) }, Named),
} as const
