/** @file A class that is split says nothing about what was guessed before: pages, checks and audits are judged as if it had not been. */
import { expect, test } from 'vitest'
import { standingEstimate } from '../../../main/jobs/audit/estimate.ts'
import { currentAudit, startAudit } from '../../../main/jobs/audit/audit.ts'
import { relabelPhotos } from '../../../main/jobs/labels/relabel-photos.ts'
import { splitClass } from '../../../main/jobs/labels/split-class.ts'
import { Models } from '../../../main/jobs/library-model/models.ts'
import { readEvidence } from '../../../main/jobs/review/evidence.ts'
import { howGiven } from '../../../main/jobs/review/how-given.ts'
import { PageCache } from '../../../main/jobs/review/page-cache.ts'
import { ReviewSession } from '../../../main/jobs/review/session.ts'
import type { Store } from '../../../main/store/store.ts'
import type { PhotoId } from '../../../shared/domain.ts'
import { labelTruly, memoryLibrary, trueClass } from '../../support/review.ts'
import { syntheticProblem } from '../../support/training/synthetic-problem.ts'

interface Answer {
  readonly guess: string
  readonly photos: readonly PhotoId[]
  readonly said?: string
  /** Left out, not of the class that was guessed. */
  readonly refused?: readonly PhotoId[]
  readonly blind?: boolean
}

/** Shows a page of a guessed class, and answers it. */
function answer(store: Store, { guess, photos, said = guess, refused = [], blind = false }: Answer): void {
  const labelSet = store.labelSets.current()
  const guessed = store.classes.ensure(labelSet, guess)
  const page = store.pages.open(labelSet, {
    ...{ kind: blind ? 'single' : 'class', purity: 1, goal: 'commit', seed: 0, query: 'value', blind },
    classId: guessed,
    photos: photos.map((id) => ({ id, probability: 0.9, raw: 0.9 })),
  })
  const given = store.classes.ensure(labelSet, said)
  store.journal.decide({
    ...{ labelSet, kind: 'page', actor: 'test', page: page.id, skips: [] },
    labels: photos.filter((id) => !refused.includes(id)).map((photo) => ({ photo, class: given })),
    rejections: refused.map((photo) => ({ photo, class: guessed })),
  })
}

/** What the answers say of the guesses. */
async function judged(store: Store) {
  const labelSet = store.labelSets.current()
  const space = await (await new Models({ store }).current()).space()
  const pages = new PageCache(store)
  const evidence = readEvidence(store, labelSet, space, pages)
  const { wholePage, named } = howGiven({ store, pages }, labelSet, space, evidence)
  const resting = evidence.classIds.filter((_, index) => evidence.resting[index] === 1)
  return {
    ...{ shown: evidence.shown, unnamed: evidence.unnamed },
    resting: resting.map((id) => store.classes.name(id)),
    ...{ wholePage: [...wholePage], named: [...named] },
    estimate: standingEstimate(store, labelSet).estimate,
  }
}

/** Pages of birds and cats, twelve blind checks of birds, and at last a page of owls that was mostly left out. */
function answered(): Store {
  const store = memoryLibrary()
  for (const [ids, name] of [
    [[56], 'birds'],
    [[57], 'cats'],
    [[58, 59, 60], 'owls'],
  ] as const) {
    relabelPhotos(store, { ids: [...ids], class: name, only: 'all' })
  }
  answer(store, { guess: 'birds', photos: [1, 2, 3, 4, 5], refused: [5] })
  answer(store, { guess: 'birds', photos: [6, 7, 8] })
  answer(store, { guess: 'cats', photos: [9, 10, 11], refused: [11] })
  answer(store, { guess: 'birds', photos: [12], said: 'cats', blind: true })
  for (let photo = 13; photo < 24; photo += 1) answer(store, { guess: 'birds', photos: [photo], blind: true })
  answer(store, { guess: 'owls', photos: [30, 31, 32, 33, 34, 35], refused: [31, 32, 33, 34, 35] })
  return store
}

test('old pages, their photos and blind checks are judged as before it, however often it is split', async () => {
  const store = answered()
  const labelSet = store.labelSets.current()
  const made = store.journal.countInForce(labelSet)
  const before = await judged(store)
  expect(before).toMatchObject({ resting: ['owls'], estimate: { checks: 12 } })
  expect(before.shown.filter(({ correct }) => !correct)).toHaveLength(7)
  splitClass(store, {
    class: 'birds',
    parts: [
      { class: 'hens', photos: [2, 6, 7, 13, 14, 15, 16, 17, 18] },
      { class: 'cats', photos: [8] },
    ],
  })
  expect(await judged(store)).toEqual(before)
  splitClass(store, { class: 'hens', parts: [{ class: 'hens/brown', photos: [2, 6, 13] }] })
  expect(await judged(store)).toEqual(before)
  store.journal.changeClasses({ labelSet, actor: 'test', change: 'rename', from: 'birds', to: 'fowl' })
  store.journal.changeClasses({ labelSet, actor: 'test', change: 'rename', from: 'hens', to: 'fowl/hens' })
  expect(await judged(store)).toEqual(before)
  while (store.journal.countInForce(labelSet) > made) store.journal.undo(labelSet)
  expect(await judged(store)).toEqual(before)
  expect(store.check()).toEqual([])
})

test('what the person says of a photo after the split counts, and so does a split that is taken back', async () => {
  const store = answered()
  const labelSet = store.labelSets.current()
  splitClass(store, { class: 'birds', parts: [{ class: 'hens', photos: [2, 13] }] })
  const before = await judged(store)
  relabelPhotos(store, { ids: [2, 13], class: 'cats', only: 'all' })
  const after = await judged(store)
  const wrong = ({ shown }: typeof after): number => shown.filter(({ correct }) => !correct).length
  expect(wrong(after)).toBe(wrong(before) + 1)
  expect(after.named[1]).toBe(1)
  expect(after.estimate?.accuracy).toBeCloseTo((before.estimate?.accuracy ?? 0) - 1 / 12)
  // Again of the class that it was split into: a later answer, judged by what it says.
  relabelPhotos(store, { ids: [2], class: 'hens', only: 'all' })
  expect(wrong(await judged(store))).toBe(wrong(after))
  store.journal.undo(labelSet)
  store.journal.undo(labelSet)
  expect(await judged(store)).toEqual(before)
})

test('an audit that runs keeps its verdicts, and accepts no photo that was split meanwhile', async () => {
  const problem = syntheticProblem({ photos: 240, classes: 3, dimensions: 12, spread: 0.3, seed: 4 })
  const store = memoryLibrary(problem)
  labelTruly(store, problem, 60)
  const session = new ReviewSession({ store, models: new Models({ store }), actor: 'test', clock: () => 0 })
  await startAudit(store, session, { maximumError: 0.1, confidence: 0.95, seed: 3 })
  for (let turn = 0; turn < 12; turn += 1) {
    const page = await session.page({ goal: 'accuracy', seed: 1 })
    if (page === null) throw new Error('no page')
    const ids = page.photos.map(({ id }) => id)
    await session.decide({
      page: page.id,
      answers: [{ class: trueClass(problem, ids[0]), ids }],
      exclude: [],
    })
  }
  const before = currentAudit(store)
  expect(before.audit).toMatchObject({ checks: 12 })
  const labels = store.journal.labels(store.labelSets.current())
  for (const name of problem.truth.names) {
    const own = [...labels].filter(([, id]) => store.classes.name(id) === name).map(([photo]) => photo)
    splitClass(store, { class: name, parts: [{ class: `${name}/part`, photos: own }] })
  }
  expect(currentAudit(store)).toEqual(before)
})
