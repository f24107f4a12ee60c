/** @file Labels whose picture lies nowhere now, and what becomes of them. */
import { z } from 'zod'
import { PhotoId } from '../domain.ts'
import { count, method } from './method.ts'

export const LostLabel = z.object({
  /** The photo that was labelled. Its thumbnail is still there. */
  photo: PhotoId,
  class: z.string(),
  /** Absolute path of the place where it lay last; null where that is not known. */
  path: z.string().nullable(),
  /** The file is gone; another picture lies there; what lies there cannot be read; its folder was removed from the library. */
  why: z.enum(['gone', 'replaced', 'unreadable', 'folder-removed']),
  /** The photo at the same place that looks nearly the same and has no label; similarity: the cosine of both, up to 1. */
  offer: z.object({ photo: PhotoId, similarity: z.number().max(1.001) }).nullable(),
})
export type LostLabel = z.infer<typeof LostLabel>

export const lostLabelMethods = {
  lostLabels: method({}, z.object({ labels: z.array(LostLabel), offered: count })),
  /** One decision, which undo takes back as a whole; none where nothing is to be done. */
  settleLostLabels: method(
    {
      /** `carry`: the labels move to the photos that are offered. `drop`: the labels are taken off. */
      action: z.enum(['carry', 'drop']),
      /** Photos of lost labels; all unless said. */
      photos: z.array(PhotoId).optional(),
    },
    z.object({ decision: z.int().nullable(), labelled: count }),
  ),
} as const
