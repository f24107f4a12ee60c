/**
 * @file Answers one client over a port: validates what comes in and what goes out by the contract, carries calls to the
 * handlers, cancels on request, and passes the engine's events on. Any number of ports may be served at once. A call about the
 * open library that was made before the client heard of another one is refused: docs/adr/0024.
 */
import { contract } from '../../shared/contract.ts'
import type { Method, Output, Parsed } from '../../shared/contract.ts'
import { AppError } from '../../shared/errors.ts'
import { joined, sentence, verbatim } from '../../shared/sentences/sentence.ts'
import { meansOpenLibrary } from '../../shared/open-library.ts'
import type { Port } from '../../shared/port.ts'
import { ClientMessage, issuesIn, refusalOf, refusedInput, type EngineMessage } from '../../shared/wire.ts'
import type { Engine } from './create-engine.ts'
import type { Call, Handler, Handlers } from './handler.ts'
import { nearestNames } from '../math/nearest-names.ts'

export interface ServeOptions {
  /**
   * What becomes of a call whose client has gone. A window is reloaded, or its machine sleeps, without anybody wanting that
   * hours of training end: they `finish`, listed among the jobs, where they can be cancelled.
   */
  whenClosed?: 'cancel' | 'finish'
}

type CallMessage = Extract<ClientMessage, { type: 'call' }>

/** Calls of one client that are not answered yet; a window has some hundred while it scrolls. */
const MOST_CALLS = 5000

/** Returns at once; stops by itself when the port closes. */
export function serve(
  engine: Pick<Engine<Partial<Handlers>>, 'handlers' | 'events'>,
  port: Port,
  { whenClosed = 'cancel' }: ServeOptions = {},
): void {
  const running = new Map<number, AbortController>()
  let events = 0
  /** The number of the event that announced the library that is open. */
  let lastLibraryEvent = 0
  const post = (message: EngineMessage) => {
    port.post(message)
  }
  const stopListening = engine.events.listen(({ event, payload }) => {
    events += 1
    if (event === 'library') lastLibraryEvent = events
    post({ type: 'event', sequence: events, event, payload })
  })
  port.onClose(() => {
    stopListening()
    if (whenClosed === 'finish') return
    for (const controller of running.values()) controller.abort()
  })

  async function answer({ sequence, method, input, eventsSeen }: CallMessage): Promise<void> {
    const controller = new AbortController()
    if (running.has(sequence) || running.size >= MOST_CALLS) {
      const said = running.has(sequence)
        ? sentence('call-number-taken', { number: sequence })
        : sentence('too-many-calls')
      post({ type: 'error', sequence, error: new AppError('conflict', said).toPlain() })
      return
    }
    running.set(sequence, controller)
    try {
      const known = knownMethod(method)
      if (eventsSeen !== undefined && eventsSeen < lastLibraryEvent && meansOpenLibrary(known, input))
        throw new AppError('conflict', sentence('library-left'))
      const output = await invoke(engine.handlers, known, input, { signal: controller.signal })
      post({ type: 'reply', sequence, output })
    } catch (thrown) {
      post({ type: 'error', sequence, error: AppError.from(thrown).toPlain() })
    } finally {
      running.delete(sequence)
    }
  }

  port.onMessage((message) => {
    const parsed = ClientMessage.safeParse(message)
    if (!parsed.success) {
      post(refusalOf(message, parsed.error))
      return
    }
    const { data } = parsed
    if (data.type === 'cancel') running.get(data.sequence)?.abort()
    else void answer(data)
  })
}

/** @throws bad-input naming the nearest methods when the contract has no such method. */
function knownMethod(name: string): Method {
  if (isMethod(name)) return name
  const nearest = nearestNames(name, Object.keys(contract)).map((each) => verbatim(each))
  if (nearest.length === 0) throw new AppError('bad-input', sentence('method-unknown', { method: name }))
  const near = joined('joined-by-or', nearest)
  throw new AppError('bad-input', sentence('method-unknown-near', { method: name, near }))
}

function isMethod(name: string): name is Method {
  return Object.hasOwn(contract, name)
}

async function invoke<M extends Method>(
  handlers: Partial<Handlers>,
  method: M,
  input: unknown,
  call: Call,
): Promise<Output<M>> {
  const schemas = contract[method]
  const parsed = schemas.input.safeParse(input ?? {})
  if (!parsed.success) {
    const reason = issuesIn(parsed.error)
    throw new AppError('bad-input', refusedInput(parsed.error) ?? sentence('input-wrong', { method, reason }))
  }
  const handler: Handler<M> | undefined = handlers[method]
  if (handler === undefined) throw new AppError('bad-input', sentence('method-not-here', { method }))
  // TypeScript cannot relate the two halves of contract[method]; the schema above is the proof.
  const output = await handler(parsed.data as Parsed<M>, call)
  const checked = schemas.output.safeParse(output)
  if (checked.success) return checked.data as Output<M>
  throw new AppError('internal', sentence('output-wrong', { method, reason: issuesIn(checked.error) }))
}
