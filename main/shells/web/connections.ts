/**
 * @file How many connections there may be at once, so that nobody uses up the files and the memory of the server.
 *
 * [Note: strangers and known] Anybody on this machine can open a connection; who it is shows only with its first request.
 * Until then it is a stranger's, and where there are too many of these the oldest is closed: a crowd of silent connections
 * cannot keep the person's browser out. A connection that has shown the cookie is counted among the known ones.
 */
import type { Socket } from 'node:net'

export interface ConnectionLimits {
  /** Connections that have not shown the cookie. */
  strangers: number
  /** Connections that have; a browser opens about six for each window. */
  known: number
  /** Open pipes to the engine: one for each window. */
  pipes: number
  /** A request must have arrived whole after so many milliseconds. */
  requestMs: number
  /** A connection on which nothing moves is closed after so many milliseconds; the engine may need some for a picture. */
  idleMs: number
}

export const CONNECTION_LIMITS: ConnectionLimits = {
  strangers: 64,
  known: 256,
  pipes: 64,
  requestMs: 10_000,
  idleMs: 120_000,
}

export class Connections {
  readonly #limits: Pick<ConnectionLimits, 'strangers' | 'known'>
  /** In the order of their coming. */
  readonly #strangers = new Set<Socket>()
  readonly #known = new Set<Socket>()

  constructor(limits: Pick<ConnectionLimits, 'strangers' | 'known'>) {
    this.#limits = limits
  }

  /** A new one came in. */
  add(socket: Socket): void {
    this.#strangers.add(socket)
    socket.once('close', () => {
      this.#strangers.delete(socket)
      this.#known.delete(socket)
    })
    if (this.#strangers.size <= this.#limits.strangers) return
    const [oldest] = this.#strangers
    oldest.destroy()
    this.#strangers.delete(oldest)
  }

  /** It has shown the cookie. @returns false where there are too many such already. */
  welcome(socket: Socket): boolean {
    if (this.#known.has(socket)) return true
    if (this.#known.size >= this.#limits.known) return false
    this.#strangers.delete(socket)
    this.#known.add(socket)
    return true
  }
}
