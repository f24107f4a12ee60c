/** @file What a library without photos answers. */
import { AppError } from '../../shared/errors.ts'

/** A library without photos has no groups and no suggestions; that is no error to a window. */
export async function emptyIfNotFound<T>(wanted: Promise<T[]>): Promise<T[]> {
  try {
    return await wanted
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.code === 'not-found') return []
    throw thrown
  }
}
