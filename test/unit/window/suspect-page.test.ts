/** @file Undo and redo on a page of suspected labels, on a real engine: its steps and the decisions come in the order in which they were made. */
import { createPinia } from 'pinia'
import { afterEach, beforeEach, expect, it, onTestFinished, vi } from 'vitest'
import { createApp, effectScope } from 'vue'
import { serve } from '../../../main/engine/serve.ts'
import { superviseClient } from '../../../renderer/connection/supervised-client.ts'
import { clientKey } from '../../../renderer/connection/use-client.ts'
import { useSuspectPage } from '../../../renderer/features/check/suspects/use-suspect-page.ts'
import { useSuspects } from '../../../renderer/features/check/suspects/suspects-store.ts'
import { useDecisions } from '../../../renderer/stores/decisions.ts'
import { useToasts } from '../../../renderer/stores/toasts.ts'
import { memoryPortPair } from '../../../shared/port.ts'
import { roomIn } from '../../support/engine.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { placeIndexedLibrary } from '../../support/window/indexed-library.ts'

let dismissToasts: (() => void) | undefined
beforeEach(() => {
  vi.stubGlobal('window', globalThis)
})
afterEach(() => {
  dismissToasts?.() // else they go by themselves when there is no window any more
  vi.unstubAllGlobals()
})

/** Three photos with the same wrong label, on one page. */
async function openKind() {
  const folder = await temporaryFolder()
  const photos = await placeIndexedLibrary(folder, { classes: 2, perClass: 12 })
  const [{ class: right }, { class: wrong }] = [photos[0], photos[photos.length - 1]]
  const [near, far] = memoryPortPair()
  serve(roomIn(folder), far)
  const client = superviseClient(() => Promise.resolve(near))
  const scope = effectScope()
  onTestFinished(() => {
    scope.stop()
    client.close()
  })
  await expect.poll(() => client.state).toBe('connected')
  const items = photos.map(({ path, class: name }, place) => ({ path, class: place < 3 ? wrong : name }))
  await client.call('label', { items })
  const app = createApp({}).provide(clientKey, client).use(createPinia())
  const parts = app.runWithContext(() =>
    scope.run(() => {
      const suspects = useSuspects()
      suspects.use()
      return { suspects, page: useSuspectPage(), decisions: useDecisions(), toasts: useToasts() }
    }),
  )
  if (parts === undefined) throw new Error('The scope has ended.')
  const { suspects, page, decisions, toasts } = parts
  dismissToasts = toasts.dismiss
  await suspects.look()
  await expect.poll(() => page.sameKind.value.length).toBe(3)
  page.showKind()
  const ids = page.shown.value.map(({ id }) => id)
  const classOf = async (id: number) => (await client.call('photo', { id })).class
  return { client, page, decisions, ids, classOf, right, wrong }
}

it('takes back a decision that was made elsewhere after a photo was left out, and not what was left out', async () => {
  const { client, page, decisions, ids, classOf } = await openKind()
  page.leaveOut([ids[1]])
  const { ids: all } = await client.call('photos', {})
  const other = all.find((id) => !ids.includes(id)) ?? 0
  const before = await classOf(other)
  await client.call('relabel', { ids: [other], class: 'another' })
  expect(await classOf(other)).toBe('another')
  await decisions.undo()
  expect(await classOf(other)).toBe(before)
  expect([...page.leftOut.value]).toEqual([ids[1]])
})

it('does again first what was taken back last, an answer before what was left out after it', async () => {
  const { page, decisions, ids, classOf, right, wrong } = await openKind()
  page.selection.focus(0)
  page.selection.toggle(0)
  await page.answer(right)
  expect(await classOf(ids[0])).toBe(right)
  page.leaveOut([ids[1]])
  await decisions.undo()
  expect(page.leftOut.value.size).toBe(0)
  await decisions.undo()
  expect(await classOf(ids[0])).toBe(wrong)
  await decisions.redo()
  expect(await classOf(ids[0])).toBe(right)
  expect(page.leftOut.value.size).toBe(0)
})
