/** @file The one pipe between a client and the engine, whatever carries it (MessagePort, WebSocket, child process, memory). */

export interface Port {
  /** Sends a structured-cloneable message; silently dropped once the port is closed. */
  post(message: unknown): void
  /** One listener at a time; messages that arrive before it is set are kept for it. */
  onMessage(listener: (message: unknown) => void): void
  /** Called once, when either side closes or the carrier breaks. */
  onClose(listener: () => void): void
  close(): void
}

/** What a carrier has to be able to do; `PortEnd` makes a port of it. */
export interface Carrier {
  send(message: unknown): void
  /** Lets go of the line, so that the other side notices. Called once. */
  hangUp(): void
}

/** The end of a carrier: keeps messages until somebody listens, and reports its closing once. */
export class PortEnd implements Port {
  readonly #carrier: Carrier
  #listener: ((message: unknown) => void) | undefined
  #waiting: unknown[] = []
  readonly #closeListeners: (() => void)[] = []
  #closed = false

  constructor(carrier: Carrier) {
    this.#carrier = carrier
  }

  post(message: unknown): void {
    if (!this.#closed) this.#carrier.send(message)
  }

  onMessage(listener: (message: unknown) => void): void {
    this.#listener = listener
    const waiting = this.#waiting
    this.#waiting = []
    for (const message of waiting) listener(message)
  }

  onClose(listener: () => void): void {
    if (this.#closed) queueMicrotask(listener)
    else this.#closeListeners.push(listener)
  }

  close(): void {
    if (this.#closed) return
    this.#carrier.hangUp()
    this.lost()
  }

  /** For the carrier: a message came in. */
  receive(message: unknown): void {
    if (this.#closed) return
    if (this.#listener === undefined) this.#waiting.push(message)
    else this.#listener(message)
  }

  /** For the carrier: the other side closed, or the line broke. */
  lost(): void {
    if (this.#closed) return
    this.#closed = true
    queueMicrotask(() => {
      for (const listener of this.#closeListeners) listener()
    })
  }
}

/** Two ports joined in memory. Messages are cloned and delivered asynchronously, as a real carrier would. */
export function memoryPortPair(): [Port, Port] {
  const near: PortEnd = memoryEnd(() => far)
  const far: PortEnd = memoryEnd(() => near)
  return [near, far]
}

function memoryEnd(peer: () => PortEnd): PortEnd {
  return new PortEnd({
    send(message) {
      const copy: unknown = structuredClone(message)
      queueMicrotask(() => {
        peer().receive(copy)
      })
    },
    hangUp() {
      queueMicrotask(() => {
        peer().lost()
      })
    },
  })
}

/**
 * Joins two ports to one line: what comes in at one goes out at the other, and both close together. A message that one of them
 * cannot carry closes the line: nobody is there to be told, and whoever waits for an answer is by the closing.
 */
export function joinPorts(one: Port, other: Port): void {
  forward(one, other)
  forward(other, one)
}

function forward(from: Port, to: Port): void {
  from.onMessage((message) => {
    try {
      to.post(message)
    } catch {
      from.close()
      to.close()
    }
  })
  from.onClose(() => {
    to.close()
  })
}
