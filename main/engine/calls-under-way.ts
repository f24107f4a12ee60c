/** @file The calls that an engine is answering: closing it waits for them and refuses later ones, so that none meets a closed library. */
import type { Output, Parsed } from '../../shared/contract.ts'
import { AppError } from '../../shared/errors.ts'
import { sentence } from '../../shared/sentences/sentence.ts'
import type { Call, LibraryHandlers, LibraryMethod } from './handler.ts'

export class CallsUnderWay {
  readonly #closing = new AbortController()
  readonly #running = new Set<Promise<unknown>>()

  /** The same handlers, which throw AppError `cancelled` once it is closing. */
  watch(handlers: LibraryHandlers): LibraryHandlers {
    const watched = { ...handlers }
    for (const method of Object.keys(handlers)) {
      if (isMethodOf(handlers, method)) this.#replace(watched, method)
    }
    return watched
  }

  /** Cancels what is under way, and waits for it. */
  async close(): Promise<void> {
    this.#closing.abort()
    await Promise.allSettled(this.#running)
  }

  #replace<M extends LibraryMethod>(
    handlers: { [N in M]: (input: Parsed<N>, call: Call) => Output<N> | Promise<Output<N>> },
    method: M,
  ): void {
    const handler = handlers[method]
    handlers[method] = (input, { signal }) => {
      if (this.#closing.signal.aborted) throw new AppError('cancelled', sentence('twinsort-closing'))
      const output = handler(input, { signal: AbortSignal.any([signal, this.#closing.signal]) })
      if (output instanceof Promise) this.#follow(output)
      return output
    }
  }

  #follow(output: Promise<unknown>): void {
    this.#running.add(output)
    const end = (): void => {
      this.#running.delete(output)
    }
    output.then(end, end)
  }
}

function isMethodOf(handlers: LibraryHandlers, name: string): name is LibraryMethod {
  return Object.hasOwn(handlers, name)
}
