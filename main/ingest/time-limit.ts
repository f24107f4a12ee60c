/** @file How long a picture may be decoded: who made it may have meant it to take for ever. */
import type { Sharp } from 'sharp'
import { AppError } from '../../shared/errors.ts'
import { sentence } from '../../shared/sentences/sentence.ts'

/** For a file of no length, and for each megabyte of it: far beyond what the largest pictures take on slow, busy machines. */
export const USUAL_SECONDS = 120
export const SECONDS_MEGABYTE = 10
/** The longest that sharp can be told. */
const MOST_SECONDS = 3600

/** @param bytes of the file */
export function secondsFor(bytes: number): number {
  return Math.min(MOST_SECONDS, Math.ceil(USUAL_SECONDS + (SECONDS_MEGABYTE * bytes) / 1e6))
}

/**
 * What `finish` makes of the image, within so many seconds of work: waiting for a thread does not count.
 * @throws AppError `bad-input` in words for `reasonOfDecodeError`, where it takes longer
 */
export async function inTime<T>(
  image: Sharp,
  seconds: number,
  finish: (image: Sharp) => Promise<T>,
): Promise<T> {
  try {
    return await finish(image.timeout({ seconds }))
  } catch (thrown) {
    if (!(thrown instanceof Error && thrown.message.startsWith('timeout: '))) throw thrown
    throw new AppError('bad-input', sentence('picture-endless', { seconds }), undefined, thrown)
  }
}
