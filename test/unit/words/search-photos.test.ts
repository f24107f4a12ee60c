/** @file Words are searched in a library where the real last layer of a network tells what the photos show. */
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { packageRoot } from '../../../main/engine/folders.ts'
import { serve } from '../../../main/engine/serve.ts'
import type { JobProgress } from '../../../main/jobs/context.ts'
import { namingBackbone, tellSeenClasses } from '../../../main/jobs/words/seen-classes.ts'
import { matrix } from '../../../main/math/matrix.ts'
import type { Store } from '../../../main/store/store.ts'
import { createClient, type Client } from '../../../shared/client.ts'
import type { Output } from '../../../shared/contract.ts'
import { memoryPortPair } from '../../../shared/port.ts'
import { engineIn, storeIn } from '../../support/engine.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { hashOf } from '../../support/photos/new-photo.ts'
import { featuresShowing } from '../../support/photos/showing-library.ts'
import { fillLibrary } from '../../support/photos/synthetic-library.ts'

/** Photo i has the id i + 1. */
const SHOWN = [
  ['beagle'],
  ['pug', 'tabby'],
  ['tabby'],
  ['school bus'],
  ['banana'],
  ['toy poodle'],
  ['lemon', 'orange'],
  ['fly'],
] as const

async function libraryShowing(
  shown: readonly (readonly string[])[] = SHOWN,
): Promise<{ store: Store; client: Client }> {
  const folder = await temporaryFolder()
  const store = storeIn(folder)
  const classOf = Int32Array.from(shown, () => 0)
  const features = shown.length === 0 ? matrix(0, 1280) : await featuresShowing(shown)
  fillLibrary(store, { features, truth: { classOf, names: ['camera'] } })
  const [near, far] = memoryPortPair()
  serve(engineIn(folder), far)
  return { store, client: createClient(near) }
}

const shownIn = ({ photos }: Output<'search'>) => photos.map(({ id }) => SHOWN[id - 1].join())
const placeOf = (id: number) => path.join('/pictures', 'camera', `${id - 1}.jpg`)

/** An image encoder of the person's own is in force from now on. */
function useOwnNetwork(store: Store): void {
  const levels = [{ name: 'features', dimensions: 4 }]
  store.features.setActive(store.features.ensureBackbone({ name: 'own:mine', sha256: hashOf(9), levels }))
}

