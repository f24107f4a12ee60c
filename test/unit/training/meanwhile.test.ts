/** @file What changes in the library while a head is trained: the training keeps nobody waiting, and is not misled. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { InTurn } from '../../../main/jobs/context.ts'
import { Models } from '../../../main/jobs/library-model/models.ts'
import { loadHead } from '../../../main/jobs/review/head.ts'
import { requestOf, startTraining, trainInput } from '../../../main/jobs/training/train-request.ts'
import { trainHead } from '../../../main/jobs/training/train.ts'
import { serve } from '../../../main/engine/serve.ts'
import { row } from '../../../main/math/matrix.ts'
import { openStore, type Store } from '../../../main/store/store.ts'
import { createClient } from '../../../shared/client.ts'
import { contract } from '../../../shared/contract.ts'
import { memoryPortPair } from '../../../shared/port.ts'
import { say } from '../../../shared/sentences/sentence.ts'
import { cacheIn } from '../../support/cache.ts'
import { engineIn, storeIn } from '../../support/engine.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { drawLibrary } from '../../support/photos/pictures.ts'
import { addLater, fillLibrary, putFeatures } from '../../support/photos/synthetic-library.ts'
import { labelTruly, someProblem } from '../../support/review.ts'

const INPUT = contract.train.input.parse({ backend: 'wasm', epochs: 1, seed: 5, pyramid: false })
const LABELLED = 30
const PHOTOS = someProblem.features.rows
const MOMENTS = ['before its turn', 'embedding', 'in the transaction', 'after it']

/** A library with labels. */
async function library() {
  const folder = await temporaryFolder()
  const store = openStore(folder)
  onTestFinished(() => {
    store.close()
  })
  fillLibrary(store, someProblem)
  labelTruly(store, someProblem, LABELLED)
  return { folder, store }
}

/** A training at whose end, before it takes its turn, something happens. @returns the head that it kept */
async function trained({ store, folder }: { store: Store; folder: string }, happens: () => void) {
  const inTurn: InTurn = (work) => {
    happens()
    return work()
  }
  const { signal } = new AbortController()
  const cacheFolder = cacheIn(folder)
  const context = {
    store,
    models: new Models({ store }),
    signal,
    inTurn,
    report: () => undefined,
    cacheFolder,
  }
  const { head, promoted } = await trainHead({ ...context, clock: () => 0 }, INPUT)
  if (head === null) throw new Error('not kept')
  return { head, promoted }
}

describe('while a head is trained', () => {
  it('photos that come in are embedded as well, so that it answers for all', async () => {
    const { store, folder } = await library()
    const { head, promoted } = await trained({ store, folder }, () =>
      addLater(store, row(someProblem.features, 0)),
    )
    expect(promoted).toBe(true)
    expect(store.photos.countPresent()).toBe(PHOTOS + 1)
    const { ids, matrix } = store.heads.embeddings(head)
    expect(ids).toEqual(store.photos.presentIds())
    expect(row(matrix, PHOTOS)).toEqual(row(matrix, 0))
    expect(loadHead(await new Models({ store }).current())?.id).toBe(head)
  })

  it('a photo whose file changes is embedded as it is now, and not at all before it has been looked at', async () => {
    const { store, folder } = await library()
    const { head } = await trained({ store, folder }, () => {
      for (const { orientation, ...photo } of store.photos.present().slice(0, 2)) {
        store.photos.update(photo.id, { ...photo, orientation: orientation + 1 })
      }
      putFeatures(store, 1, row(someProblem.features, PHOTOS - 1))
    })
    const { ids, matrix } = store.heads.embeddings(head)
    expect(ids).toEqual(store.photos.presentIds().filter((id) => id !== 2))
    expect(row(matrix, 0)).toEqual(row(matrix, ids.length - 1))
  })

  it('a photo that goes leaves each of the others its own features', async () => {
    const { store } = await library()
    const input = trainInput(INPUT)
    const context = { store, models: new Models({ store }), cacheFolder: '/nowhere' }
    const { space, evidence } = await startTraining(context, input)
    const { inputs: before } = await requestOf(context, input, space, evidence)
    store.files.markMissing([store.files.under(store.files.roots()[0].id)[0].id])
    expect(store.photos.countPresent()).toBe(space.ids.length - 1)
    const { inputs } = await requestOf(context, input, space, evidence)
    expect(inputs).toEqual(before)
  })

  it('what a person decides is not suggested any more', async () => {
    const { store, folder } = await library()
    const { head } = await trained({ store, folder }, () => {
      labelTruly(store, someProblem, LABELLED + 5)
    })
    const suggested = store.heads.suggestions(head).map(({ photo }) => photo)
    expect(suggested).toEqual(store.photos.presentIds().slice(LABELLED + 5))
    expect(store.heads.get(head)).toMatchObject({ labels: LABELLED })
  })

  it.each(MOMENTS)('a kill %s leaves all of the head or nothing', async (moment) => {
    const { folder, store } = await library()
    store.close()
    const child = path.join(import.meta.dirname, 'keep-child.ts')
    const killed = spawn(process.execPath, [child, folder, moment], {
      stdio: ['ignore', 'inherit', 'inherit'],
    })
    expect(await once(killed, 'exit')).toEqual([null, 'SIGKILL'])
    const again = openStore(folder)
    onTestFinished(() => {
      again.close()
    })
    expect(again.check()).toEqual([])
    expect(again.photos.countPresent()).toBe(PHOTOS + 1)
    const head = again.heads.active(again.labelSets.current())
    expect(again.heads.list().map(({ id }) => id)).toEqual(head === null ? [] : [head])
    expect(head === null).toBe(moment !== 'after it')
    if (head === null) return
    expect(again.heads.embeddings(head).ids).toEqual(again.photos.presentIds())
    expect(again.heads.suggestions(head)).toHaveLength(PHOTOS - LABELLED)
  })
})

