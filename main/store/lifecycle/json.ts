/** @file JSON columns: parsed by a schema when they are read, and checked by the same schema before they are written. */
import type { z } from 'zod'
import { AppError } from '../../../shared/errors.ts'
import { sentence } from '../../../shared/sentences/sentence.ts'

/** @param what names the column in the error's sentence. @throws AppError `library-damaged`. */
export function readJson<T>(schema: z.ZodType<T>, text: string, what: string): T {
  try {
    return schema.parse(JSON.parse(text))
  } catch (cause) {
    throw new AppError('library-damaged', sentence('library-value-unreadable', { what }), undefined, cause)
  }
}

/** @throws AppError `internal`, e.g. for a number that is not finite and would come back as null. */
export function writeJson(schema: z.ZodType, value: unknown, what: string): string {
  const parsed = schema.safeParse(value)
  if (!parsed.success) {
    throw new AppError(
      'internal',
      `${what} cannot be stored: ${parsed.error.message}`,
      undefined,
      parsed.error,
    )
  }
  return JSON.stringify(value)
}
