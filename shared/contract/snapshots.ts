/** @file Snapshots: the labels of a moment by name, what changed since, and the labels of another person's library. */
import { z } from 'zod'
import { count, method } from './method.ts'

export const SnapshotName = z.string().trim().min(1).max(100)

export const Snapshot = z.object({
  name: z.string(),
  /** Milliseconds since the epoch. */
  at: z.int(),
  /** Photos that had a class. */
  labelled: count,
  classes: count,
})
export type Snapshot = z.infer<typeof Snapshot>

/** Of the photos that have a class in both. */
export const Agreement = z.object({
  both: count,
  same: count,
  /** Cohen's kappa: 1 for agreement in all, 0 for as much as chance gives; null where it is not defined. */
  kappa: z.number().max(1).nullable(),
})
export type Agreement = z.infer<typeof Agreement>

/** A class by its full name; null: none. */
const MaybeClass = z.string().nullable()

export const LabelChanges = z.object({
  /** Photos that have a class in the second alone, in the first alone, another one, the same. */
  added: count,
  removed: count,
  changed: count,
  same: count,
  agreement: Agreement,
  /** What became what, most photos first. */
  kinds: z.array(z.object({ from: MaybeClass, to: MaybeClass, photos: count })),
  /** By path; at most `limit`. Path: null for a photo that lies nowhere now. */
  photos: z.array(z.object({ id: z.int(), path: z.string().nullable(), from: MaybeClass, to: MaybeClass })),
})
export type LabelChanges = z.infer<typeof LabelChanges>

export const snapshotMethods = {
  /** Newest first. */
  snapshots: method({}, z.object({ snapshots: z.array(Snapshot) })),
  /** Keeps the labels as they are now. @throws `conflict` where the name is taken, `not-enough-labels` where there is none */
  saveSnapshot: method({ name: SnapshotName }, Snapshot),
  /** No label changes. @throws `not-found` */
  removeSnapshot: method({ name: z.string() }, z.object({ removed: z.string() })),
  /** @throws `not-found` */
  compareSnapshots: method(
    {
      from: z.string(),
      /** Null: the labels as they are now. */
      to: z.string().nullable().default(null),
      limit: count.max(100_000).default(1000),
    },
    LabelChanges,
  ),
  /**
   * Takes the labels of another library of the same photos (the same by their content, wherever they lie): photos without a class get
   * theirs in one decision, those with another class keep it. All of theirs are kept as a snapshot, so that both can be compared.
   * @throws `not-found`, `bad-input` where there is no library or it is this one, `conflict` where the name is taken
   */
  mergeLibrary: method(
    {
      /** Absolute path of the other library's folder. */
      library: z.string(),
      /** What the snapshot is called. */
      name: SnapshotName,
      dryRun: z.boolean().default(false),
    },
    z.object({
      /** Photos with a class there that are known here. */
      photos: count,
      /** Those that are not. */
      unknown: count,
      labelled: count,
      same: count,
      /** Photos of which the person here said something else: another class, not this class, or set aside. */
      conflicts: count,
      agreement: Agreement,
      /** Null where nothing changed. */
      decision: z.int().nullable(),
    }),
  ),
}
