/** @file Stores one file by itself: where that fails, the run continues, and no other file is affected. */
import { AppError, sentenceOf } from '../../../shared/errors.ts'
import { sentence, type Sentence } from '../../../shared/sentences/sentence.ts'
import type { Store } from '../../store/store.ts'

/**
 * All of the work or none of it, within the transaction of the others.
 * @returns why it could not be done; undefined when it was
 * @throws AppError where the library itself is at fault: a full disk, damage, another process that holds it.
 */
export function storeAlone(store: Store, work: () => void): Sentence | undefined {
  try {
    store.transaction(work)
    return undefined
  } catch (thrown) {
    if (concernsLibrary(thrown)) throw thrown
    return sentence('file-not-stored', { reason: sentenceOf(thrown) })
  }
}

function concernsLibrary(thrown: unknown): boolean {
  if (!(thrown instanceof AppError)) return false
  // `internal` is a value that a column does not take; a conflict that SQLite does not report is of this very photo.
  const isOfFile = thrown.code === 'conflict' && thrown.details?.sqlite === undefined
  return thrown.code !== 'internal' && !isOfFile
}
