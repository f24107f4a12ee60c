import { expect, test } from 'vitest'
import { createClient } from '../../../shared/client.ts'
import { USUAL_STRATEGY } from '../../../shared/domain.ts'
import { memoryPortPair } from '../../../shared/port.ts'
import { serve } from '../../../main/engine/serve.ts'
import type { HeadId, Store } from '../../../main/store/types/index.ts'
import { engineIn, storeIn } from '../../support/engine.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { labelTruly, someProblem } from '../../support/review.ts'
import { fillLibrary } from '../../support/photos/synthetic-library.ts'

/** A head of the library whose weights nobody can read, so that it cannot embed a photo. */
function unreadableHead(store: Store): HeadId {
  return store.heads.add({
    labelSet: store.labelSets.current(),
    strategy: USUAL_STRATEGY.head,
    backboneId: store.features.active()?.id ?? 0,
    backend: 'cpu',
    seed: 0,
    hyperParameters: {},
    dataHash: '',
    labels: 0,
    classes: 0,
    metrics: {},
    weights: Uint8Array.of(1, 2, 3),
    blend: { weight: 0, classifier: { inverseTemperature: 1 } },
    report: null,
  })
}

test('a version that cannot embed the photos that came in since is not put into force', async () => {
  const folder = await temporaryFolder()
  const store = storeIn(folder)
  fillLibrary(store, someProblem)
  const head = unreadableHead(store)
  const [near, far] = memoryPortPair()
  serve(engineIn(folder), far)
  const client = createClient(near)
  await expect(client.call('promote', { head })).rejects.toThrow()
  expect(store.heads.active(store.labelSets.current())).toBeNull()
  expect((await client.call('heads', {})).heads).toMatchObject([{ id: head, active: false }])
  await expect(client.call('promote', { head: 77 })).rejects.toMatchObject({ code: 'not-found' })
  expect(await client.call('promote', { head: null })).toMatchObject({ active: null })
  const { jobs } = await client.call('jobs', {})
  expect(jobs.map(({ kind, state }) => `${kind} ${state}`)).toEqual([
    'promote done',
    'promote failed',
    'promote failed',
  ])
})

test('it is a job that can be cancelled while it embeds; then what answered before still does', async () => {
  const folder = await temporaryFolder()
  const store = storeIn(folder)
  fillLibrary(store, someProblem)
  labelTruly(store, someProblem, 30)
  const [near, far] = memoryPortPair()
  serve(engineIn(folder), far)
  const client = createClient(near)
  const { head } = await client.call('train', { backend: 'wasm', epochs: 1, pyramid: false })
  await client.call('promote', { head })
  const known = store.heads.list().find(({ id }) => id === head)
  if (head === null || known === undefined) throw new Error('not kept')
  // The same version without the embeddings of any photo, as if all had come in since.
  const blend = { weight: 0, classifier: { inverseTemperature: 1 } }
  const copy = store.heads.add({ ...known, weights: store.heads.weights(head), blend, report: null })
  const active: unknown[] = []
  client.on('head', (payload) => active.push(payload.active))
  const stop = client.on('job', ({ id, kind, state, progress }) => {
    if (kind === 'promote' && state === 'running' && progress?.stage === 'embedding photos')
      void client.call('cancel', { job: id })
  })
  await expect(client.call('promote', { head: copy })).rejects.toMatchObject({ code: 'cancelled' })
  stop()
  expect(store.heads.active(store.labelSets.current())).toBe(head)
  expect(await client.call('promote', { head: copy })).toMatchObject({ active: copy })
  expect(store.heads.embeddings(copy).ids).toEqual(store.photos.presentIds())
  expect(active).toEqual([copy])
})
