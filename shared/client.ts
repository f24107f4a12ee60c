/**
 * @file The typed client of the contract, used by the command line, the window and the tests alike. It numbers calls,
 * matches answers, and rejects everything pending with `disconnected` when the port closes.
 */
import { contract, events } from './contract.ts'
import type { EventName, EventPayload, Input, Method, Output } from './contract.ts'
import { AppError } from './errors.ts'
import { sentence } from './sentences/sentence.ts'
import type { Port } from './port.ts'
import { EngineMessage, type ClientMessage } from './wire.ts'

export interface CallOptions {
  /** Raising it asks the engine to stop; the promise settles only when the engine says that the work has stopped. */
  signal?: AbortSignal
}

export interface Client {
  /** @throws AppError with the engine's code; `disconnected` when the port closes first. */
  call<M extends Method>(method: M, input: Input<M>, options?: CallOptions): Promise<Output<M>>
  /** Listens to an event; returns the function that stops listening. */
  on<E extends EventName>(event: E, listener: (payload: EventPayload<E>) => void): () => void
  close(): void
}

interface Pending {
  method: Method
  resolve(output: unknown): void
  reject(error: AppError): void
}

export function createClient(port: Port): Client {
  const pending = new Map<number, Pending>()
  const listeners = new Map<string, Set<(payload: unknown) => void>>()
  let lastSequence = 0
  let eventsSeen = 0
  let connected = true

  port.onMessage((message) => {
    const parsed = EngineMessage.safeParse(message)
    if (!parsed.success) return // not for us: answering is the only thing that could be wrong here
    const { data } = parsed
    if (data.type === 'event') {
      eventsSeen = data.sequence
      dispatch(listeners, data.event, data.payload)
    } else settle(pending, data)
  })
  port.onClose(() => {
    connected = false
    const lost = [...pending.values()]
    pending.clear()
    for (const call of lost) call.reject(disconnected())
  })

  function send(method: Method, input: unknown, signal: AbortSignal | undefined): Promise<unknown> {
    if (!connected) return Promise.reject(disconnected())
    if (signal?.aborted === true) return Promise.reject(new AppError('cancelled', sentence('cancelled')))
    const sequence = ++lastSequence
    const post = (message: ClientMessage) => {
      port.post(message)
    }
    const cancel = () => {
      post({ type: 'cancel', sequence })
    }
    const { promise, resolve, reject } = Promise.withResolvers<unknown>()
    pending.set(sequence, { method, resolve, reject })
    try {
      post({ type: 'call', sequence, method, input, eventsSeen })
    } catch (thrown) {
      pending.delete(sequence) // the port cannot carry it: no answer will ever come
      return Promise.reject(AppError.from(thrown))
    }
    signal?.addEventListener('abort', cancel, { once: true })
    return promise.finally(() => signal?.removeEventListener('abort', cancel))
  }

  return {
    // The engine validated the output by the same table; this cast is where the table's types re-enter.
    call: (method, input, options) => send(method, input, options?.signal) as Promise<Output<typeof method>>,
    on(event, listener) {
      const known = listeners.get(event) ?? new Set()
      listeners.set(event, known)
      const own = (payload: unknown) => {
        const parsed = events[event].safeParse(payload)
        if (parsed.success) listener(parsed.data as EventPayload<typeof event>)
      }
      known.add(own)
      return () => known.delete(own)
    },
    close() {
      port.close()
    },
  }
}

function dispatch(listeners: Map<string, Set<(payload: unknown) => void>>, event: string, payload: unknown) {
  for (const listener of listeners.get(event) ?? []) listener(payload)
}

function settle(pending: Map<number, Pending>, message: Exclude<EngineMessage, { type: 'event' }>) {
  const call = pending.get(message.sequence)
  if (call === undefined) return
  pending.delete(message.sequence)
  if (message.type === 'error') {
    call.reject(AppError.fromPlain(message.error))
    return
  }
  const output = contract[call.method].output.safeParse(message.output)
  if (output.success) call.resolve(output.data)
  else call.reject(new AppError('internal', sentence('answer-unknown', { method: call.method })))
}

function disconnected(): AppError {
  return new AppError('disconnected', sentence('engine-gone'))
}
