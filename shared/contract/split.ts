/** @file A data set in three parts: one to train on, one to choose by, one to judge by at the end. */
import { z } from 'zod'

export const PARTS = ['train', 'validation', 'test'] as const
export type Part = (typeof PARTS)[number]
export const Part = z.enum(PARTS)

const size = z.number().min(0).max(1e9)

export const Split = z
  .object({
    /** Shares of the photos, in any unit: 80, 10, 10. Where `train` is null, the others are numbers of photos, and all others train. */
    train: size.nullable(),
    validation: size,
    test: size,
    /** Another one draws another split. */
    seed: z.int().min(0).default(0),
  })
  .refine(({ train, validation, test }) => train === null || train + validation + test > 0, {
    message: 'at least one part must be larger than 0',
  })
export type Split = z.infer<typeof Split>
