/**
 * @file The graphics card of a hidden window, as the training worker sees it: orders go out by a port, one at a time, and what the
 * page asks meanwhile is answered. Nobody trusts it before its self-test, which this side judges.
 */
import { AppError } from '../../../shared/errors.ts'
import type { Port } from '../../../shared/port.ts'
import type { Matrix } from '../../math/matrix.ts'
import { ProcessEnded, type RemoteGpu } from '../../model/backends/self-test/self-test.ts'
import type { Steps } from '../../model/backends/self-test/steps.ts'
import { TrainingTask, type EmbeddingTask, type TrainedHead } from '../train-protocol.ts'
import type { Surroundings } from '../training-surroundings.ts'
import { answerTo } from './answers.ts'
import { CLOSE_WINDOW, PageMessage, WINDOW_ENDED, type Order } from './protocol.ts'
import { withoutSharedMemory } from './shared-memory.ts'

type Surrounding = Omit<Surroundings, 'signal'>
type Kind = PageMessage['kind']
type Reply<K extends Kind> = Extract<PageMessage, { kind: K }>

/** What waits for the page's answer. */
interface Waiting {
  receive: (message: PageMessage) => void
  fail: (error: Error) => void
}

/** A window that has not said by then what it computes on is as good as none: it opens and asks for an adapter within 2 s. */
const OPEN_WITHIN_MS = 30_000

export class WindowGpu implements RemoteGpu {
  readonly #port: Port
  #waiting: Waiting | undefined

  /** @param port to whoever opens a window when the first order comes, and another one after the first has ended */
  constructor(port: Port) {
    this.#port = port
    port.onMessage((received) => {
      const message = PageMessage.safeParse(received)
      if (received === WINDOW_ENDED) this.#waiting?.fail(ended())
      else if (message.success) this.#waiting?.receive(message.data)
      else this.#waiting?.fail(new TypeError('The hidden window says what it should not.'))
    })
    port.onClose(() => {
      this.#waiting?.fail(ended())
    })
  }

  /** @throws AppError `backend-unavailable` without an adapter */
  async describe(): Promise<{ about: string; software: boolean }> {
    const late = setTimeout(() => {
      this.close()
    }, OPEN_WITHIN_MS)
    try {
      const { about, software } = await this.#ask({ order: 'describe' }, 'described')
      return { about, software }
    } finally {
      clearTimeout(late)
    }
  }

  async steps(): Promise<Steps[]> {
    return (await this.#ask({ order: 'steps' }, 'stepped')).steps
  }

  async imagesPerSecond(batch: number): Promise<number> {
    return (await this.#ask({ order: 'speed', batch }, 'measured')).imagesPerSecond
  }

  /** @throws AppError `not-enough-labels`, `cancelled`; an Error when the device or the window is lost */
  async train(given: TrainingTask, surroundings: Surroundings): Promise<TrainedHead> {
    const { signal, checkpoints, teacher } = surroundings
    const order: Order = {
      order: 'train',
      task: withoutSharedMemory(TrainingTask.parse(given)),
      hasTeacher: teacher !== undefined,
      keeps: checkpoints !== undefined,
      last: checkpoints?.last ?? null,
    }
    const cancel = (): void => {
      this.#send({ order: 'cancel' })
    }
    signal.addEventListener('abort', cancel, { once: true })
    try {
      return (await this.#ask(order, 'done', surroundings)).result
    } finally {
      signal.removeEventListener('abort', cancel)
    }
  }

  /** @returns [n, 128], rows L2-normalised. @throws AppError `library-damaged`, `bad-input`; an Error as above */
  async embed({ weights, reads }: EmbeddingTask): Promise<Matrix> {
    const task = withoutSharedMemory({ weights, reads })
    return (await this.#ask({ order: 'embed', task }, 'embedded')).embeddings
  }

  /** Closes the window, if there is one. Another order opens another. */
  close(): void {
    this.#port.post(CLOSE_WINDOW)
    this.#waiting?.fail(ended())
  }

  /** The same for good: nothing of it keeps the thread alive. */
  end(): void {
    this.#port.close()
  }

  #send(order: Order): void {
    this.#port.post(order)
  }

  async #ask<K extends Kind>(order: Order, kind: K, surroundings?: Surrounding): Promise<Reply<K>> {
    const { promise, resolve, reject } = Promise.withResolvers<Reply<K>>()
    this.#waiting = {
      fail: reject,
      receive: (message) => {
        if (isOf(message, kind)) resolve(message)
        else if (message.kind === 'failed') reject(failureOf(message))
        else if (surroundings !== undefined) this.#serve(message, surroundings, reject)
      },
    }
    this.#send(order)
    return promise.finally(() => {
      this.#waiting = undefined
    })
  }

  /** What comes in the middle of a training. */
  #serve(message: PageMessage, surroundings: Surrounding, fail: (error: Error) => void): void {
    if (message.kind === 'progress') surroundings.report(message.progress)
    else if (message.kind === 'checkpoint') surroundings.checkpoints?.save(message.state)
    else if (message.kind === 'question') {
      const { number } = message
      answerTo(message.question, surroundings).then((answer) => {
        this.#send({ order: 'answer', question: number, answer })
      }, fail)
    }
  }
}

function isOf<K extends Kind>(message: PageMessage, kind: K): message is Reply<K> {
  return message.kind === kind
}

/** As it was thrown in the page: what is no fault of the device must not look like one (see isDeviceFailure). */
function failureOf({ error, device }: Reply<'failed'>): Error {
  if (device || error.code !== 'internal') return AppError.fromPlain(error)
  return new TypeError(error.message)
}

function ended(): Error {
  return new ProcessEnded('The hidden window that computed has ended.')
}
