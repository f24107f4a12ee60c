import { describe, expect, it } from 'vitest'
import { Emitter } from '../../main/engine/emitter.ts'
import type { Handlers } from '../../main/engine/handler.ts'
import { serve } from '../../main/engine/serve.ts'
import { createClient, type Client } from '../../shared/client.ts'
import { contract, type EventPayload, type Input } from '../../shared/contract.ts'
import { AppError } from '../../shared/errors.ts'
import type { Port } from '../../shared/port.ts'
import { inEnglish, sentence, verbatim } from '../../shared/sentences/sentence.ts'
import { ClientMessage, EngineMessage } from '../../shared/wire.ts'
import { engineIn, plantPhotos, roomIn, storeIn } from '../support/engine.ts'
import { temporaryFolder } from '../support/folder.ts'
import { carriers, type Carrier } from './carriers.ts'

/** Handlers of which a test calls only these. */
function only(handlers: Partial<Handlers>): Handlers {
  return handlers as Handlers
}

/** A client of these handlers, and the raw end of the wire on both sides. */
async function joined(carrier: Carrier, handlers: Partial<Handlers>) {
  const events = new Emitter()
  const [near, far] = await carrier.join()
  serve({ handlers: only(handlers), events }, far)
  return { client: createClient(near), events, near, far }
}

/** Sends one raw message and gives the first answer. */
async function exchange(carrier: Carrier, handlers: Partial<Handlers>, message: unknown): Promise<unknown> {
  const [near, far] = await carrier.join()
  serve({ handlers: only(handlers), events: new Emitter() }, far)
  const { promise, resolve } = Promise.withResolvers<unknown>()
  near.onMessage(resolve)
  near.post(message)
  const answer = await promise
  near.close()
  return answer
}

function callWith(input: unknown) {
  return { type: 'call', sequence: 5, method: 'undo', input }
}

function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, index) => -index)
}

const record: EventPayload<'job'> = {
  id: 1,
  kind: 'index',
  state: 'running',
  progress: null,
  error: null,
  startedAt: 0,
  finishedAt: null,
}

