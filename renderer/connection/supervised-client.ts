/**
 * @file A client that outlives its port. When the engine or the pipe to it dies, pending calls are rejected with
 * `disconnected`, it connects again with growing pauses, and whoever listened goes on listening.
 */
import { createClient, type Client } from '../../shared/client.ts'
import { AppError } from '../../shared/errors.ts'
import { sentence } from '../../shared/sentences/sentence.ts'
import type { Port } from '../../shared/port.ts'

export type ConnectionState = 'connecting' | 'connected' | 'lost'

export interface SupervisedClient extends Client {
  readonly state: ConnectionState
  /** Called at every change; returns the function that stops listening. */
  onState(listener: (state: ConnectionState) => void): () => void
  /** Called now, if connected, and after every reconnection: the moment to read everything anew. */
  whenConnected(listener: () => void): () => void
}

/** The first pause is short, since an engine that died is started again at once. */
const FIRST_PAUSE_MS = 200
const LONGEST_PAUSE_MS = 5_000
/** A connection that lived this long was a good one: the next pause is short again. */
const GOOD_AFTER_MS = 5_000

interface Subscription {
  attach: (client: Client) => () => void
  detach: (() => void) | undefined
}

export function superviseClient(connect: () => Promise<Port>): SupervisedClient {
  return new Supervisor(connect)
}

class Supervisor implements SupervisedClient {
  readonly #connect: () => Promise<Port>
  readonly #subscriptions = new Set<Subscription>()
  readonly #stateListeners = new Set<(state: ConnectionState) => void>()
  #client: Client | undefined
  #state: ConnectionState = 'connecting'
  #pause = FIRST_PAUSE_MS
  #closed = false

  constructor(connect: () => Promise<Port>) {
    this.#connect = connect
    void this.#open()
  }

  get state(): ConnectionState {
    return this.#state
  }

  readonly call: Client['call'] = (method, input, options) => {
    if (this.#client !== undefined) return this.#client.call(method, input, options)
    return Promise.reject(new AppError('disconnected', sentence('engine-away')))
  }

  readonly on: Client['on'] = (event, listener) => {
    const subscription: Subscription = { attach: (client) => client.on(event, listener), detach: undefined }
    this.#subscriptions.add(subscription)
    if (this.#client !== undefined) subscription.detach = subscription.attach(this.#client)
    return () => {
      subscription.detach?.()
      this.#subscriptions.delete(subscription)
    }
  }

  onState(listener: (state: ConnectionState) => void): () => void {
    this.#stateListeners.add(listener)
    return () => this.#stateListeners.delete(listener)
  }

  whenConnected(listener: () => void): () => void {
    if (this.#state === 'connected') listener()
    return this.onState((state) => {
      if (state === 'connected') listener()
    })
  }

  close(): void {
    this.#closed = true
    this.#client?.close()
  }

  async #open(): Promise<void> {
    try {
      this.#use(await this.#connect())
    } catch {
      this.#retry()
    }
  }

  #use(port: Port): void {
    const client = createClient(port)
    const connectedAt = performance.now()
    this.#client = client
    for (const subscription of this.#subscriptions) subscription.detach = subscription.attach(client)
    port.onClose(() => {
      this.#client = undefined
      if (performance.now() - connectedAt >= GOOD_AFTER_MS) this.#pause = FIRST_PAUSE_MS
      this.#retry()
    })
    this.#enter('connected')
  }

  #retry(): void {
    if (this.#closed) return
    this.#enter('lost')
    setTimeout(() => void this.#open(), this.#pause)
    this.#pause = Math.min(LONGEST_PAUSE_MS, this.#pause * 2)
  }

  #enter(state: ConnectionState): void {
    if (state === this.#state) return
    this.#state = state
    for (const listener of this.#stateListeners) listener(state)
  }
}
