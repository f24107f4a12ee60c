/**
 * @file A client that outlives its port. When the engine or the pipe to it dies, pending calls are rejected with
 * `disconnected`, it connects again with growing pauses, and whoever listened goes on listening.
 *
 * [Note: Answers of the library that was open] Photos, pages and jobs have the same small numbers in every library. A call
 * belongs to the library that was open when it was made: once another one is open, it is rejected with `cancelled`, at once, and
 * its answer reaches nobody. Who asks for one thing after another takes a client of `forOpenLibrary`. The engine refuses
 * calls that were sent before the window heard of the other library (`heard` in shared/wire.ts).
 */
import { createClient, type Client } from '../../shared/client.ts'
import type { EventName, EventPayload } from '../../shared/contract.ts'
import { AppError } from '../../shared/errors.ts'
import { endsWithLibrary } from '../../shared/open-library.ts'
import { sentence } from '../../shared/sentences/sentence.ts'
import type { Port } from '../../shared/port.ts'

export type ConnectionState = 'connecting' | 'connected' | 'lost'

/** Its calls mean one library only: they are rejected with `cancelled` once another one is open. */
export interface LibraryClient extends Pick<Client, 'call'> {
  readonly isOpen: boolean
}

/** Of the library that is open. That another one is comes by `onOtherLibrary`, which also knows of what no event told. */
export type LibraryEvent = Exclude<EventName, 'library'>

export interface SupervisedClient extends Pick<Client, 'call' | 'close'> {
  readonly state: ConnectionState
  /** Listens to an event; returns the function that stops listening. */
  on<E extends LibraryEvent>(event: E, listener: (payload: EventPayload<E>) => void): () => void
  /** Called at every change; returns the function that stops listening. */
  onState(listener: (state: ConnectionState) => void): () => void
  /** Called now, if connected, and after every reconnection: the moment to read everything again. */
  whenConnected(listener: () => void): () => void
  /**
   * Called when another library is open, or the same one anew, also where that happened while there was no connection: all that is known
   * is stale.
   */
  onOtherLibrary(listener: (isSameFolder: boolean) => void): () => void
  forOpenLibrary(): LibraryClient
}

/** The first pause is short, since an engine that died is started again at once. */
const FIRST_PAUSE_MS = 200
const LONGEST_PAUSE_MS = 5_000
/** A connection that lived this long was a good one: the next pause is short again. */
const GOOD_AFTER_MS = 5_000

interface OpenLibrary {
  /** Absolute path. */
  library: string
  /** Undefined where it is not known: of a library that has one, or cannot be opened. */
  labelSet: number | undefined
}

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
  readonly #libraryListeners = new Set<(isSameFolder: boolean) => void>()
  /** Reject the calls that are pending, and mean the open library. */
  readonly #leave = new Set<() => void>()
  /** The one that leads to the engine now, or soon. */
  #port: Port | undefined
  #client: Client | undefined
  #state: ConnectionState = 'connecting'
  /** The library that is open; undefined until it is known. */
  #library: OpenLibrary | undefined
  /** Counts the libraries that were opened one after another. */
  #openings = 0
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
    if (this.#client === undefined)
      return Promise.reject(new AppError('disconnected', sentence('engine-away')))
    const answer = this.#client.call(method, input, options)
    return endsWithLibrary(method, input) ? this.#untilLibraryChanges(answer) : answer
  }

  readonly on: SupervisedClient['on'] = (event, listener) => {
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

  onOtherLibrary(listener: (isSameFolder: boolean) => void): () => void {
    this.#libraryListeners.add(listener)
    return () => this.#libraryListeners.delete(listener)
  }

  forOpenLibrary(): LibraryClient {
    const opening = this.#openings
    const isOpen = (): boolean => opening === this.#openings
    return {
      get isOpen() {
        return isOpen()
      },
      call: (method, input, options) =>
        isOpen() ? this.call(method, input, options) : Promise.reject(left()),
    }
  }

  close(): void {
    this.#closed = true
    this.#port?.close()
  }

  async #open(): Promise<void> {
    try {
      await this.#use(await this.#connect())
    } catch {
      this.#retry()
    }
  }

  async #use(port: Port): Promise<void> {
    const client = createClient(port)
    const connectedAt = performance.now()
    this.#port = port
    port.onClose(() => {
      this.#port = undefined
      this.#client = undefined
      if (performance.now() - connectedAt >= GOOD_AFTER_MS) this.#pause = FIRST_PAUSE_MS
      this.#retry()
    })
    client.on('library', ({ library, labelSet }) => {
      this.#enterLibrary({ library, labelSet: labelSet ?? undefined })
    })
    const found = this.#findLibrary(client)
    if (this.#library !== undefined) await found // nothing may be asked for before it is known whether it is the same one
    if (this.#port !== port) return
    this.#client = client
    for (const subscription of this.#subscriptions) subscription.detach = subscription.attach(client)
    this.#enter('connected')
  }

  /** Another window may have opened another library while there was no connection. */
  async #findLibrary(client: Client): Promise<void> {
    const opening = this.#openings
    const status = await client.call('status', {}).catch(() => undefined) // one that cannot be opened is told to who asks next
    if (status === undefined || opening !== this.#openings) return
    const found = { library: status.library, labelSet: status.labelSet?.id }
    if (this.#library === undefined) this.#library = found
    else if (!isSame(this.#library, found)) this.#enterLibrary(found)
  }
  #enterLibrary(library: OpenLibrary): void {
    const isSameFolder = this.#library?.library === library.library
    this.#library = library
    this.#openings += 1
    const pending = [...this.#leave]
    this.#leave.clear()
    for (const listener of this.#libraryListeners) listener(isSameFolder)
    for (const leave of pending) leave()
  }
  #untilLibraryChanges<T>(answer: Promise<T>): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>()
    const leave = (): void => {
      reject(left())
    }
    this.#leave.add(leave)
    const settled = (): boolean => this.#leave.delete(leave)
    answer.then(resolve, reject).then(settled, settled)
    return promise
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

/** A library with one label set does not say which. */
function isSame(before: OpenLibrary, now: OpenLibrary): boolean {
  if (before.library !== now.library) return false
  return now.labelSet === undefined || now.labelSet === before.labelSet
}

function left(): AppError {
  return new AppError('cancelled', sentence('library-left'))
}
