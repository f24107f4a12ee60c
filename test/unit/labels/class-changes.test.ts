/** @file Classes renamed, merged and deleted in the middle of the work: pages, checks, suggestions and history follow. */
import { expect, test } from 'vitest'
import { acceptAudit, currentAudit, startAudit } from '../../../main/jobs/audit/audit.ts'
import { bulkImpact } from '../../../main/jobs/labels/bulk-impact.ts'
import { relabelPhotos } from '../../../main/jobs/labels/relabel-photos.ts'
import { readEvidence } from '../../../main/jobs/review/evidence.ts'
import { PageCache } from '../../../main/jobs/review/page-cache.ts'
import { ReviewSession } from '../../../main/jobs/review/session.ts'
import { Models } from '../../../main/jobs/library-model/models.ts'
import { openMemoryStore, type Store } from '../../../main/store/store.ts'
import type { Page } from '../../../shared/domain.ts'
import { labelTruly, memoryLibrary, someProblem, trueAnswer, trueClass } from '../../support/review.ts'
import { syntheticProblem } from '../../support/training/synthetic-problem.ts'
import { addPhotos, closing } from '../store/support.ts'

const REQUEST = { goal: 'accuracy', seed: 1 } as const

function sessionOn(store: Store): ReviewSession {
  return new ReviewSession({ store, models: new Models({ store }), actor: 'test', clock: () => 0 })
}

function who(store: Store) {
  return { labelSet: store.labelSets.current(), actor: 'test' }
}

function rename(store: Store, from: string, to: string): number {
  return store.journal.changeClasses({ ...who(store), change: 'rename', from, to }).decision
}

function labelsOf(store: Store): Map<number, string> {
  return new Map(
    [...store.journal.labels(store.labelSets.current())].map(([id, c]) => [id, store.classes.name(c)]),
  )
}

/** A store with photos of these classes, in this order. */
function labelled(names: readonly string[]): Store {
  const store = closing(openMemoryStore())
  const labelSet = store.labelSets.current()
  const labels = addPhotos(store, names.length).map((photo, index) => ({
    photo,
    class: store.classes.ensure(labelSet, names[index]),
  }))
  store.journal.decide({ ...who(store), kind: 'label', labels, rejections: [], skips: [] })
  return store
}

async function pageOf(session: ReviewSession, name: string): Promise<Page> {
  const page = await session.page({ ...REQUEST, query: 'class', class: name })
  if (page === null) throw new Error('no page')
  return page
}

test('a parent takes the classes below it along, and its name is free for a new class', () => {
  const store = labelled(['animals', 'animals/birds', 'animals/birds/hen', 'animalsandplants'])
  const labelSet = store.labelSets.current()
  expect(
    store.journal.changeClasses({ ...who(store), change: 'rename', from: 'animals', to: 'fauna' }),
  ).toEqual({ decision: 2, labelled: 3 })
  expect([...labelsOf(store).values()]).toEqual([
    'fauna',
    'fauna/birds',
    'fauna/birds/hen',
    'animalsandplants',
  ])
  expect(store.classes.find(labelSet, 'animals/birds')).toBeUndefined()
  relabelPhotos(store, { ids: [4], class: 'animals/birds', only: 'all' })
  expect(labelsOf(store).get(4)).toBe('animals/birds')
  expect(labelsOf(store).get(2)).toBe('fauna/birds')
  store.journal.undo(labelSet)
  store.journal.undo(labelSet)
  expect([...labelsOf(store).values()].at(1)).toBe('animals/birds')
  expect(store.classes.list(labelSet)).toHaveLength(4)
  store.journal.redo(labelSet)
  store.journal.redo(labelSet)
  expect(labelsOf(store).get(4)).toBe('animals/birds')
  expect(labelsOf(store).get(2)).toBe('fauna/birds')
  expect(store.check()).toEqual([])
})

