import { expect, test } from 'vitest'
import { createClient } from '../../../shared/client.ts'
import { USUAL_STRATEGY } from '../../../shared/domain.ts'
import { memoryPortPair } from '../../../shared/port.ts'
import { serve } from '../../../main/engine/serve.ts'
import type { HeadId, Store } from '../../../main/store/types/index.ts'
import { engineIn, storeIn, temporaryFolder } from '../../support/engine.ts'
import { someProblem } from '../../support/review.ts'
import { fillLibrary } from '../../support/synthetic-library.ts'

/** A head of the library whose weights nobody can read, so that it cannot embed a photo. */
function unreadableHead(store: Store): HeadId {
  return store.heads.add({
    labelSet: store.labelSets.default(),
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
  expect(store.heads.active(store.labelSets.default())).toBeNull()
  expect((await client.call('heads', {})).heads).toMatchObject([{ id: head, active: false }])
  await expect(client.call('promote', { head: 77 })).rejects.toMatchObject({ code: 'not-found' })
  expect(await client.call('promote', { head: null })).toEqual({ active: null })
})