describe('search', () => {
  it('finds photos of all kinds of a word, likeliest first, with their probabilities', async () => {
    const { client } = await libraryShowing()
    const output = await client.call('search', { word: 'Dogs' })
    expect(shownIn(output).slice(0, 2).toSorted()).toEqual(['beagle', 'toy poodle'])
    expect(shownIn(output)[2]).toBe('pug,tabby')
    expect(output.found).toBe(3)
    expect(output.meaning).toMatchObject({ word: 'dog', isNarrower: false })
    expect(output.meaning?.kinds).toHaveLength(118)
    const scores = output.photos.map(({ score }) => score)
    expect(scores).toEqual(scores.toSorted((a, b) => b - a))
    expect(scores[0]).toBeGreaterThan(0.9)
    expect(scores[2]).toBeLessThan(0.9)
    expect(output.photos[0]).toMatchObject({ by: 'network', path: placeOf(output.photos[0].id) })
  })

  it('finds a class of the network, and what is a kind of one', async () => {
    const { client } = await libraryShowing()
    expect(shownIn(await client.call('search', { word: 'bananas' }))).toEqual(['banana'])
    const narrower = await client.call('search', { word: 'housefly' })
    expect(shownIn(narrower)).toEqual(['fly'])
    expect(narrower.meaning).toEqual({ word: 'housefly', kinds: ['fly'], isNarrower: true })
  })

  it('understands every language of the window, and answers in the one that is asked for', async () => {
    const { client } = await libraryShowing()
    const output = await client.call('search', { word: 'Zitrusfrüchte', language: 'de' })
    expect(shownIn(output)).toEqual(['lemon,orange'])
    expect(output.meaning?.kinds).toContain('Zitrone')
    expect(shownIn(await client.call('search', { word: 'Schulbus' }))).toEqual(['school bus'])
    expect(shownIn(await client.call('search', { word: 'school bus', language: 'de' }))).toEqual([
      'school bus',
    ])
  })

  it.each([
    ['狗', 'dog'],
    ['小黑狗', 'dog'],
    ['柑橘', 'citrus fruit'],
    ['动物', 'animal'],
  ])('finds by the Chinese "%s" what the English "%s" finds', async (chinese, word) => {
    const { client } = await libraryShowing()
    const output = await client.call('search', { word: chinese, language: 'zh' })
    expect(output.photos).toEqual((await client.call('search', { word })).photos)
    expect(output.photos.length).toBeGreaterThan(0)
    expect(output.meaning?.kinds.every((kind) => /^\p{Script=Han}+$/u.test(kind))).toBe(true)
  })

  it('gives as many photos as are wanted, and counts all', async () => {
    const { client } = await libraryShowing()
    const output = await client.call('search', { word: 'animal', limit: 2, minProbability: 0.5 })
    expect(output.photos).toHaveLength(2)
    expect(output.found).toBe(5)
    const all = await client.call('search', { word: 'animal', minProbability: 0 })
    expect(all.found).toBe(SHOWN.length)
  })

  it('finds confirmed photos of a class that is called so, or is a kind of it, before all others', async () => {
    const { client } = await libraryShowing()
    await client.call('relabel', { ids: [4], class: 'pets/dogs/Rex' })
    await client.call('relabel', { ids: [5], class: 'poodle' })
    const output = await client.call('search', { word: 'dog' })
    expect(output.classes).toEqual(['pets/dogs/Rex', 'poodle'])
    expect(output.photos.slice(0, 2).map(({ id, by, score }) => [id, by, score])).toEqual([
      [4, 'class', 1],
      [5, 'class', 1],
    ])
    expect(shownIn(output)).toContain('beagle')
    // A dog is no poodle because there is a class of poodles.
    expect((await client.call('search', { word: 'cat' })).classes).toEqual([])
  })

  it('finds a class by a name that no network knows', async () => {
    const { client } = await libraryShowing()
    await client.call('relabel', { ids: [3], class: 'Grandma' })
    const output = await client.call('search', { word: 'grandma' })
    expect(output.meaning).toBeNull()
    expect(output.photos[0]).toEqual({ id: 3, path: placeOf(3), score: 1, by: 'class' })
    expect(output.photos.every(({ by }) => by === 'class')).toBe(true)
  })

  it('refuses a word that nobody knows, and names near ones', async () => {
    const { client } = await libraryShowing()
    await expect(client.call('search', { word: 'poddle' })).rejects.toMatchObject({
      code: 'not-found',
      message: expect.stringMatching(/^Neither the network nor a class knows "poddle"\..*poodle/) as string,
    })
    await expect(client.call('search', { word: 'qqqqqqqqqqqqq' })).rejects.toMatchObject({
      message: expect.stringContaining('Try a plain word') as string,
    })
    for (const word of ['', ' ', 'x'.repeat(201)]) {
      await expect(client.call('search', { word })).rejects.toMatchObject({ code: 'bad-input' })
    }
  })

  it('says that a network of the person has no words, but finds classes', async () => {
    const { store, client } = await libraryShowing()
    useOwnNetwork(store)
    expect(await client.call('lookUpWord', { word: 'dog' })).toEqual({ meaning: null })
    await expect(client.call('search', { word: 'dog' })).rejects.toMatchObject({
      code: 'not-found',
      message: expect.stringMatching(/No class is called "dog".*own:mine/) as string,
    })
    await client.call('relabel', { ids: [1], class: 'dog' })
    expect((await client.call('search', { word: 'dogs' })).photos.map(({ id }) => id)).toEqual([1])
  })

  it('looks with the second network where the first one has no words', async () => {
    const { store, client } = await libraryShowing()
    const ours = store.features.active()
    useOwnNetwork(store)
    store.features.setSecond(ours?.id ?? null)
    expect(shownIn(await client.call('search', { word: 'fruit' })).toSorted()).toEqual([
      'banana',
      'lemon,orange',
    ])
  })

  it('finds nothing where there are no photos', async () => {
    const { client } = await libraryShowing([])
    expect(await client.call('search', { word: 'dog' })).toMatchObject({ found: 0, photos: [] })
  })
})

describe('a look at many photos', () => {
  it('lets the engine have a turn between its blocks, and stops there when it is cancelled', async () => {
    const { store } = await libraryShowing(Array.from({ length: 1200 }, () => ['beagle']))
    const control = new AbortController()
    const told: number[] = []
    const turns: number[] = []
    const context = {
      store,
      resources: path.join(packageRoot(), 'resources'),
      signal: control.signal,
      report: ({ done }: JobProgress) => {
        setImmediate(() => turns.push(done))
        if (done > 600) control.abort()
      },
    }
    const backbone = namingBackbone(context)
    if (backbone === undefined) throw new Error('A network of ours has read the photos.')
    const looking = tellSeenClasses(context, backbone, store.photos.presentIds(), (photo) => told.push(photo))
    await expect(looking).rejects.toMatchObject({ code: 'cancelled' })
    expect(turns).toEqual([512, 1024])
    expect(told).toHaveLength(1024)
  })
})

