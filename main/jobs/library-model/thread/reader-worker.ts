/** @file The thread that reads what photos are compared by: see [Note: a thread that reads]. Started by reader-thread.ts. */
import { isTypedArray } from 'node:util/types'
import { parentPort, workerData } from 'node:worker_threads'
import { AppError } from '../../../../shared/errors.ts'
import { sharedNumbers } from '../../../math/matrix.ts'
import { openForReading, type Store } from '../../../store/store.ts'
import { answerReaderCall } from '../answer-reader-call.ts'
import type { Control } from '../derive-space.ts'
import { readerCalls, type ReaderCall, type ReaderInput, type ReaderOutput } from '../reader-calls.ts'
import { Library, ToReader, type FromReader } from './protocol.ts'

if (parentPort === null) throw new Error('This module runs as a worker only.')
const port = parentPort
const library = Library.parse(workerData)
const running = new Map<number, AbortController>()

port.on('message', (raw: unknown) => {
  const message = ToReader.parse(raw)
  if (message.kind === 'close') port.close()
  else if (message.kind === 'cancel') running.get(message.id)?.abort()
  else void answer(message.id, message.call, message.input)
})

async function answer(id: number, call: ReaderCall, input: unknown): Promise<void> {
  const controller = new AbortController()
  running.set(id, controller)
  const report: Control['report'] = (progress) => {
    post({ kind: 'progress', id, progress })
  }
  try {
    const output = await carryOut(call, input, { signal: controller.signal, report })
    post({ kind: 'done', id, output }, ownBuffers(output))
  } catch (thrown) {
    post({ kind: 'failed', id, error: AppError.from(thrown).toPlain() })
  } finally {
    running.delete(id)
  }
}

function carryOut<K extends ReaderCall>(call: K, input: unknown, control: Control): Promise<ReaderOutput<K>> {
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

/** The memory of all numbers in it that is not shared: it is handed over, since this thread needs it no more. */
function ownBuffers(value: unknown): ArrayBuffer[] {
  const found = new Set<ArrayBuffer>()
  const visit = (part: unknown): void => {
    if (isTypedArray(part)) {
      if (part.buffer instanceof ArrayBuffer) found.add(part.buffer)
    } else if (typeof part === 'object' && part !== null) Object.values(part).forEach(visit)
  }
  visit(value)
  return [...found]
}

function post(message: FromReader, handedOver: ArrayBuffer[] = []): void {
  port.postMessage(message, handedOver)
}
