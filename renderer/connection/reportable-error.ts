/** @file Which errors are shown to the person. */
import { AppError } from '../../shared/errors.ts'

/**
 * Undefined for what was cancelled, by the person or because its library was closed, and for a lost
 * connection, which the banner shows.
 */
export function reportableError(thrown: unknown): AppError | undefined {
  const problem = AppError.from(thrown)
  return problem.code === 'cancelled' || problem.code === 'disconnected' ? undefined : problem
}
