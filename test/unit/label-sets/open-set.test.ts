/** @file Which question is open: choosing another opens the library anew, and nothing of the one that was left reaches it. */
import path from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { serve } from '../../../main/engine/serve.ts'
import { embedNewPhotos } from '../../../main/jobs/heads/embed-new-photos.ts'
import { Models } from '../../../main/jobs/library-model/models.ts'
import { trainHead } from '../../../main/jobs/training/train.ts'
import { row } from '../../../main/math/matrix.ts'
import { openStore } from '../../../main/store/store.ts'
import { createClient, type Client } from '../../../shared/client.ts'
import { contract } from '../../../shared/contract.ts'
import { cacheIn } from '../../support/cache.ts'
import { memoryPortPair } from '../../../shared/port.ts'
import { roomIn } from '../../support/engine.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { addLater, fillLibrary } from '../../support/photos/synthetic-library.ts'
import { labelTruly, someProblem } from '../../support/review.ts'

/** A library with thirty labels under "subject", and the question "keep" that nobody has answered. */
async function library(): Promise<{ folder: string; client: Client; told: (number | null)[] }> {
  const folder = await temporaryFolder()
  const store = openStore(path.join(folder, 'library'))
  fillLibrary(store, someProblem)
  labelTruly(store, someProblem, 30)
  store.labelSets.add('keep')
  store.close()
  const [near, far] = memoryPortPair()
  serve(roomIn(folder), far)
  const client = createClient(near)
  const told: (number | null)[] = []
  client.on('library', ({ labelSet }) => told.push(labelSet))
  return { folder, client, told }
}

it('shows everything of the set that was chosen, tells everyone, and is remembered', async () => {
  const { folder, client, told } = await library()
  expect((await client.call('labelSets', {})).sets).toEqual([
    { id: 1, name: 'subject', labels: 30, classes: 3, isOpen: true },
    { id: 2, name: 'keep', labels: 0, classes: 0, isOpen: false },
  ])
  await expect(client.call('chooseLabelSet', { set: 2 })).resolves.toEqual({ id: 2, name: 'keep' })
  expect(told).toEqual([2])
  expect(await client.call('status', {})).toMatchObject({
    ...{ labelSet: { id: 2, name: 'keep' }, photos: 60, labelled: 0, classes: [] },
  })
  expect((await client.call('history', {})).decisions).toEqual([])
  expect((await client.call('classes', {})).classes).toEqual([])
  expect(await client.call('undo', {})).toMatchObject({ undone: [] })
  await client.call('relabel', { ids: [1, 2], class: 'yes' })
  await client.call('chooseLabelSet', { set: 1 })
  expect(await client.call('status', {})).toMatchObject({ labelled: 30, classes: { length: 3 } })
  expect((await client.call('history', {})).decisions).toHaveLength(1)
  await client.call('chooseLabelSet', { set: 2 })
  await client.call('chooseLabelSet', { set: 2 }) // it is open already: nobody is told
  expect(told).toEqual([2, 1, 2])
  const next = openStore(path.join(folder, 'library'))
  expect(next.labelSets.current()).toBe(2)
  next.close()
})

it('answers no page of the set that was left', async () => {
  const { client } = await library()
  const { page } = await client.call('page', {})
  await client.call('chooseLabelSet', { set: 2 })
  const ids = page?.photos.map(({ id }) => id) ?? []
  const answer = { page: page?.id ?? 0, answers: [{ class: 'yes', ids }] }
  await expect(client.call('decide', { answer })).rejects.toMatchObject({ code: 'not-found' })
  expect(await client.call('status', {})).toMatchObject({ labelled: 0 })
  const other = (await client.call('page', {})).page
  expect(other?.id).not.toBe(page?.id)
  await client.call('chooseLabelSet', { set: 1 })
  expect((await client.call('page', {})).page?.id).toBe(page?.id)
})

