import { expect, test } from 'vitest'
import { insights } from '../../../main/jobs/library/insights.ts'
import { Models } from '../../../main/jobs/library-model/models.ts'
import { ReviewSession } from '../../../main/jobs/review/session.ts'
import { readEvidence } from '../../../main/jobs/review/evidence.ts'
import { PageCache } from '../../../main/jobs/review/page-cache.ts'
import { suspectedPhotos } from '../../../main/jobs/review/suspected-photos.ts'
import type { PhotoId } from '../../../shared/domain.ts'
import type { Store } from '../../../main/store/types/index.ts'
import { memoryLibrary, trueAnswer, trueClass } from '../../support/review.ts'
import { label } from '../store/support.ts'
import { syntheticProblem } from '../../support/training/synthetic-problem.ts'

const problem = syntheticProblem({ photos: 200, classes: 5, dimensions: 12, spread: 0.9, seed: 6 })

async function suspects(store: Store): Promise<PhotoId[]> {
  const space = await (await new Models({ store }).current()).space()
  const pages = new PageCache(store)
  const evidence = readEvidence(store, store.labelSets.current(), space, pages)
  return (await suspectedPhotos({ store, space, evidence, pages })).map(({ index }) => space.ids[index])
}

/** Confirms a page of photos of all classes as one that has no label yet, then answers truly. @returns the wrong labels. */
async function careless(store: Store, shown: readonly PhotoId[]): Promise<PhotoId[]> {
  const labelSet = store.labelSets.current()
  const name = trueClass(problem, shown[0])
  const page = store.pages.open(labelSet, {
    ...{ kind: 'new', classId: null, purity: 1, goal: 'commit', seed: 0, query: 'value', blind: false },
    photos: shown.map((id) => ({ id, probability: 1, raw: 1 })),
  })
  const session = new ReviewSession({ store, models: new Models({ store }), actor: 'test', clock: () => 0 })
  await session.decide({ page: page.id, answers: [{ class: name, ids: [...shown] }], exclude: [] })
  for (;;) {
    const next = await session.page({ goal: 'commit', seed: 1 })
    if (next === null) break
    await session.decide(trueAnswer(problem, next))
  }
  return shown.filter((id) => trueClass(problem, id) !== name)
}

test('a page of all kinds that was confirmed without a look is doubted nearly whole, and little else', async () => {
  const store = memoryLibrary(problem)
  const shown = store.photos.presentIds().slice(0, 15)
  const wrong = await careless(store, shown)
  expect(wrong.length).toBeGreaterThan(9)
  const found = await suspects(store)
  const hits = found.filter((id) => wrong.includes(id))
  expect(hits.length).toBeGreaterThanOrEqual(wrong.length - 1)
  expect(found.length - hits.length).toBeLessThanOrEqual(6)
})

test('of labels that all are right few are doubted', async () => {
  const store = memoryLibrary(problem)
  expect(await careless(store, store.photos.presentIds().slice(0, 1))).toEqual([])
  expect((await suspects(store)).length).toBeLessThanOrEqual(6)
})

test('the only photo of a class is not doubted: nothing is known of what else is in it', async () => {
  const store = memoryLibrary(problem)
  await careless(store, store.photos.presentIds().slice(0, 1))
  const labelSet = store.labelSets.current()
  const [own] = store.photos.presentIds().slice(40)
  label(store, labelSet, [{ photo: own, class: store.classes.ensure(labelSet, 'one of a kind') }])
  expect(await suspects(store)).not.toContain(own)
})

test('a label that was kept when the review asked about it is not found wrong again', async () => {
  const store = memoryLibrary(problem)
  await careless(store, store.photos.presentIds().slice(0, 15))
  const found = async () => {
    const context = {
      store,
      models: new Models({ store }),
      signal: new AbortController().signal,
      report: () => undefined,
    }
    return (await insights(context, { limit: 100 })).mislabels.map(({ id }) => id)
  }
  const before = await found()
  expect(before.length).toBeGreaterThan(9)
  const session = new ReviewSession({ store, models: new Models({ store }), actor: 'test', clock: () => 0 })
  const page = await session.page({ goal: 'commit', seed: 1, query: 'suspects' })
  if (page?.class === undefined || page.class === null) throw new Error('There is no such page.')
  const asked = page.photos.map(({ id }) => id)
  await session.decide({ page: page.id, answers: [{ class: page.class, ids: asked }], exclude: [] })
  const after = await found()
  expect(asked.length).toBeGreaterThan(0)
  expect(before).toEqual(expect.arrayContaining(asked))
  expect(after.filter((id) => asked.includes(id))).toEqual([])
})
