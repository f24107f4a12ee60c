/** @file What a foreign decoder says of a file that it cannot read. */
import { AppError } from '../../../shared/errors.ts'
import { sentence } from '../../../shared/sentences/sentence.ts'
import { reasonOfDecodeError } from '../reasons.ts'

/** @param decoder its own words */
export function tooLarge(decoder: string): AppError {
  return new AppError('bad-input', sentence('picture-too-large', { decoder }))
}

/** @param decoder its own words */
export function notSupported(decoder: string): AppError {
  return new AppError('bad-input', sentence('kind-unsupported', { decoder }))
}

/** @param decoder its own words, which may say that the end of the file is missing */
export function damaged(decoder: string): AppError {
  return new AppError('bad-input', reasonOfDecodeError(new Error(decoder)))
}
