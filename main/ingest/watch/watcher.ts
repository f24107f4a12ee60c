/** @file Asks the thread that watches folders. */
import { Worker } from 'node:worker_threads'
import { z } from 'zod'
import { threadCarrier } from '../../workers/carriers.ts'
import { WorkerPort } from '../../workers/worker-port.ts'
import { workerUrl } from '../../workers/worker-url.ts'
import { WatchNews, type WatchRequest, type WatchTimes } from './protocol.ts'

export interface WatchOptions {
  /** Absolute. */
  readonly folders: string[]
  readonly times: WatchTimes
  readonly onNews: (news: WatchNews) => void
}

export class Watcher {
  readonly #worker: Worker
  readonly #port: WorkerPort<WatchRequest, WatchNews>
  readonly #stop = new AbortController()

  /** @param onLost the thread has ended, and watches no more */
  constructor({ folders, times, onNews }: WatchOptions, onLost: (thrown: unknown) => void) {
    this.#worker = new Worker(workerUrl(import.meta.url, './watch-worker'))
    this.#worker.unref() // a process may end while folders are watched
    this.#port = new WorkerPort(threadCarrier(this.#worker), { name: 'The watching thread', news: WatchNews })
    const { signal } = this.#stop
    this.#port
      .ask({ kind: 'watch', folders, times }, z.unknown(), { signal, onNews })
      .catch((thrown: unknown) => {
        if (!signal.aborted) onLost(thrown)
      })
  }

  /** Also tells of these files when they have come to rest. */
  follow(files: string[]): void {
    this.#port.ask({ kind: 'follow', files }, z.unknown()).catch(() => undefined) // `onLost` tells
  }

  async close(): Promise<void> {
    this.#worker.ref()
    this.#stop.abort()
    await this.#port.stop() // it holds nothing that could be lost
  }
}
