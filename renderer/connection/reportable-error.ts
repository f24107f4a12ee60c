/** @file Which errors a person is told of. */
import { AppError } from '../../shared/errors.ts'

/**
 * Undefined for what was stopped, which the person wished for or which belonged to a library that was left, and for a lost
 * connection, of which the banner tells.
 */
export function reportableError(thrown: unknown): AppError | undefined {
  const problem = AppError.from(thrown)
  return problem.code === 'cancelled' || problem.code === 'disconnected' ? undefined : problem
}
