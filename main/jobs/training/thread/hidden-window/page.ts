/**
 * @file The page of a hidden window, which runs compute/train-here.ts in a browser: it gets one port and answers there the
 * orders of window-gpu.ts. It has no other connection. Built by scripts/bundle-hidden-window.mjs.
 */
import { z } from 'zod'
import { AppError } from '../../../../../shared/errors.ts'
import { messagePort } from '../../../../../shared/message-port.ts'
import type { Port } from '../../../../../shared/port.ts'
import { isDeviceFailure } from '../../../../model/backends/device-failure.ts'
import { trainingSteps } from '../../../../model/backends/self-test/steps.ts'
import { imagesPerSecond } from '../../../../model/backends/self-test/throughput.ts'
import type { TrainedHead } from '../train-protocol.ts'
import { embedHere, trainHere } from '../../compute/train-here.ts'
import { Asking } from './page-asking.ts'
import { computeProductsBy } from './page-products.ts'
import { loadGpu, type PageGpu } from './page-tensorflow.ts'
import { Order, type PageMessage } from './protocol.ts'

z.config({ jitless: true }) // the page's policy forbids code from strings

/** The orders that get an answer. */
type Work = Exclude<Order, { order: 'cancel' | 'answer' }>
type Send = (message: PageMessage) => void

class Page {
  readonly #port: Port
  readonly #asking: Asking
  #running = new AbortController()
  #gpu: Promise<PageGpu> | undefined

  constructor(port: Port) {
    this.#port = port
    this.#asking = new Asking((number, question) => {
      this.#post({ kind: 'question', number, question })
    })
    computeProductsBy((graph, feeds) => this.#asking.product(graph, feeds))
    port.onMessage((message) => {
      const order = Order.safeParse(message)
      if (order.success) this.#receive(order.data)
      else this.#refuse()
    })
  }

  #receive(order: Order): void {
    if (order.order === 'cancel') this.#running.abort()
    else if (order.order === 'answer') this.#asking.answered(order.question, order.answer)
    else void this.#answer(order)
  }

  /** A message could not be parsed, so its order is unknown: the current work fails, and its later messages are not sent. */
  #refuse(): void {
    this.#running.abort()
    this.#running = new AbortController()
    const error = new AppError(
      'internal',
      'The hidden window received a message that it does not understand.',
    )
    this.#post({ kind: 'failed', error: error.toPlain(), device: false })
  }

  async #answer(order: Work): Promise<void> {
    const running = (this.#running = new AbortController())
    const send = (message: PageMessage): void => {
      if (this.#running === running) this.#post(message)
    }
    try {
      send(await this.#perform(order, running.signal, send))
    } catch (thrown) {
      send({ kind: 'failed', error: AppError.from(thrown).toPlain(), device: isDeviceFailure(thrown) })
    }
  }

  async #perform(order: Work, signal: AbortSignal, send: Send): Promise<PageMessage> {
    const gpu = await (this.#gpu ??= loadGpu())
    switch (order.order) {
      case 'describe':
        return { kind: 'described', about: gpu.about, software: gpu.software }
      case 'steps':
        return { kind: 'stepped', steps: await trainingSteps(gpu.tf) }
      case 'speed':
        return { kind: 'measured', imagesPerSecond: await imagesPerSecond(gpu.tf, order.batch) }
      case 'embed':
        return { kind: 'embedded', embeddings: embedHere(gpu.tf, order.task) }
      case 'train':
        return { kind: 'done', result: await this.#train(gpu, order, signal, send) }
    }
  }

  #train(
    { tf }: PageGpu,
    { task, hasTeacher, keeps, last }: Extract<Order, { order: 'train' }>,
    signal: AbortSignal,
    send: Send,
  ): Promise<TrainedHead> {
    const loaded = { tf, name: 'webgpu' as const, note: '' } // the worker has the sentence
    const save = (state: Extract<PageMessage, { kind: 'checkpoint' }>['state']): void => {
      send({ kind: 'checkpoint', state })
    }
    return trainHere(loaded, task, {
      signal,
      report: (progress) => {
        send({ kind: 'progress', progress })
      },
      checkpoints: keeps ? { last: last ?? undefined, save } : undefined,
      teacher: hasTeacher ? this.#asking : undefined,
      shippedWeights: () => this.#asking.shippedWeights(),
    })
  }

  #post(message: PageMessage): void {
    this.#port.post(message)
  }
}

// The preload script, which shares this window with the page, sends the port; no other window has a reference to this one.
window.addEventListener('message', ({ source, ports }) => {
  if (source === window && ports.length === 1) new Page(messagePort(ports[0]))
})
