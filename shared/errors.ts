/**
 * @file The one error type of the project. It is plain at every boundary (`toPlain`) and rebuilt behind it
 * (`fromPlain`), so that a command line, a window and a test all see the same code, sentence and details.
 * Expected outcomes (no page left, an unreadable photo) are return values, never errors.
 */
import { z } from 'zod'

export const ErrorCode = z.enum([
  'bad-input', // the caller's words are wrong: command-line exit code 2
  'not-found', // a photo, class, head, page or file that was named does not exist
  'conflict', // the request contradicts what is stored (a stale page, a class that exists in another case)
  'not-enough-labels', // learning needs more labels than there are
  'library-newer', // the library was written by a newer Twinsort
  'library-damaged', // the library cannot be opened or fails its integrity check
  'disk-full',
  'backend-unavailable', // a backbone or compute backend cannot run on this machine
  'cancelled', // the caller's signal was raised and the work has stopped: command-line exit code 130
  'disconnected', // the engine is gone; the call may or may not have been carried out
  'internal', // a defect of ours
])
export type ErrorCode = z.infer<typeof ErrorCode>

export const PlainError = z.object({
  code: ErrorCode,
  message: z.string(),
  details: z.record(z.string(), z.unknown()).optional(),
})
export type PlainError = z.infer<typeof PlainError>

export class AppError extends Error {
  override readonly name = 'AppError'
  readonly code: ErrorCode
  readonly details: Record<string, unknown> | undefined

  /** @param message One sentence for the person: what is wrong, with which file, and what to do. */
  constructor(code: ErrorCode, message: string, details?: Record<string, unknown>, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.code = code
    this.details = details
  }

  toPlain(): PlainError {
    return this.details === undefined
      ? { code: this.code, message: this.message }
      : { code: this.code, message: this.message, details: this.details }
  }

  static fromPlain(plain: PlainError): AppError {
    return new AppError(plain.code, plain.message, plain.details)
  }

  /** Any thrown value as an `AppError`; aborts become `cancelled`, full disks `disk-full`, all else `internal`. */
  static from(thrown: unknown): AppError {
    if (thrown instanceof AppError) return thrown
    if (thrown instanceof Error) {
      if (thrown.name === 'AbortError') return new AppError('cancelled', 'Cancelled.', undefined, thrown)
      const code = 'code' in thrown ? thrown.code : undefined
      if (code === 'ENOSPC' || code === 'SQLITE_FULL') {
        return new AppError('disk-full', `The disk is full: ${thrown.message}`, undefined, thrown)
      }
      return new AppError('internal', thrown.message, undefined, thrown)
    }
    return new AppError('internal', String(thrown))
  }
}

/** Throws `cancelled` when the signal was raised: call it between two units of work. */
export function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw new AppError('cancelled', 'Cancelled.')
}
