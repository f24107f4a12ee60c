/**
 * @file The graphics card of a hidden window, as the training worker uses it: it sends orders by a port, one at a time, and
 * answers the page's questions meanwhile. It is not used before its self-test, which is judged on this side.
 */
import { AppError, throwIfCancelled } from '../../../../../shared/errors.ts'
import { sentence } from '../../../../../shared/sentences/sentence.ts'
import type { Port } from '../../../../../shared/port.ts'
import type { Matrix } from '../../../../math/matrix.ts'
import { ProcessEnded, type RemoteGpu } from '../../../../model/backends/self-test/self-test.ts'
import type { Steps } from '../../../../model/backends/self-test/steps.ts'
import { TrainingTask, type EmbeddingTask, type TrainedHead } from '../train-protocol.ts'
import type { TrainingHost } from '../../compute/host.ts'
import { answerTo } from './answers.ts'
import { CLOSE_WINDOW, PageMessage, WINDOW_ENDED, type Order } from './protocol.ts'
import { withoutSharedMemory } from './shared-memory.ts'

type PageHost = Omit<TrainingHost, 'signal'>
type Kind = PageMessage['kind']
type Reply<K extends Kind> = Extract<PageMessage, { kind: K }>

/** A pending answer of the page. */
interface Waiting {
  receive: (message: PageMessage) => void
  fail: (error: Error) => void
}

/**
 * A window that does not say within this time what it computes on counts as missing: usually it opens and asks for an
 * adapter within 2 s.
 */
const OPEN_WITHIN_MS = 30_000
/** A graphics card takes seconds for the steps of a self-test. */
const TEST_WITHIN_MS = 120_000
/**
 * A page notices a cancel between two steps. After this time the window is closed: nothing is lost, since its work is not
 * wanted any more.
 */
const STOP_WITHIN_MS = 10_000

export class WindowGpu implements RemoteGpu {
  readonly #port: Port
  #waiting: Waiting | undefined
  /** The time limit of the pending answer. */
  #deadline: NodeJS.Timeout | undefined
  /** Aborted when the work for which the window is used is cancelled. */
  #wanted: AbortSignal | undefined

  /** @param port to the process that opens a window when the first order comes, and another one after the first has ended */
  constructor(port: Port) {
    this.#port = port
    port.onMessage((received) => {
      const message = PageMessage.safeParse(received)
      if (received === WINDOW_ENDED) this.#waiting?.fail(ended())
      else if (message.success) this.#waiting?.receive(message.data)
      else this.#close(new TypeError('The hidden window says what it should not.'))
    })
    port.onClose(() => {
      this.#waiting?.fail(ended())
    })
  }

  /** @throws AppError `backend-unavailable` without an adapter */
  async describe(): Promise<{ about: string; software: boolean }> {
    const within = OPEN_WITHIN_MS
    const { about, software } = await this.#ask({ order: 'describe' }, 'described', { within })
    return { about, software }
  }

  async steps(): Promise<Steps[]> {
    return (await this.#ask({ order: 'steps' }, 'stepped', { within: TEST_WITHIN_MS })).steps
  }

  async imagesPerSecond(batch: number): Promise<number> {
    const order: Order = { order: 'speed', batch }
    return (await this.#ask(order, 'measured', { within: TEST_WITHIN_MS })).imagesPerSecond
  }

  /** @throws AppError `not-enough-labels`, `cancelled`; an Error when the device or the window is lost */
  async train(given: TrainingTask, host: TrainingHost): Promise<TrainedHead> {
    const { signal, checkpoints, teacher } = host
    const order: Order = {
      order: 'train',
      task: TrainingTask.parse(given),
      hasTeacher: teacher !== undefined,
      keeps: checkpoints !== undefined,
      last: checkpoints?.last ?? null,
    }
    return (await this.whileWanted(signal, () => this.#ask(order, 'done', { host }))).result
  }

  /**
   * @returns [n, 128], rows L2-normalised
   * @throws AppError `library-damaged`, `bad-input`, `cancelled`; an Error as above
   */
  async embed({ weights, inputs }: EmbeddingTask, signal: AbortSignal): Promise<Matrix> {
    const order: Order = { order: 'embed', task: { weights, inputs } }
    return (await this.whileWanted(signal, () => this.#ask(order, 'embedded'))).embeddings
  }

  /**
   * Does work that may send orders to the window. After the signal no more orders are sent and the current one is
   * cancelled, if necessary by closing the window.
   * @throws AppError `cancelled`
   */
  async whileWanted<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    throwIfCancelled(signal) // an aborted signal raises no further event
    const cancel = (): void => {
      this.#cancel()
    }
    this.#wanted = signal
    signal.addEventListener('abort', cancel, { once: true })
    try {
      return await work()
    } finally {
      signal.removeEventListener('abort', cancel)
      this.#wanted = undefined
    }
  }

  /** Closes the window, if there is one. The next order opens another. */
  close(): void {
    this.#close(ended())
  }

  /** Closes the window for good; nothing keeps the thread alive afterwards. */
  end(): void {
    this.#port.close()
  }

  #close(reason: Error): void {
    this.#port.post(CLOSE_WINDOW)
    this.#waiting?.fail(reason)
  }

  #cancel(): void {
    if (this.#waiting === undefined) return
    this.#send({ order: 'cancel' })
    this.#closeIn(STOP_WITHIN_MS, new AppError('cancelled', sentence('cancelled')))
  }

  /** Closes the window after this time, unless the pending answer arrives before. */
  #closeIn(milliseconds: number, reason: Error): void {
    clearTimeout(this.#deadline)
    this.#deadline = setTimeout(() => {
      this.#close(reason)
    }, milliseconds)
  }

  #send(order: Order): void {
    this.#port.post(withoutSharedMemory(order))
  }

  /** @param within milliseconds, after which the window is closed */
  async #ask<K extends Kind>(
    order: Order,
    kind: K,
    { within, host }: { within?: number; host?: PageHost } = {},
  ): Promise<Reply<K>> {
    throwIfCancelled(this.#wanted)
    const { promise, resolve, reject } = Promise.withResolvers<Reply<K>>()
    const waiting: Waiting = {
      fail: reject,
      receive: (message) => {
        if (isOf(message, kind)) resolve(message)
        else if (message.kind === 'failed') reject(failureOf(message))
        else if (host !== undefined) this.#serve(message, host, waiting)
      },
    }
    this.#waiting = waiting
    this.#send(order)
    if (within !== undefined) this.#closeIn(within, ended())
    return promise.finally(() => {
      clearTimeout(this.#deadline)
      this.#waiting = undefined
    })
  }

  /** Handles the page's messages during a training. */
  #serve(message: PageMessage, host: PageHost, waiting: Waiting): void {
    if (message.kind === 'progress') host.report(message.progress)
    else if (message.kind === 'checkpoint') host.checkpoints?.save(message.state)
    else if (message.kind === 'question') {
      const { number } = message
      answerTo(message.question, host).then((answer) => {
        // Another page numbers its questions from the start.
        if (this.#waiting === waiting) this.#send({ order: 'answer', question: number, answer })
      }, waiting.fail)
    }
  }
}

function isOf<K extends Kind>(message: PageMessage, kind: K): message is Reply<K> {
  return message.kind === kind
}

/**
 * The error as it was thrown in the page: an error that is not the device's must not look like one (see isDeviceFailure).
 */
function failureOf({ error, device }: Reply<'failed'>): Error {
  if (device || error.code !== 'internal') return AppError.fromPlain(error)
  return new TypeError(error.message)
}

function ended(): Error {
  return new ProcessEnded('internal', sentence('backend-window-ended'))
}