describe('a word', () => {
  it('is looked up without a look at the photos', async () => {
    const { client } = await libraryShowing()
    expect(await client.call('lookUpWord', { word: 'big cats' })).toEqual({
      meaning: {
        word: 'big cat',
        kinds: ['leopard', 'snow leopard', 'jaguar', 'lion', 'tiger', 'cheetah'],
        isNarrower: false,
      },
    })
    expect(await client.call('lookUpWord', { word: 'Grandma' })).toEqual({ meaning: null })
  })
})

describe('suggestions by names alone', () => {
  it('are the likeliest of the names for every photo without a label', async () => {
    const { client } = await libraryShowing()
    await client.call('relabel', { ids: [1], class: 'dog' })
    const { suggestions, unknownNames } = await client.call('suggest', {
      names: ['Hunde', 'cat', 'vehicles', 'fruit', 'insects', 'cat'],
    })
    expect(unknownNames).toEqual([])
    const guesses = Object.fromEntries(suggestions.map((each) => [SHOWN[each.id - 1].join(), each.class]))
    expect(guesses).toEqual({
      ...{ tabby: 'cat', 'school bus': 'vehicles', banana: 'fruit', 'toy poodle': 'Hunde' },
      ...{ 'lemon,orange': 'fruit', fly: 'insects', 'pug,tabby': guesses['pug,tabby'] },
    })
    expect(['Hunde', 'cat']).toContain(guesses['pug,tabby'])
    const sure = suggestions.map(({ probability }) => probability)
    expect(sure).toEqual(sure.toSorted((a, b) => b - a))
    expect(suggestions.every(({ head }) => head === null)).toBe(true)
  })

  it('store nothing', async () => {
    const { store, client } = await libraryShowing()
    await client.call('suggest', { names: ['dog', 'cat'] })
    expect(store.journal.lastId()).toBe(0)
    expect((await client.call('status', {})).classes).toEqual([])
    expect((await client.call('suggest', {})).suggestions).toEqual([])
  })

  it('leave what is less sure out, and photos of no name to the names that are not known', async () => {
    const { client } = await libraryShowing()
    const known = await client.call('suggest', { names: ['dog', 'banana'], minProbability: 0.5 })
    const withUnknown = await client.call('suggest', {
      names: ['dog', 'banana', 'Grandma'],
      minProbability: 0.5,
    })
    expect(withUnknown.unknownNames).toEqual(['Grandma'])
    expect(withUnknown.suggestions.map(({ id }) => id).toSorted()).not.toContain(4)
    expect(withUnknown.suggestions.length).toBeLessThan(known.suggestions.length)
    expect(withUnknown.suggestions.every(({ probability }) => probability >= 0.5)).toBe(true)
  })

  it('are refused where no name is known, where the network has no words, and together with a file', async () => {
    const { store, client } = await libraryShowing()
    await expect(client.call('suggest', { names: ['Grandma', 'blowhole'] })).rejects.toMatchObject({
      code: 'not-found',
    })
    await expect(client.call('suggest', { names: ['dog'], by: '/a.onnx' })).rejects.toMatchObject({
      code: 'bad-input',
    })
    useOwnNetwork(store)
    await expect(client.call('suggest', { names: ['dog'] })).rejects.toMatchObject({
      code: 'not-found',
      message: expect.stringContaining('own:mine') as string,
    })
  })
})

describe('a page of photos without a name', () => {
  it('proposes what several breeds have in common, in the language of the window', async () => {
    const breeds = [['beagle'], ['pug'], ['Chihuahua'], ['toy poodle'], ['collie'], ['boxer']]
    const { client } = await libraryShowing(breeds)
    const { page } = await client.call('page', { language: 'de' })
    expect(page?.kind).toBe('new')
    expect(page?.photos.length).toBeGreaterThan(1)
    expect(page?.proposals[0]).toBe('Hund')
    expect((await client.call('page', { language: 'zh' })).page?.proposals[0]).toBe('狗')
    expect((await client.call('page', { language: 'en' })).page?.proposals[0]).toBe('dog')
  })
})