test('a class moves below itself, out of its parent, and merges into what is below it', () => {
  const store = labelled(['animals', 'animals/birds'])
  rename(store, 'animals', 'animals/all')
  expect([...labelsOf(store).values()]).toEqual(['animals/all', 'animals/all/birds'])
  rename(store, 'animals/all/birds', 'birds')
  expect([...labelsOf(store).values()]).toEqual(['animals/all', 'birds'])
  const merge = (classes: string[], into: string) =>
    store.journal.changeClasses({ ...who(store), change: 'merge', classes, into })
  expect(merge(['animals', 'birds'], 'animals/all')).toMatchObject({ labelled: 1 })
  expect([...labelsOf(store).values()]).toEqual(['animals/all', 'animals/all'])
  expect(() => merge(['animals'], 'animals/all')).toThrow(/already/)
  expect(merge(['animals/all'], 'animals')).toMatchObject({ labelled: 2 })
  expect([...labelsOf(store).values()]).toEqual(['animals', 'animals'])
  expect(store.check()).toEqual([])
})

test('a rename joins nothing, and says what does; unknown classes are named', () => {
  const store = labelled(['cat', 'dog', 'dog/poodle'])
  expect(() => rename(store, 'cat', 'dog')).toThrow(/There is a class dog already.*merge/)
  expect(() => rename(store, 'cat', 'cat')).toThrow(/already/)
  expect(() => rename(store, 'cow', 'bull')).toThrow('No class is called "cow".')
  expect(() => rename(store, 'cat', 'x'.repeat(300))).toThrow(expect.objectContaining({ code: 'bad-input' }))
  expect(() => rename(store, 'dog', 'x'.repeat(199))).toThrow(expect.objectContaining({ code: 'bad-input' }))
  expect([...labelsOf(store).values()]).toEqual(['cat', 'dog', 'dog/poodle'])
  expect(store.journal.history(store.labelSets.current())).toHaveLength(1)
})

test('the history says what became of which class, also of an undo', () => {
  const store = labelled(['a', 'a/x', 'b'])
  const labelSet = store.labelSets.current()
  rename(store, 'a', 'c')
  store.journal.changeClasses({ ...who(store), change: 'merge', classes: ['c', 'b'], into: 'd' })
  store.journal.changeClasses({ ...who(store), change: 'delete', class: 'd' })
  store.journal.undo(labelSet)
  const shown = store.journal.history(labelSet)
  expect(shown.map(({ kind, formerClasses, classes }) => [kind, formerClasses, classes])).toEqual([
    ['undo', [], ['d']],
    ['delete', ['d'], []],
    ['merge', ['b', 'c'], ['d']],
    ['rename', ['a'], ['c']],
    ['label', [], ['a', 'a/x', 'b']],
  ])
})

test('the open page stays, under the new name, and what is refused on it is refused for that', async () => {
  const store = memoryLibrary()
  labelTruly(store, someProblem, 30)
  const session = sessionOn(store)
  const before = await pageOf(session, 'class 0')
  rename(store, 'class 0', 'roosters')
  const page = await pageOf(session, 'roosters')
  expect(page).toEqual({ ...before, class: 'roosters' })
  const [first, ...rest] = page.photos.map(({ id }) => id)
  await session.decide({ page: page.id, answers: [{ class: 'roosters', ids: rest }], exclude: [first] })
  const labelSet = store.labelSets.current()
  const [refused] = store.journal.rejections(labelSet)
  expect([refused.photo, store.classes.name(refused.class)]).toEqual([first, 'roosters'])
  expect([...labelsOf(store).values()]).not.toContain('class 0')
  expect(store.check()).toEqual([])
})

test('a page that was opened for a class that is deleted makes way, and its suggestions end', async () => {
  const store = memoryLibrary()
  labelTruly(store, someProblem, 30)
  const session = sessionOn(store)
  const before = await pageOf(session, 'class 0')
  store.journal.changeClasses({ ...who(store), change: 'delete', class: 'class 0' })
  await expect(
    session.decide({ page: before.id, answers: [], exclude: [before.photos[0].id] }),
  ).rejects.toMatchObject({ code: 'bad-input' })
  const page = await session.page(REQUEST)
  expect(page?.id).not.toBe(before.id)
  expect((await session.suggest({ minProbability: 0 })).map((guess) => guess.class)).not.toContain('class 0')
})

