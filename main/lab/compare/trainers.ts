/** @file The training threads of a comparison. */
import type { BackendName } from '../../../shared/domain.ts'
import type { OpenWindow } from '../../jobs/training/thread/hidden-window/thread.ts'
import { Trainer } from '../../jobs/training/thread/trainer.ts'

/**
 * One thread at a time, and another one for another backend: the copies of TensorFlow.js in a thread share their engine, and
 * what one keeps must not count as tensors of the next. A backend that failed is not tried again.
 */
export class Trainers {
  readonly #openWindow: OpenWindow | undefined
  readonly #trainers = new Map<BackendName | undefined, Trainer>()
  #open: Trainer | undefined

  /** @param openWindow a window whose WebGPU is to be used, where there are any */
  constructor(openWindow?: OpenWindow) {
    this.#openWindow = openWindow
  }

  /** The one whose thread this backend computes in. */
  async on(backend: BackendName | undefined): Promise<Trainer> {
    const trainer = this.#trainers.get(backend) ?? new Trainer(this.#openWindow)
    this.#trainers.set(backend, trainer)
    if (this.#open !== trainer) await this.#open?.close()
    this.#open = trainer
    return trainer
  }

  /** @returns when no thread is left. */
  async close(): Promise<void> {
    await this.#open?.close()
    this.#open = undefined
  }
}
