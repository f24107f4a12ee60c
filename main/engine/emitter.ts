/** @file The engine's events, typed by the contract. Listeners are called in order; each engine has one emitter. */
import type { EventName, EventPayload } from '../../shared/contract.ts'

/** One event with its payload, as every listener receives it. */
export type EngineEvent = { [E in EventName]: { event: E; payload: EventPayload<E> } }[EventName]

export class Emitter {
  readonly #listeners = new Set<(event: EngineEvent) => void>()

  /** Returns the function that stops listening. */
  listen(listener: (event: EngineEvent) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  emit(event: EngineEvent): void {
    for (const listener of this.#listeners) listener(event)
  }
}