test('what answered pages taught is worth the same after a rename, and after its undo', async () => {
  const store = memoryLibrary()
  const session = sessionOn(store)
  for (let turn = 0; turn < 16; turn += 1) {
    const page = await session.page({ ...REQUEST, goal: 'commit' })
    if (page !== null) await session.decide(trueAnswer(someProblem, page))
  }
  const labelSet = store.labelSets.current()
  const space = await (await new Models({ store }).current()).space()
  const cache = new PageCache(store)
  const shown = () => readEvidence(store, labelSet, space, cache).shown
  const before = shown()
  expect(before.filter(({ correct }) => correct).length).toBeGreaterThan(5)
  const [name] = labelsOf(store).values()
  rename(store, name, 'another name')
  expect(shown()).toEqual(before)
  expect(readEvidence(store, labelSet, space, new PageCache(store)).shown).toEqual(before)
  store.journal.undo(labelSet)
  expect(shown()).toEqual(before)
})

test('an audit that runs follows the name: its checks stay right, and it labels with the new one', async () => {
  const problem = syntheticProblem({ photos: 240, classes: 3, dimensions: 12, spread: 0.3, seed: 4 })
  const store = memoryLibrary(problem)
  labelTruly(store, problem, 60)
  const session = sessionOn(store)
  await startAudit(store, session, { maximumError: 0.1, confidence: 0.95, seed: 3 })
  const nameOf = (id: number) => trueClass(problem, id).replace('class 1', 'roosters')
  for (let turn = 0; currentAudit(store).audit?.outcome === 'checking'; turn += 1) {
    if (turn === 5) rename(store, 'class 1', 'roosters')
    const page = await session.page(REQUEST)
    if (page === null) throw new Error('no page')
    const [{ id }] = page.photos
    const name = turn < 5 ? trueClass(problem, id) : nameOf(id)
    await session.decide({ page: page.id, answers: [{ class: name, ids: [id] }], exclude: [] })
  }
  const { audit } = currentAudit(store)
  expect(audit).toMatchObject({ outcome: 'held', right: audit?.checks })
  acceptAudit(store)
  expect(new Set(labelsOf(store).values())).toEqual(new Set(['class 0', 'roosters', 'class 2']))
  expect(store.check()).toEqual([])
})

test('a bulk change tells how many photos are confirmed and how many only suggested; a rename confirms none', async () => {
  const store = memoryLibrary()
  labelTruly(store, someProblem, 30)
  const session = sessionOn(store)
  const guesses = await session.suggest({ minProbability: 0 })
  const guessed = guesses.filter((guess) => guess.class === 'class 0').map(({ photo }) => photo)
  const confirmed = [...labelsOf(store)].filter(([, name]) => name === 'class 0').map(([photo]) => photo)
  expect(guessed.length).toBeGreaterThan(3)
  const expected = { confirmed: confirmed.length, suggested: guessed.length }
  const ofClass = bulkImpact(store, { ids: [], classes: ['class 0'] }, guesses)
  expect(ofClass).toEqual({
    photos: confirmed.length + guessed.length,
    missing: 0,
    setAside: 0,
    ...expected,
    classes: [{ class: 'class 0', ...expected }],
  })
  expect(bulkImpact(store, { ids: [...confirmed, ...guessed], classes: [] }, guesses)).toEqual(ofClass)
  const labels = labelsOf(store)
  rename(store, 'class 0', 'roosters')
  expect(new Set(labelsOf(store).keys())).toEqual(new Set(labels.keys()))
  const { labelled } = relabelPhotos(store, {
    ids: [...confirmed, ...guessed],
    class: 'hens',
    only: 'confirmed',
  })
  expect(labelled).toBe(confirmed.length)
  expect(labelsOf(store).size).toBe(labels.size)
})
