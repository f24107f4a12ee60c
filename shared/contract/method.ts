/** @file The form of a method of the contract, and what the schemas of many have in common. */
import { z } from 'zod'

export const seconds = z.number().nonnegative()
export const count = z.int().nonnegative()
export const seed = z.int().nonnegative().default(0)

export const method = <I extends z.ZodRawShape, O extends z.ZodType>(input: I, output: O) => ({
  input: z.strictObject(input),
  output,
})
