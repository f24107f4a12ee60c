/** @file The thread that reads what photos are compared by: see [Note: a thread that reads]. Started by reader-thread.ts. */
import { isTypedArray } from 'node:util/types'
import { workerData } from 'node:worker_threads'
import { sharedNumbers } from '../../../math/matrix.ts'
import { openForReading, type Store } from '../../../store/store.ts'
import { HandedOver, serveRequests } from '../../../workers/serve-requests.ts'
import { answerReaderCall } from '../answer-reader-call.ts'
import type { Control } from '../compute-space.ts'
import { readerCalls, type ReaderCall, type ReaderInput, type ReaderOutput } from '../reader-calls.ts'
import { Library, ReaderRequest, type Progress } from './protocol.ts'

const library = Library.parse(workerData)

serveRequests<ReaderRequest, Progress>(
  ReaderRequest,
  async ({ call, input }, { signal, tell: report }) => {
    const output = await perform(call, input, { signal, report })
    return new HandedOver(output, ownNumbers(output)) // this thread needs them no more
  },
  { atOnce: true }, // a library is not read later because a space is being computed
)

function perform<K extends ReaderCall>(call: K, input: unknown, control: Control): Promise<ReaderOutput<K>> {
  // TypeScript cannot relate the two halves of readerCalls[call]; the schema is the proof.
  const parsed = readerCalls[call].input.parse(input) as ReaderInput<K>
  return answerReaderCall(call, parsed, { ...control, withStore, allocate: sharedNumbers })
}

/** Open only while it is read: so a library can be closed and replaced, whatever else this thread does. */
function withStore<T>(work: (store: Store) => T): T {
  const store = openForReading(library)
  try {
    return work(store)
  } finally {
    store.close()
  }
}

/** All arrays in it, one for each piece of memory that is not shared. */
function ownNumbers(value: unknown): ArrayBufferView[] {
  const found = new Map<ArrayBufferLike, ArrayBufferView>()
  const visit = (part: unknown): void => {
    if (isTypedArray(part)) found.set(part.buffer, part)
    else if (typeof part === 'object' && part !== null) Object.values(part).forEach(visit)
  }
  visit(value)
  return [...found.values()]
}
