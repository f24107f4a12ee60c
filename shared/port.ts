/** @file The one pipe between a client and the engine, whatever carries it (MessagePort, WebSocket, memory). */

export interface Port {
  /** Sends a structured-cloneable message; silently dropped once the port is closed. */
  post(message: unknown): void
  /** One listener at a time; messages that arrive before it is set are kept for it. */
  onMessage(listener: (message: unknown) => void): void
  /** Called once, when either side closes or the carrier breaks. */
  onClose(listener: () => void): void
  close(): void
}

/** Two ports joined in memory. Messages are cloned and delivered asynchronously, as a real carrier would. */
export function memoryPortPair(): [Port, Port] {
  const state = { closed: false }
  const ends = [new MemoryEnd(state), new MemoryEnd(state)] as const
  ends[0].peer = ends[1]
  ends[1].peer = ends[0]
  return [ends[0], ends[1]]
}

class MemoryEnd implements Port {
  peer: MemoryEnd | undefined
  readonly #state: { closed: boolean }
  #listener: ((message: unknown) => void) | undefined
  readonly #closeListeners: (() => void)[] = []
  #waiting: unknown[] = []

  constructor(state: { closed: boolean }) {
    this.#state = state
  }

  post(message: unknown): void {
    if (this.#state.closed) return
    const copy: unknown = structuredClone(message)
    queueMicrotask(() => this.peer?.receive(copy))
  }

  onMessage(listener: (message: unknown) => void): void {
    this.#listener = listener
    const waiting = this.#waiting
    this.#waiting = []
    for (const message of waiting) listener(message)
  }

  onClose(listener: () => void): void {
    this.#closeListeners.push(listener)
  }

  close(): void {
    if (this.#state.closed) return
    this.#state.closed = true
    for (const end of [this, this.peer]) {
      if (end !== undefined)
        queueMicrotask(() => {
          for (const listener of end.#closeListeners) listener()
        })
    }
  }

  receive(message: unknown): void {
    if (this.#listener === undefined) this.#waiting.push(message)
    else this.#listener(message)
  }
}
