/**
 * @file The page of a hidden window, the carrier of training-core.ts in a browser: gets one port and answers on it what
 * window-gpu.ts orders. It has no other way out. Built by scripts/bundle-hidden-window.mjs.
 */
import { z } from 'zod'
import { AppError } from '../../../shared/errors.ts'
import { messagePort } from '../../../shared/message-port.ts'
import type { Port } from '../../../shared/port.ts'
import { isDeviceFailure } from '../../model/backends/device-failure.ts'
import { trainingSteps } from '../../model/backends/self-test/steps.ts'
import { imagesPerSecond } from '../../model/backends/self-test/throughput.ts'
import { embedHere, trainHere } from '../training-core.ts'
import { Asking } from './page-asking.ts'
import { computeProductsBy } from './page-products.ts'
import { loadGpu, type PageGpu } from './page-tensorflow.ts'
import { Order, type PageMessage } from './protocol.ts'

z.config({ jitless: true }) // the page's policy allows no code from strings

class Page {
  readonly #port: Port
  readonly #asking: Asking
  #running = new AbortController()
  #gpu: Promise<PageGpu> | undefined

  constructor(port: Port) {
    this.#port = port
    this.#asking = new Asking((number, question) => {
      this.#send({ kind: 'question', number, question })
    })
    computeProductsBy((graph, feeds) => this.#asking.product(graph, feeds))
    port.onMessage((message) => {
      this.#receive(Order.parse(message))
    })
  }

  #receive(order: Order): void {
    if (order.order === 'cancel') this.#running.abort()
    else if (order.order === 'answer') this.#asking.answered(order.question, order.answer)
    else void this.#answer(order)
  }

  async #answer(order: Exclude<Order, { order: 'cancel' | 'answer' }>): Promise<void> {
    this.#running = new AbortController()
    try {
      this.#send(await this.#carryOut(order))
    } catch (thrown) {
      this.#send({
        kind: 'failed',
        error: AppError.from(thrown).toPlain(),
        device: isDeviceFailure(thrown),
      })
    }
  }

  async #carryOut(order: Exclude<Order, { order: 'cancel' | 'answer' }>): Promise<PageMessage> {
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
        return { kind: 'done', result: await this.#train(gpu, order) }
    }
  }

  #train({ tf }: PageGpu, { task, hasTeacher, keeps, last }: Extract<Order, { order: 'train' }>) {
    const loaded = { tf, name: 'webgpu' as const, note: '' } // the worker has the sentence
    const save = (state: Extract<PageMessage, { kind: 'checkpoint' }>['state']): void => {
      this.#send({ kind: 'checkpoint', state })
    }
    return trainHere(loaded, task, {
      signal: this.#running.signal,
      report: (progress) => {
        this.#send({ kind: 'progress', progress })
      },
      checkpoints: keeps ? { last: last ?? undefined, save } : undefined,
      teacher: hasTeacher ? this.#asking : undefined,
      shippedWeights: () => this.#asking.shippedWeights(),
    })
  }

  #send(message: PageMessage): void {
    this.#port.post(message)
  }
}

// From the preload, which shares this window with the page; another window has no handle on it.
window.addEventListener('message', ({ source, ports }) => {
  if (source === window && ports.length === 1) new Page(messagePort(ports[0]))
})
