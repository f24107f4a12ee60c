/**
 * @file Who reads what photos are compared by.
 *
 * [Note: a thread that reads] The features of 100,000 photos are half a gigabyte. Reading them from the library, preprocessing and
 * hashing them and deriving the space takes seconds to minutes, during which the engine would not answer. All of that is done in
 * one thread of its own, which opens the library to read it in one transaction, and says of which version that was. A library
 * in memory cannot be opened by another thread, so it is read where it is; both ways carry out the same functions.
 */
import { ownNumbers } from '../../math/matrix.ts'
import type { Store } from '../../store/types/index.ts'
import { answerReaderCall } from './answer-reader-call.ts'
import type { Control } from './compute-space.ts'
import type { ReaderCall, ReaderInput, ReaderOutput } from './reader-calls.ts'
import { ReaderThread } from './thread/reader-thread.ts'

export interface Reader {
  /** @throws AppError what the call throws; `cancelled`, also once the reader is closed; `internal` where its thread died. */
  ask<K extends ReaderCall>(kind: K, input: ReaderInput<K>, control?: Control): Promise<ReaderOutput<K>>
  /** Stops what is under way. @returns when nothing runs any more */
  close(): Promise<void>
}

export function readerFor(store: Store): Reader {
  const { folder, isReadOnly, labelSets } = store
  if (folder === null) return readHere(store)
  return new ReaderThread({ folder, isReadOnly, labelSet: labelSets.current() })
}

/** In the thread that asks. */
export function readHere(store: Store): Reader {
  return {
    ask: (kind, input, control = silent()) =>
      answerReaderCall(kind, input, {
        ...control,
        withStore: (work) => work(store),
        allocate: ownNumbers,
      }),
    close: () => Promise.resolve(),
  }
}

/** Never cancelled, and without progress. */
export function silent(): Control {
  return { signal: new AbortController().signal, report: () => undefined }
}
