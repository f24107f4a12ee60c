/** @file The name of a label set, which the window calls a question: one level, in the form that classes have as well. */
import { z } from 'zod'
import { canonicalLevel } from './class-name.ts'
import { refuse } from './sentences/refuse.ts'
import { sentence } from './sentences/sentence.ts'

export const MOST_LETTERS_OF_SET = 60
/** Before what cannot be seen is taken out. */
const MOST_WRITTEN = 1000

/** See [Note: one form of a name]. */
export const LabelSetName = z
  .string()
  .superRefine((name, context) => {
    if (name.length > MOST_WRITTEN) refuse(context, sentence('label-set-name-unfit'))
  })
  .transform((name) => canonicalLevel(name))
  .superRefine((name, context) => {
    if (name === '' || name.length > MOST_LETTERS_OF_SET || name.includes('/'))
      refuse(context, sentence('label-set-name-unfit'))
  })
