/** @file The window's client when another library is opened, on a real room with two libraries. */
import { describe, expect, it } from 'vitest'
import type { Input, Method } from '../../../shared/contract.ts'
import { twoLibraries } from '../../support/window/two-libraries.ts'

const CHANGES: readonly { [M in Method]: { method: M; input: Input<M> } }[Method][] = [
  { method: 'relabel', input: { ids: [2], class: 'dog' } },
  { method: 'relabel', input: { ids: [1], class: null } },
  { method: 'undo', input: {} },
  { method: 'renameClass', input: { from: 'cat', to: 'dog' } },
  { method: 'deleteClass', input: { class: 'cat' } },
]

describe('when another library is opened', () => {
  it.each(CHANGES)(
    '$method that was sent before the window heard of it changes nothing there',
    async (change) => {
      const { window, elsewhere, gate, openOther } = await twoLibraries()
      const held = gate.hold('call', change.method)
      const call = window.call(change.method, change.input)
      const ended = expect(call).rejects.toMatchObject({ code: 'cancelled' })
      await held
      await openOther()
      gate.release()
      await ended
      const { decisions } = await elsewhere.call('history', {})
      expect(decisions).toHaveLength(1)
      expect((await elsewhere.call('status', {})).classes).toMatchObject([{ name: 'cat', photos: 1 }])
    },
  )

  it.each(['status', 'photos', 'history', 'jobs', 'folders', 'exportHistory'] as const)(
    'the answer to %s of the one before comes to nobody, and nobody waits for it',
    async (method) => {
      const { window, gate, openOther, other } = await twoLibraries()
      const held = gate.hold('answer', method)
      const input = method === 'exportHistory' ? { out: `${other}.jsonl` } : {}
      const ended = expect(window.call(method, input as Input<typeof method>)).rejects.toMatchObject({
        code: 'cancelled',
      })
      await held
      await openOther()
      await ended
      gate.release()
    },
  )

  it('what is asked for when that is told is answered by the other one', async () => {
    const { window, openOther, other } = await twoLibraries()
    const answers: Promise<string>[] = []
    window.onOtherLibrary(() => {
      answers.push(window.call('status', {}).then(({ library }) => library))
    })
    await openOther()
    await expect.poll(() => answers.length).toBe(1)
    expect(await Promise.all(answers)).toEqual([other])
  })

  it('what is about no library is answered, and so is who opens one', async () => {
    const { window, gate, openOther, other } = await twoLibraries()
    for (const method of ['libraries', 'browse'] as const) {
      const held = gate.hold('answer', method)
      const call = window.call(method, {})
      await held
      await openOther()
      gate.release()
      await expect(call).resolves.toBeDefined()
    }
    const { window: own } = await twoLibraries()
    await expect(own.call('open', { library: other })).resolves.toEqual({ library: other })
  })

  it('one step after another stays in the library in which the first was made', async () => {
    const { window, elsewhere, openOther } = await twoLibraries()
    const engine = window.forOpenLibrary()
    await engine.call('status', {})
    await openOther()
    await expect.poll(() => engine.isOpen).toBe(false)
    await expect(engine.call('undo', {})).rejects.toMatchObject({ code: 'cancelled' })
    expect((await elsewhere.call('status', {})).labelled).toBe(1)
    await expect(window.forOpenLibrary().call('undo', {})).resolves.toMatchObject({ undone: [1] })
  })

  it('while the window was cut off, it hears of it before it can ask for anything', async () => {
    const { window, hangUp, openOther } = await twoLibraries()
    const told: string[] = []
    window.onOtherLibrary(() => told.push('other library'))
    window.onState((state) => told.push(state))
    hangUp()
    await expect.poll(() => window.state).toBe('lost')
    await openOther()
    await expect.poll(() => window.state).toBe('connected')
    expect(told).toEqual(['lost', 'other library', 'connected'])
    hangUp() // the same one is open afterwards
    await expect.poll(() => told.at(-1)).toBe('lost')
    await expect.poll(() => told.slice(3)).toEqual(['lost', 'connected'])
  })

  it('another question of the same library is like another library, also while the window was cut off', async () => {
    const { window, elsewhere, hangUp } = await twoLibraries()
    const { id } = await elsewhere.call('createLabelSet', { name: 'keep' })
    await elsewhere.call('chooseLabelSet', { set: id })
    await expect(window.forOpenLibrary().call('undo', {})).resolves.toMatchObject({ undone: [] })
    const told: string[] = []
    window.onOtherLibrary(() => told.push('other question'))
    window.onState((state) => told.push(state))
    const engine = window.forOpenLibrary()
    hangUp()
    await expect.poll(() => window.state).toBe('lost')
    await elsewhere.call('chooseLabelSet', { set: 1 })
    await expect.poll(() => window.state).toBe('connected')
    expect(told).toEqual(['lost', 'other question', 'connected'])
    await expect(engine.call('undo', {})).rejects.toMatchObject({ code: 'cancelled' })
    expect((await elsewhere.call('status', {})).labelled).toBe(1)
    hangUp() // the same one is open afterwards
    await expect.poll(() => told.at(-1)).toBe('lost')
    await expect.poll(() => told.slice(3)).toEqual(['lost', 'connected'])
  })
})