it('learns for one set alone', async () => {
  const { client } = await library()
  const { head } = await client.call('train', { backend: 'wasm', epochs: 1, pyramid: false })
  const guesses = (await client.call('suggest', {})).suggestions
  expect(guesses.length).toBeGreaterThan(0)
  const [training] = (await client.call('jobs', {})).jobs.filter(({ kind }) => kind === 'train')
  await client.call('chooseLabelSet', { set: 2 })
  expect((await client.call('heads', {})).heads).toEqual([])
  expect((await client.call('suggest', {}).catch(() => ({ suggestions: [] }))).suggestions).toEqual([])
  await expect(client.call('promote', { head })).rejects.toMatchObject({ code: 'not-found' })
  await expect(client.call('headReport', { head: head ?? 0 })).rejects.toMatchObject({ code: 'not-found' })
  await expect(client.call('repeatJob', { job: training.id })).rejects.toMatchObject({ code: 'conflict' })
  await client.call('relabel', { ids: [1, 2, 3], class: 'yes' })
  await client.call('relabel', { ids: [4, 5, 6], class: 'no' })
  const own = (await client.call('suggest', {})).suggestions
  expect(own.filter(({ class: name }) => name !== 'yes' && name !== 'no')).toEqual([])
  await client.call('chooseLabelSet', { set: 1 })
  expect((await client.call('heads', {})).heads).toMatchObject([{ id: head }])
  expect((await client.call('suggest', {})).suggestions).toEqual(guesses)
}, 60_000)

it('is not left while a job runs, unless that may be stopped, and the job ends in its own set', async () => {
  const { client } = await library()
  const started = Promise.withResolvers<undefined>()
  client.on('job', ({ kind, state }) => {
    if (kind === 'train' && state === 'running') started.resolve(undefined)
  })
  const training = client.call('train', { backend: 'wasm', epochs: 400, pyramid: false })
  const ended = expect(training).rejects.toMatchObject({ code: 'cancelled' })
  await started.promise
  await expect(client.call('chooseLabelSet', { set: 2 })).rejects.toMatchObject({
    ...{ code: 'conflict', details: { jobs: ['train'] } },
    message: 'If you choose another question, this stops: train. Wait until it is done, or stop it first.',
  })
  await client.call('chooseLabelSet', { set: 2, stopJobs: true })
  await ended
  expect(await client.call('status', {})).toMatchObject({ labelSet: { id: 2 }, head: null })
  await expect(client.call('chooseLabelSet', { set: 7 })).rejects.toMatchObject({ code: 'not-found' })
}, 60_000)

it('is not removed while it is open, and its labels are counted', async () => {
  const { client } = await library()
  let lists = 0
  client.on('labelSets', () => {
    lists += 1
  })
  await expect(client.call('removeLabelSet', { set: 1 })).rejects.toMatchObject({ code: 'conflict' })
  await client.call('chooseLabelSet', { set: 2 })
  await expect(client.call('removeLabelSet', { set: 1 })).resolves.toEqual({
    id: 1,
    name: 'subject',
    labels: 30,
  })
  expect(lists).toBe(1)
  const { sets, removed } = await client.call('labelSets', {})
  expect(sets.map(({ name }) => name)).toEqual(['keep'])
  expect(removed).toEqual([{ id: 1, name: 'subject', labels: 30 }])
  await expect(client.call('chooseLabelSet', { set: 1 })).rejects.toMatchObject({ code: 'not-found' })
  await client.call('restoreLabelSet', { set: 1 })
  await client.call('chooseLabelSet', { set: 1 })
  expect(await client.call('status', {})).toMatchObject({ labelled: 30 })
})

it('keeps the version of a set that is not open fit for photos that come in meanwhile', async () => {
  const folder = await temporaryFolder()
  const opened = (labelSet: string) => {
    const store = openStore(path.join(folder, 'library'), { labelSet })
    const models = new Models({ store })
    onTestFinished(async () => {
      await models.close()
      store.close()
    })
    const { signal } = new AbortController()
    const told = { signal, report: () => undefined, clock: () => 0 }
    return { ...told, store, models, cacheFolder: cacheIn(folder), resources: folder }
  }
  const first = opened('subject')
  fillLibrary(first.store, someProblem)
  labelTruly(first.store, someProblem, 30)
  const input = contract.train.input.parse({ backend: 'wasm', epochs: 1, seed: 5, pyramid: false })
  const { head } = await trainHead(first, input)
  expect(first.store.heads.active(1)).toBe(head)
  first.store.labelSets.add('keep')
  const second = opened('keep')
  const added = addLater(second.store, row(someProblem.features, 0))
  expect(await embedNewPhotos(second)).toBe(1)
  expect(first.store.heads.embedded(head ?? 0)).toContain(added)
  expect(second.store.heads.active(2)).toBeNull()
}, 60_000)