/** A library of pictures with labels, and a training that has begun. */
async function pictures() {
  const folder = await temporaryFolder()
  const store = storeIn(folder)
  const [near, far] = memoryPortPair()
  serve(engineIn(folder), far)
  const client = createClient(near)
  const begun = Promise.withResolvers<undefined>()
  const ended: string[] = []
  client.on('job', ({ kind, state }) => {
    if (kind === 'train' && state === 'running') begun.resolve(undefined)
    if (state === 'done' || state === 'failed') ended.push(`${kind} ${state}`)
  })
  const photos = path.join(folder, 'photos')
  const drawn = await drawLibrary(photos, { classes: 2, perClass: 5 })
  const backbone = 'efficientnet-lite0-fp16' as const
  await client.call('index', { folders: [photos], backbone })
  await client.call('label', { items: drawn })
  ended.length = 0
  const training = client.call('train', { backend: 'wasm', epochs: 1 })
  await begun.promise
  return { folder, store, client, ended, training, photos, backbone }
}

describe('an index run that begins during a training', () => {
  it('ends before it, and its photos are embedded by the new head', async () => {
    const { folder, store, client, ended, training, backbone } = await pictures()
    const later = path.join(folder, 'later')
    await drawLibrary(later, { classes: 2, perClass: 1, seed: 1 })
    const { added } = await client.call('index', { folders: [later], backbone })
    expect(added).toBe(2)
    const { head } = await training
    expect(ended).toEqual(['index done', 'train done'])
    expect(store.heads.embeddings(head ?? 0).ids).toEqual(store.photos.presentIds())
    expect(store.photos.countPresent()).toBe(12)
  })

  it('and puts another backbone in use makes the training worthless: nothing of it is kept', async () => {
    const { store, client, ended, training, photos, backbone } = await pictures()
    const outdated = expect(training).rejects.toMatchObject({
      code: 'conflict',
      message: say('training-outdated'),
    })
    await client.call('index', { folders: [photos], backbone, crops: 'several' })
    await outdated
    expect(ended).toEqual(['index done', 'train failed'])
    expect(store.heads.list()).toEqual([])
  })
})

it('grouping does not wait for an index run', async () => {
  const folder = await temporaryFolder()
  fillLibrary(storeIn(folder), someProblem)
  const photos = path.join(folder, 'photos')
  await drawLibrary(photos, { classes: 2, perClass: 15 })
  const [near, far] = memoryPortPair()
  serve(engineIn(folder), far)
  const client = createClient(near)
  const begun = Promise.withResolvers<undefined>()
  const ended: string[] = []
  client.on('job', ({ kind, state }) => {
    if (kind === 'index' && state === 'running') begun.resolve(undefined)
    if (state === 'done') ended.push(kind)
  })
  const indexing = client.call('index', { folders: [photos], backbone: 'efficientnet-lite0-fp16' })
  await begun.promise
  await client.call('group', {})
  await indexing
  expect(ended).toEqual(['group', 'index'])
})
