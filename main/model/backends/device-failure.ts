/** @file Which errors of a training may be the fault of what computes it, so that another backend is worth a try. */
import { AppError } from '../../../shared/errors.ts'

/**
 * A lost device and an exhausted memory arrive as plain errors with a library's words, as `RangeError` where JavaScript's own
 * memory ended, and as `WebAssembly.RuntimeError`. What we throw on purpose, and a defect of ours that every backend would
 * meet alike, do not count.
 */
export function isDeviceFailure(thrown: unknown): boolean {
  const isDefect = thrown instanceof TypeError || thrown instanceof ReferenceError
  return !isDefect && AppError.from(thrown).code === 'internal'
}
