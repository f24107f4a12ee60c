/** @file What the window does to groups, on a real engine with another window beside it: never to groups that the person did not mean. */
import { createPinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { createApp, effectScope } from 'vue'
import { serve } from '../../../main/engine/serve.ts'
import { superviseClient } from '../../../renderer/connection/supervised-client.ts'
import { clientKey } from '../../../renderer/connection/use-client.ts'
import { useGroups } from '../../../renderer/features/groups/groups-store.ts'
import { useDecisions } from '../../../renderer/stores/decisions.ts'
import { usePhotos } from '../../../renderer/stores/photos.ts'
import { useToasts } from '../../../renderer/stores/toasts.ts'
import { createClient } from '../../../shared/client.ts'
import { memoryPortPair } from '../../../shared/port.ts'
import { roomIn } from '../../support/engine.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { placeIndexedLibrary } from '../../support/window/indexed-library.ts'

beforeEach(() => {
  vi.stubGlobal('window', globalThis)
})
let toastsOfTest: ReturnType<typeof useToasts> | undefined
afterEach(() => {
  toastsOfTest?.dismiss() // else it goes by itself when there is no window any more
  vi.unstubAllGlobals()
})

/** The Groups view of one window, without its components, and a client of another. */
async function groupsView(shape?: { classes: number; perClass: number }) {
  const folder = await temporaryFolder()
  if (shape !== undefined) await placeIndexedLibrary(folder, shape)
  const room = roomIn(folder)
  const connect = () => {
    const [near, far] = memoryPortPair()
    serve(room, far)
    return near
  }
  const window = superviseClient(() => Promise.resolve(connect()))
  const elsewhere = createClient(connect())
  const scope = effectScope()
  onTestFinished(() => {
    scope.stop()
    window.close()
    elsewhere.close()
  })
  await expect.poll(() => window.state).toBe('connected')
  const app = createApp({}).provide(clientKey, window).use(createPinia())
  const stores = app.runWithContext(() =>
    scope.run(() => {
      const [groups, photos, decisions, toasts] = [useGroups(), usePhotos(), useDecisions(), useToasts()]
      groups.use()
      photos.useColumns()
      decisions.followView({ stepBack: groups.stepBack })
      return { groups, photos, decisions, toasts }
    }),
  )
  if (stores === undefined) throw new Error('The scope has ended.')
  toastsOfTest = stores.toasts
  await expect.poll(() => stores.groups.isKnown).toBe(true)
  const groupOf = async () => [...(await elsewhere.call('grouping', {})).groupOf]
  return { ...stores, elsewhere, groupOf }
}

describe('groups in a window', () => {
  it('are taken back only by the message about just that change', async () => {
    const { groups, toasts, elsewhere, groupOf } = await groupsView({ classes: 3, perClass: 8 })
    await elsewhere.call('group', { clusters: 6 })
    await expect.poll(() => groups.cards.length).toBe(6)
    const made = await groupOf()
    expect(await groups.merge([0, 1])).toBe(true)
    const merged = toasts.current
    expect(merged?.text).toBe('2 groups are one now')
    // Another window changes the groups further: that is not what this message would take back.
    await elsewhere.call('changeGrouping', {
      grouping: groups.shown?.id ?? 0,
      change: { kind: 'merge', groups: [2, 3] },
    })
    await expect.poll(() => groups.cards.length).toBe(4)
    const further = await groupOf()
    merged?.action?.run()
    await expect.poll(() => toasts.current?.tone).toBe('problem')
    expect(await groupOf()).toEqual(further)
    // Step by step all of it comes back.
    expect(await groups.stepBack()).toBe(true)
    expect(await groups.stepBack()).toBe(true)
    expect(await groupOf()).toEqual(made)
    expect(await groups.stepBack()).toBe(false)
  })

  it('are split only as they were when the person chose one, and it says into how many', async () => {
    const { groups, toasts, elsewhere, groupOf } = await groupsView({ classes: 3, perClass: 8 })
    await elsewhere.call('group', { clusters: 2 })
    await expect.poll(() => groups.cards.length).toBe(2)
    const chosen = groups.cards[0].group
    const seen = groups.shown?.id
    await elsewhere.call('group', { clusters: 3 })
    await expect.poll(() => groups.shown?.id).not.toBe(seen)
    const before = await groupOf()
    expect(await groups.split(chosen, 2, seen)).toBe(false)
    expect(await groupOf()).toEqual(before)
    expect(toasts.current?.tone).toBe('problem')
    expect(await groups.split(chosen, 2, groups.shown?.id)).toBe(true)
    expect(toasts.current?.text).toBe('One group is now 2')
    expect(new Set(await groupOf()).size).toBe(4)
  })

  it('and labels are undone in the order in which they were changed, also after grouping again', async () => {
    const { groups, toasts, decisions, elsewhere, groupOf } = await groupsView({ classes: 3, perClass: 8 })
    await groups.group()
    expect(toasts.current).toBeUndefined() // nothing was before the first groups
    const made = await groupOf()
    const ids = [...groups.cards[0].photos]
    await elsewhere.call('nameUnlabelled', { groups: [{ ids, class: 'first' }] })
    await groups.merge(groups.cards.slice(1, 3).map(({ group }) => group))
    expect(groups.shown?.byHand).toBe(true)
    groups.wanted = 3
    await groups.group()
    expect(toasts.current?.text).toBe('Grouped again: 3 groups')
    const labelled = async () => (await elsewhere.call('status', {})).labelled
    await decisions.undo()
    expect([await labelled(), groups.shown?.byHand]).toEqual([ids.length, true])
    await decisions.undo()
    expect([await labelled(), await groupOf()]).toEqual([ids.length, made])
    await decisions.undo()
    expect([await labelled(), await groupOf()]).toEqual([0, made])
    await decisions.undo()
    expect(await groupOf()).toEqual(made)
  })

  it('are made without a question only once', async () => {
    const { groups, elsewhere } = await groupsView()
    const runs = async () => (await elsewhere.call('jobs', {})).jobs.filter(({ kind }) => kind === 'group')
    groups.groupFirst()
    await expect.poll(() => groups.groupError?.code).toBe('not-found')
    groups.dismiss()
    groups.groupFirst()
    expect(groups.underWay).toBe(false)
    expect(await runs()).toHaveLength(1)
    await groups.group()
    expect(await runs()).toHaveLength(2)
  })
})
