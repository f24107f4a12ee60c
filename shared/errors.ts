/**
 * @file The one error type of the project. It is plain at every boundary (`toPlain`) and rebuilt behind it
 * (`fromPlain`), so that a command line, a window and a test all see the same code, sentence and details.
 * Expected outcomes (no page left, an unreadable photo) are return values, never errors.
 */
import { z } from 'zod'
import { inEnglish, PlainSentence, sentence, verbatim } from './sentences/sentence.ts'

export const ErrorCode = z.enum([
  'bad-input', // the caller's words are wrong: command-line exit code 2
  'not-found', // a photo, class, head, page or file that was named does not exist
  'conflict', // the request contradicts what is stored (a stale page, a class that exists in another case)
  'not-enough-labels', // learning needs more labels than there are
  'library-newer', // the library was written by a newer Twinsort
  'library-damaged', // the library cannot be opened or fails its integrity check
  'library-incomplete', // something that the library held before is missing: its file, or its newest decisions
  'read-only', // the library lies where nothing can be written: it can be viewed, not changed
  'disk-full',
  'disk-failed', // the disk did not take or give what it was asked for, and it is not known to be full
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
  /** The message, for a window to say in its own language; absent for what a library of others reports. */
  sentence: PlainSentence.optional(),
})
export type PlainError = z.infer<typeof PlainError>

export class AppError extends Error {
  override readonly name = 'AppError'
  readonly code: ErrorCode
  readonly details: Record<string, unknown> | undefined
  /** What `message` says, where it is a sentence of the catalogue. */
  readonly sentence: PlainSentence | undefined

  /**
   * @param said One sentence for the person: what is wrong, with which file, and what to do. A bare text is only for a defect of ours,
   *   which nobody translates; everything else is of the catalogue.
   */
  constructor(
    code: 'internal',
    said: string | PlainSentence,
    details?: Record<string, unknown>,
    cause?: unknown,
  )
  constructor(code: ErrorCode, said: PlainSentence, details?: Record<string, unknown>, cause?: unknown)
  constructor(
    code: ErrorCode,
    said: string | PlainSentence,
    details?: Record<string, unknown>,
    cause?: unknown,
  ) {
    super(typeof said === 'string' ? said : inEnglish(said), cause === undefined ? undefined : { cause })
    this.code = code
    this.details = details
    this.sentence = typeof said === 'string' ? undefined : said
  }

  /** What `message` says, as data: in others' words where it is no sentence of the catalogue. */
  get asSentence(): PlainSentence {
    return this.sentence ?? verbatim(this.message)
  }

  toPlain(): PlainError {
    const { code, message, details, sentence: said } = this
    return {
      code,
      message,
      ...(details === undefined ? {} : { details }),
      ...(said === undefined ? {} : { sentence: said }),
    }
  }

  static fromPlain({ code, message, details, sentence: said }: PlainError): AppError {
    return Object.assign(new AppError(code, verbatim(message), details), { sentence: said })
  }

  /** Any thrown value as an `AppError`; aborts become `cancelled`, full disks `disk-full`, all else `internal`. */
  static from(thrown: unknown): AppError {
    if (thrown instanceof AppError) return thrown
    if (thrown instanceof Error) {
      if (thrown.name === 'AbortError')
        return new AppError('cancelled', sentence('cancelled'), undefined, thrown)
      const code = codeOf(thrown)
      if (code === 'ENOSPC' || code === 'EDQUOT' || code === 'SQLITE_FULL') {
        return new AppError('disk-full', sentence('disk-full', { reason: thrown.message }), undefined, thrown)
      }
      return new AppError('internal', thrown.message, undefined, thrown)
    }
    return new AppError('internal', String(thrown))
  }
}

/** What a thrown value says, to stand in a sentence as its reason. */
export function sentenceOf(thrown: unknown): PlainSentence {
  if (thrown instanceof AppError) return thrown.asSentence
  return verbatim(thrown instanceof Error ? thrown.message : String(thrown))
}

/** The code of an error of the system or of SQLite (`ENOENT`, `SQLITE_BUSY`), or of an `AppError`; undefined where it has none. */
export function codeOf(thrown: unknown): string | undefined {
  return thrown instanceof Error && 'code' in thrown ? String(thrown.code) : undefined
}

/** Throws `cancelled` when the signal was raised: call it between two units of work. */
export function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw new AppError('cancelled', sentence('cancelled'))
}
