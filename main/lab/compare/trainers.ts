/** @file The training threads of a comparison. */
import type { BackendName } from '../../../shared/domain.ts'
import type { JobContext } from '../../jobs/context.ts'
import type { OpenWindow } from '../../jobs/training/thread/hidden-window/thread.ts'
import { Trainer } from '../../jobs/training/thread/trainer.ts'

/**
 * One thread at a time, and a new one for another backend: all copies of TensorFlow.js in a thread share their engine, and
 * tensors that one keeps must not be counted for the next. A backend that failed is not tried again.
 */
export class Trainers {
  readonly #openWindow: OpenWindow | undefined
  readonly #log: JobContext['log']
  readonly #trainers = new Map<BackendName | undefined, Trainer>()
  #open: Trainer | undefined

  /** @param openWindow a window whose WebGPU is to be used, where there are any */
  constructor({ openWindow, log }: Pick<JobContext, 'openWindow' | 'log'>) {
    this.#openWindow = openWindow
    this.#log = log
  }

  /** The trainer whose thread computes on this backend. */
  async on(backend: BackendName | undefined): Promise<Trainer> {
    const trainer = this.#trainers.get(backend) ?? new Trainer(this.#openWindow)
    this.#trainers.set(backend, trainer)
    if (this.#open !== trainer) await this.#open?.close()
    this.#open = trainer
    return trainer
  }

  /** @returns when no thread is left. */
  async close(): Promise<void> {
    for (const trainer of this.#trainers.values()) trainer.logFailures(this.#log)
    await this.#open?.close()
    this.#open = undefined
  }
}
