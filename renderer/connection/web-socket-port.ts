/** @file The browser's end of the pipe to the engine: binary messages over a WebSocket to the page's own origin. */
import { decodeMessage, encodeMessage } from '../../shared/codec.ts'
import { AppError } from '../../shared/errors.ts'
import type { Port } from '../../shared/port.ts'

/** @throws AppError `disconnected` when the server is not there or refuses. */
export function connectWebSocket(url: string): Promise<Port> {
  const { promise, resolve, reject } = Promise.withResolvers<Port>()
  const socket = new WebSocket(url)
  socket.binaryType = 'arraybuffer'
  socket.addEventListener('open', () => {
    resolve(new WebSocketPort(socket))
  })
  socket.addEventListener('close', () => {
    reject(new AppError('disconnected', 'Twinsort does not answer.'))
  })
  return promise
}

/** Where the shell that served this page listens. */
export function portAddress({ protocol, host }: Pick<Location, 'protocol' | 'host'>): string {
  return `${protocol === 'https:' ? 'wss:' : 'ws:'}//${host}/port`
}

class WebSocketPort implements Port {
  readonly #socket: WebSocket
  #listener: ((message: unknown) => void) | undefined
  #waiting: unknown[] = []

  constructor(socket: WebSocket) {
    this.#socket = socket
    socket.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      if (data instanceof ArrayBuffer) this.#receive(decodeMessage(data))
    })
  }

  post(message: unknown): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(encodeMessage(message))
  }

  onMessage(listener: (message: unknown) => void): void {
    this.#listener = listener
    const waiting = this.#waiting
    this.#waiting = []
    for (const message of waiting) listener(message)
  }

  onClose(listener: () => void): void {
    if (this.#socket.readyState >= WebSocket.CLOSING) queueMicrotask(listener)
    else this.#socket.addEventListener('close', listener, { once: true })
  }

  close(): void {
    this.#socket.close()
  }

  #receive(message: unknown): void {
    if (this.#listener === undefined) this.#waiting.push(message)
    else this.#listener(message)
  }
}
