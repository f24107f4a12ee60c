/** @file What carries the messages of a `WorkerPort`: a thread, or a child process of this Node. */
import type { ChildProcess } from 'node:child_process'
import type { Worker } from 'node:worker_threads'
import { sentence, type Sentence, verbatim } from '../../shared/sentences/sentence.ts'
import type { ToWorker } from './protocol.ts'

export interface WorkerCarrier {
  /** @throws what the carrier throws where a message cannot be cloned */
  send(message: ToWorker): void
  onMessage(listener: (message: unknown) => void): void
  /**
   * Called once.
   * @param reason as the end of a sentence: "it has ended (with exit code 1)"
   * @param cause what it threw, where it ended by that
   */
  onEnd(listener: (reason: Sentence, cause?: unknown) => void): void
  /** Ends it by force; `onEnd` follows. */
  kill(): void
}

/** @param kill another way to end it by force, for a thread that computes in native code */
export function threadCarrier(worker: Worker, kill = (): void => void worker.terminate()): WorkerCarrier {
  let cause: unknown
  worker.once('error', (error) => {
    cause = error
  })
  return {
    send(message) {
      worker.postMessage(message)
    },
    onMessage(listener) {
      worker.on('message', listener)
    },
    onEnd(listener) {
      worker.once('exit', (code) => {
        listener(ended(sentence('ended-with-code', { code })), cause)
      })
    },
    kill,
  }
}

/** @param child forked with `serialization: 'advanced'`, which keeps typed arrays as they are */
export function processCarrier(child: ChildProcess): WorkerCarrier {
  return {
    send(message) {
      // `exit` reports its end; without a callback a child that has just died would make an error event of it.
      child.send(message, () => undefined)
    },
    onMessage(listener) {
      child.on('message', listener)
    },
    onEnd(listener) {
      child.once('exit', (code, signal) => {
        const how =
          signal === null
            ? sentence('ended-with-code', { code: code ?? 'none' })
            : sentence('ended-by-signal', { signal })
        listener(ended(how))
      })
      child.once('error', (error) => {
        if (child.pid === undefined)
          listener(sentence('ended-before-start', { problem: verbatim(error.message) }), error)
      })
    },
    kill() {
      child.kill('SIGKILL')
    },
  }
}

function ended(how: Sentence): Sentence {
  return sentence('fails-lost', { how })
}
