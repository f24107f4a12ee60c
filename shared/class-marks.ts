/** @file What a person may give a class beside its name: a colour, and a key that answers with it. */
import { z } from 'zod'

/** In the order of the tokens `--class-0` ... of the window. */
export const ClassColour = z.enum([
  'blue',
  'orange',
  'green',
  'purple',
  'sky',
  'yellow',
  'violet',
  'red',
  'lime',
  'grey',
])
export type ClassColour = z.infer<typeof ClassColour>

/** A letter without accents or a figure: those that every keyboard has, whatever it writes. */
export const ClassKey = z
  .string()
  .regex(/^[0-9a-z]$/i)
  .overwrite((key) => key.toLowerCase())
export type ClassKey = z.infer<typeof ClassKey>

export const ClassMark = z.object({
  class: z.string(),
  /** Null for the one that follows from its number. */
  colour: ClassColour.nullable(),
  key: ClassKey.nullable(),
})
export type ClassMark = z.infer<typeof ClassMark>