describe.each(carriers)('the contract over $name', (carrier) => {
  it('carries a call and its answer, with the defaults filled in', async () => {
    let received: unknown
    const { client } = await joined(carrier, {
      undo: (input) => {
        received = input
        return { undone: [3] }
      },
    })
    await expect(client.call('undo', {})).resolves.toEqual({ undone: [3] })
    expect(received).toEqual({ count: 1 })
    client.close()
  })

  it('keeps answers with their calls, whichever ends first', async () => {
    const { client } = await joined(carrier, {
      undo: async ({ count }) => {
        for (let turn = 0; turn < 10 - count; turn++) await Promise.resolve()
        return { undone: [count] }
      },
    })
    const answers = await Promise.all([1, 5, 9, 3].map((count) => client.call('undo', { count })))
    expect(answers.map(({ undone }) => undone[0])).toEqual([1, 5, 9, 3])
    client.close()
  })

  it('refuses input that does not fit, in one sentence that names the place', async () => {
    const { client } = await joined(carrier, { undo: () => ({ undone: [] }) })
    const wrong = { count: 'three' } as unknown as Input<'undo'>
    await expect(client.call('undo', wrong)).rejects.toMatchObject({
      code: 'bad-input',
      message: expect.stringMatching(/^The input of "undo" is wrong: count: .*\.$/) as string,
    })
    const unknownField = { counts: 3 } as unknown as Input<'undo'>
    await expect(client.call('undo', unknownField)).rejects.toMatchObject({ code: 'bad-input' })
    client.close()
  })

  it('names the deepest problem of a union', async () => {
    const { client } = await joined(carrier, {
      decide: () => ({ decision: 1, labelled: 0, setAside: 0, suggestionsMs: 0 }),
    })
    const answer = { page: 1, answers: [{ class: 'hen', ids: [0.5] }] }
    await expect(client.call('decide', { answer })).rejects.toMatchObject({
      code: 'bad-input',
      message: expect.stringContaining('answer.answers[0].ids[0]: ') as string,
    })
    client.close()
  })

  it.each([
    ['', sentence('class-unnamed')],
    ['animals//hen', sentence('class-level-empty', { class: 'animals//hen' })],
    ['h'.repeat(201), sentence('class-name-long', { most: 200 })],
    [' '.repeat(2001), sentence('class-name-long', { most: 200 })],
  ])('refuses a class of a wrong name by a sentence that a window can translate: %j', async (name, said) => {
    const { client } = await joined(carrier, {
      decide: () => ({ decision: 1, labelled: 0, setAside: 0, suggestionsMs: 0 }),
    })
    const answer = { page: 1, answers: [{ class: name, ids: [1] }] }
    await expect(client.call('decide', { answer })).rejects.toMatchObject({
      code: 'bad-input',
      sentence: said,
      message: inEnglish(said),
    })
    client.close()
  })

  it('names the nearest method for an unknown one', async () => {
    const message = { type: 'call', sequence: 7, method: 'hisotry', input: {} }
    const said = sentence('method-unknown-near', { method: 'hisotry', near: verbatim('history') })
    expect(await exchange(carrier, {}, message)).toEqual({
      type: 'error',
      sequence: 7,
      error: { code: 'bad-input', message: inEnglish(said), sentence: said },
    })
  })

  it('does not take inherited names for methods', async () => {
    const message = { type: 'call', sequence: 1, method: 'constructor', input: {} }
    expect(await exchange(carrier, {}, message)).toMatchObject({ error: { code: 'bad-input' } })
  })

  it('reports an answer of the engine that does not fit the contract as a defect', async () => {
    const { client } = await joined(carrier, { undo: () => ({ undone: [0.5] }) })
    await expect(client.call('undo', {})).rejects.toMatchObject({ code: 'internal' })
    client.close()
  })

  it('carries errors with code, sentence and details', async () => {
    const { client } = await joined(carrier, {
      undo: () => {
        throw new AppError('conflict', verbatim('That page is answered.'), { page: 4 })
      },
    })
    const error = await client.call('undo', {}).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(AppError)
    expect(error).toMatchObject({ code: 'conflict', message: 'That page is answered.', details: { page: 4 } })
    client.close()
  })

  it('carries the sentence of an error, for a window to say in its own language', async () => {
    const said = sentence('page-not-open', { page: 4 })
    const { client } = await joined(carrier, {
      undo: () => {
        throw new AppError('conflict', said)
      },
    })
    const error = await client.call('undo', {}).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({
      message: 'Page 4 is not open any more; ask for the next page.',
      sentence: { key: 'page-not-open', values: { page: 4 } },
    })
    client.close()
  })

  it('carries an error whose sentence only a newer version knows', async () => {
    const [near, far] = await carrier.join()
    const client = createClient(near)
    far.onMessage((message) => {
      const { sequence } = ClientMessage.parse(message)
      const sentence = { key: 'not-yet-thought-of', values: { photos: 3 } }
      far.post({ type: 'error', sequence, error: { code: 'conflict', message: 'Later.', sentence } })
    })
    await expect(client.call('undo', {})).rejects.toMatchObject({
      message: 'Later.',
      sentence: { key: 'not-yet-thought-of', values: { photos: 3 } },
    })
    client.close()
  })

  it('settles a cancelled call only when the work has stopped', async () => {
    const steps: string[] = []
    const started = Promise.withResolvers<undefined>()
    const { client } = await joined(carrier, {
      undo: async (_input, { signal }) => {
        started.resolve(undefined)
        await new Promise((resolve) => {
          signal.addEventListener('abort', resolve)
        })
        for (let turn = 0; turn < 20; turn++) await Promise.resolve()
        steps.push('stopped')
        throw new AppError('cancelled', verbatim('Cancelled.'))
      },
    })
    const controller = new AbortController()
    const call = client.call('undo', {}, { signal: controller.signal }).catch((thrown: unknown) => {
      steps.push('settled')
      return thrown
    })
    await started.promise
    controller.abort()
    expect(await call).toMatchObject({ code: 'cancelled' })
    expect(steps).toEqual(['stopped', 'settled'])
    client.close()
  })

  it('sends nothing for a call that was cancelled before it began', async () => {
    let calls = 0
    const { client } = await joined(carrier, {
      undo: () => {
        calls++
        return { undone: [] }
      },
    })
    const call = client.call('undo', {}, { signal: AbortSignal.abort() })
    await expect(call).rejects.toMatchObject({ code: 'cancelled' })
    await client.call('undo', {})
    expect(calls).toBe(1)
    client.close()
  })

  it('rejects what is pending when the port closes, and cancels its work', async () => {
    const cancelled = Promise.withResolvers<undefined>()
    const started = Promise.withResolvers<undefined>()
    const { client, far } = await joined(carrier, {
      undo: async (_input, { signal }) => {
        started.resolve(undefined)
        await new Promise((resolve) => {
          signal.addEventListener('abort', resolve)
        })
        cancelled.resolve(undefined)
        return { undone: [] }
      },
    })
    const call = client.call('undo', {})
    const rejected = expect(call).rejects.toMatchObject({ code: 'disconnected' })
    await started.promise
    far.close()
    await rejected
    await cancelled.promise
    await expect(client.call('undo', {})).rejects.toMatchObject({ code: 'disconnected' })
  })

  it('finishes what a window asked for when that is gone, where it is served so', async () => {
    const [near, far] = await carrier.join()
    const closed = new Promise<void>((resolve) => {
      far.onClose(resolve)
    })
    const started = Promise.withResolvers<undefined>()
    const finished = Promise.withResolvers<boolean>()
    const handlers: Partial<Handlers> = {
      undo: async (_input, { signal }) => {
        started.resolve(undefined)
        await closed
        finished.resolve(signal.aborted)
        return { undone: [] }
      },
    }
    serve({ handlers, events: new Emitter() }, far, { whenClosed: 'finish' })
    const client = createClient(near)
    const rejected = expect(client.call('undo', {})).rejects.toMatchObject({ code: 'disconnected' })
    await started.promise
    client.close()
    await rejected
    expect(await finished.promise).toBe(false)
  })

  it('passes events on until the listener is taken away', async () => {
    const { client, events } = await joined(carrier, { undo: () => ({ undone: [] }) })
    const seen: number[] = []
    const stop = client.on('job', ({ id }) => seen.push(id))
    events.emit({ event: 'job', payload: record })
    await client.call('undo', {})
    stop()
    events.emit({ event: 'job', payload: { ...record, id: 2 } })
    await client.call('undo', {})
    expect(seen).toEqual([1])
    client.close()
  })

  it('numbers its events one after the other', async () => {
    const [near, far] = await carrier.join()
    const events = new Emitter()
    serve({ handlers: only({}), events }, far)
    const received: EngineMessage[] = []
    const { promise, resolve } = Promise.withResolvers<undefined>()
    near.onMessage((message) => {
      received.push(EngineMessage.parse(message))
      if (received.length === 3) resolve(undefined)
    })
    for (let i = 0; i < 3; i++) events.emit({ event: 'job', payload: record })
    await promise
    expect(received.map(({ sequence }) => sequence)).toEqual([1, 2, 3])
    near.close()
  })

  it.each([
    ['a call without input', { type: 'call', sequence: 5, method: 'undo' }, 5, undefined],
    ['input that is null', { type: 'call', sequence: 5, method: 'undo', input: null }, 5, undefined],
    ['input that is a list', { type: 'call', sequence: 5, method: 'undo', input: [1] }, 5, 'bad-input'],
    ['a call without a method', { type: 'call', sequence: 5, input: {} }, 5, 'bad-input'],
    ['a method that is a number', { type: 'call', sequence: 5, method: 7, input: {} }, 5, 'bad-input'],
    ['a method of a million letters', { type: 'call', sequence: 5, method: 'u'.repeat(1e6) }, 5, 'bad-input'],
    ['a method of a hundred letters', { type: 'call', sequence: 5, method: 'u'.repeat(100) }, 5, 'bad-input'],
    ['a field of a million letters', callWith({ ['x'.repeat(1e6)]: 1 }), 5, 'bad-input'],
    ['many unknown fields', callWith(Object.fromEntries(numbers(20_000).entries())), 5, 'bad-input'],
    ['many wrong numbers', callWith({ count: numbers(100_000) }), 5, 'bad-input'],
    ['another type', { type: 'ask', sequence: 5 }, 5, 'bad-input'],
    ['no type', { sequence: 5 }, 5, 'bad-input'],
    ['a cancel without a number', { type: 'cancel' }, 0, 'bad-input'],
    ['a number that is none', { type: 'call', sequence: 'x', method: 'undo' }, 0, 'bad-input'],
    ['a number below one', { type: 'call', sequence: -1, method: 'undo' }, 0, 'bad-input'],
    ['a list', [{ type: 'call', sequence: 5 }], 0, 'bad-input'],
    ['a text', 'call', 0, 'bad-input'],
    ['nothing', null, 0, 'bad-input'],
  ])('answers everything: %s', async (_what, message, sequence, code) => {
    const answer = EngineMessage.parse(await exchange(carrier, { undo: () => ({ undone: [] }) }, message))
    expect(answer.sequence).toBe(sequence)
    if (code === undefined) expect(answer).toMatchObject({ type: 'reply', output: { undone: [] } })
    else expect(answer).toMatchObject({ type: 'error', error: { code } })
    expect(JSON.stringify(answer).length).toBeLessThan(3000)
  })

  it('refuses a second call of a number that is under way, and answers the first', async () => {
    const begun = Promise.withResolvers<{ undone: number[] }>()
    const [near, far] = await carrier.join()
    serve({ handlers: only({ undo: () => begun.promise }), events: new Emitter() }, far)
    const answers: unknown[] = []
    const { promise, resolve } = Promise.withResolvers<undefined>()
    near.onMessage((message) => {
      answers.push(message)
      if (answers.length === 1) begun.resolve({ undone: [] })
      else resolve(undefined)
    })
    for (let time = 0; time < 2; time += 1)
      near.post({ type: 'call', sequence: 4, method: 'undo', input: {} })
    await promise
    expect(answers).toMatchObject([
      { type: 'error', sequence: 4, error: { code: 'conflict' } },
      { type: 'reply', sequence: 4 },
    ])
    near.close()
  })

  it('rejects a call that the port cannot carry, and keeps nothing of it', async () => {
    const [near, far] = await carrier.join()
    serve({ handlers: only({ undo: () => ({ undone: [2] }) }), events: new Emitter() }, far)
    const broken = new Error('too large for the line')
    const post = (message: unknown) => {
      if (JSON.stringify(message).includes('"count":2')) throw broken
      near.post(message)
    }
    const client = createClient({
      post,
      onMessage: near.onMessage.bind(near),
      onClose: near.onClose.bind(near),
      close: near.close.bind(near),
    })
    const { signal } = new AbortController()
    await expect(client.call('undo', { count: 2 }, { signal })).rejects.toMatchObject({
      code: 'internal',
      message: 'too large for the line',
    })
    await expect(client.call('undo', { count: 1 })).resolves.toEqual({ undone: [2] })
    client.close()
  })

  it('survives messages that are none', async () => {
    const { client, near } = await joined(carrier, { undo: () => ({ undone: [1] }) })
    for (const junk of [null, 'call', 3, {}, { type: 'call' }, { type: 'cancel', sequence: 99 }])
      near.post(junk)
    await expect(client.call('undo', {})).resolves.toEqual({ undone: [1] })
    client.close()
  })

  describe('with the whole engine', () => {
    async function wholeEngine(): Promise<{ client: Client; port: Port; folder: string }> {
      const folder = await temporaryFolder()
      await plantPhotos(storeIn(folder), `${folder}/photos`, { 'a.jpg': 'a', 'b.jpg': 'b' })
      const engine = engineIn(folder)
      const [port, far] = await carrier.join()
      serve(engine, far)
      return { client: createClient(port), port, folder }
    }

    it('labels, remembers and checks', async () => {
      const { client, folder } = await wholeEngine()
      const decided = Promise.withResolvers<number>()
      client.on('decided', ({ labelled }) => {
        decided.resolve(labelled)
      })
      const items = [{ path: `${folder}/photos/a.jpg`, class: 'rooster' }]
      await expect(client.call('label', { items })).resolves.toMatchObject({ labelled: 1, unknown: [] })
      await expect(decided.promise).resolves.toBe(1)
      const { decisions } = await client.call('history', {})
      expect(decisions).toMatchObject([{ kind: 'label', photos: 1, classes: ['rooster'] }])
      await expect(client.call('status', {})).resolves.toMatchObject({ photos: 2, labelled: 1, actions: 1 })
      client.close()
    })

    it('answers every method of the contract', async () => {
      const room = roomIn(await temporaryFolder())
      expect(Object.keys(room.handlers).sort()).toEqual(Object.keys(contract).sort())
    })
  })
})
