import { describe, expect, it, onTestFinished } from 'vitest'
import {
  acceptAudit,
  currentAudit,
  planAudit,
  startAudit,
  stopAudit,
} from '../../../main/jobs/audit/audit.ts'
import { Models } from '../../../main/jobs/library-model/models.ts'
import { libraryStatus } from '../../../main/jobs/library/library-status.ts'
import { setPhotosAside } from '../../../main/jobs/labels/set-aside-photos.ts'
import { ReviewSession } from '../../../main/jobs/review/session.ts'
import { openStore, type Store } from '../../../main/store/store.ts'
import type { Page } from '../../../shared/domain.ts'
import type { SetAsideAs } from '../../../shared/set-aside.ts'

import { labelTruly, trueClass } from '../../support/review.ts'
import { fillLibrary } from '../../support/photos/synthetic-library.ts'
import { syntheticProblem } from '../../support/training/synthetic-problem.ts'
import { temporaryFolder } from '../store/support.ts'

const problem = syntheticProblem({ photos: 240, classes: 3, dimensions: 12, spread: 0.3, seed: 4 })
const BOUND = { maximumError: 0.1, confidence: 0.95, seed: 3 }
const REQUEST = { goal: 'accuracy', seed: 1 } as const

/** A library on disk with 60 labels, and its session. */
function reviewed(): { store: Store; session: ReviewSession; folder: string } {
  const folder = temporaryFolder()
  const store = openStore(folder)
  onTestFinished(() => {
    store.close()
  })
  fillLibrary(store, problem)
  labelTruly(store, problem, 60)
  return { store, session: sessionOn(store), folder }
}

function sessionOn(store: Store): ReviewSession {
  return new ReviewSession({ store, models: new Models({ store }), actor: 'test', clock: () => 0 })
}

async function nextPage(session: ReviewSession, sample = false): Promise<Page> {
  const page = await session.page({ ...REQUEST, sample })
  if (page === null) throw new Error('no page')
  return page
}

/** Answers the next page, which must be a check, by the truth or by `said`. */
async function check(session: ReviewSession, said?: string): Promise<Page> {
  const page = await nextPage(session)
  expect(page).toMatchObject({
    blind: true,
    kind: 'single',
    class: null,
    purity: 0,
    photos: [{ probability: 0 }],
  })
  expect(page.photos).toHaveLength(1)
  const [{ id }] = page.photos
  await session.decide({
    page: page.id,
    answers: [{ class: said ?? trueClass(problem, id), ids: [id] }],
    exclude: [],
  })
  return page
}

async function checkAll(store: Store, session: ReviewSession): Promise<number> {
  let checks = 0
  while (currentAudit(store).audit?.outcome === 'checking') {
    await check(session)
    checks += 1
  }
  return checks
}

function stateOf(store: Store): object {
  const labelSet = store.labelSets.current()
  return {
    labels: [...store.journal.labels(labelSet)].sort(([a], [b]) => a - b),
    rejections: store.journal.rejections(labelSet),
    skips: [...store.journal.skips(labelSet)],
  }
}

describe('an audit', () => {
  it('asks for the checks that its plan said, labels what held, and undo takes exactly that back', async () => {
    const { store, session } = reviewed()
    const plan = await planAudit(store, session, BOUND)
    expect(plan.photos).toBe(180)
    expect(plan.candidates.length).toBeGreaterThan(1)
    const started = await startAudit(store, session, BOUND)
    expect(started).toMatchObject({ checks: 0, right: 0, outcome: 'checking', accepted: null })
    expect(started.needed).toBe(plan.candidates.at(-1)?.checks)
    expect(await checkAll(store, session)).toBe(started.needed)
    const state = currentAudit(store).audit
    expect(state).toMatchObject({ outcome: 'held', checks: started.needed })
    expect(state?.accepted?.errorAtMost).toBeLessThanOrEqual(BOUND.maximumError)
    expect((await nextPage(session)).blind).toBe(false)
    const before = stateOf(store)
    const { labelled } = acceptAudit(store)
    expect(labelled).toBe(state?.accepted?.unlabelled)
    expect(labelled).toBeGreaterThan(0)
    expect(currentAudit(store)).toEqual({ audit: null })
    expect(stateOf(store)).not.toEqual(before)
    expect(store.journal.history(store.labelSets.current(), 1)).toMatchObject([
      { kind: 'label', photos: labelled },
    ])
    await session.undo(1)
    expect(stateOf(store)).toEqual(before)
    expect(currentAudit(store)).toEqual({ audit: state }) // all of its checks made, to be accepted
    expect((await nextPage(session)).blind).toBe(false)
    expect(store.check()).toEqual([])
    await session.redo(1)
    expect(currentAudit(store)).toEqual({ audit: null })
    await session.undo(2) // the last check as well
    expect(currentAudit(store).audit).toMatchObject({ outcome: 'checking', checks: started.needed - 1 })
    await check(session)
    expect(acceptAudit(store).labelled).toBe(labelled)
  })

  it('does not let a redo answer the checks of another one that was begun after the undo', async () => {
    const { store, session } = reviewed()
    await startAudit(store, session, BOUND)
    await checkAll(store, session)
    const open = currentAudit(store)
    acceptAudit(store)
    await session.undo(1)
    stopAudit(store)
    const other = await startAudit(store, session, BOUND)
    const labels = stateOf(store)
    await expect(session.redo(1)).rejects.toMatchObject({ code: 'conflict' })
    expect(stateOf(store)).toEqual(labels)
    expect(currentAudit(store)).toEqual({ audit: other })
    stopAudit(store)
    await session.redo(1)
    expect(stateOf(store)).not.toEqual(labels)
    await session.undo(1)
    expect(currentAudit(store)).toEqual(open)
    expect(store.check()).toEqual([])
  })

  it('stays ended when its acceptance is undone while another one runs', async () => {
    const { store, session } = reviewed()
    const { candidates } = await startAudit(store, session, BOUND)
    while (currentAudit(store).audit?.candidates[0].state === 'checking') await check(session)
    expect(candidates.length).toBeGreaterThan(1)
    acceptAudit(store)
    const other = await startAudit(store, session, { ...BOUND, maximumError: 0.3 })
    await session.undo(1)
    expect(currentAudit(store).audit).toMatchObject({ id: other.id, checks: 0 })
    await session.redo(1)
    expect(currentAudit(store)).toEqual({ audit: other })
    expect(store.check()).toEqual([])
  })

  it('counts a check anew when its answer is undone, also in another session, and shows the same photo', async () => {
    const { store, session } = reviewed()
    await startAudit(store, session, BOUND)
    await check(session)
    const second = await check(session)
    expect(currentAudit(store).audit).toMatchObject({ checks: 2 })
    await session.undo(1)
    expect(currentAudit(store).audit).toMatchObject({ checks: 1 })
    const again = await nextPage(sessionOn(store))
    expect(again.photos[0].id).toBe(second.photos[0].id)
    expect(again.blind).toBe(true)
  })

  it('ends where the suggestions are wrong, and accepts nothing', async () => {
    const { store, session } = reviewed()
    await startAudit(store, session, BOUND)
    while (currentAudit(store).audit?.outcome === 'checking') await check(session, 'something else')
    expect(currentAudit(store).audit).toMatchObject({ outcome: 'failed', right: 0, accepted: null })
    expect(() => acceptAudit(store)).toThrow(/nothing to accept/)
    expect(stopAudit(store)).toEqual({ stopped: true })
    expect(stopAudit(store)).toEqual({ stopped: false })
    expect(() => acceptAudit(store)).toThrow(/No audit is running/)
  })

  it('takes a skipped check for a wrong suggestion, and never labels that photo by itself', async () => {
    const { store, session } = reviewed()
    await startAudit(store, session, BOUND)
    while (currentAudit(store).audit?.candidates[0].state === 'checking') await check(session)
    const { id, photos } = await nextPage(session)
    await session.decide({ page: id, skip: true })
    const state = currentAudit(store).audit
    expect(state).toMatchObject({ outcome: 'held', accepted: { threshold: state?.candidates[0].threshold } })
    expect(state?.candidates.slice(0, 2)).toMatchObject([{ state: 'held' }, { state: 'failed', wrong: 1 }])
    acceptAudit(store)
    expect(store.journal.labels(store.labelSets.current()).has(photos[0].id)).toBe(false)
  })

  it('keeps the suggestions of its start, whatever is labelled meanwhile, over a restart', async () => {
    const { store, session, folder } = reviewed()
    const { candidates } = await startAudit(store, session, BOUND)
    labelTruly(store, problem, 90)
    const other = openStore(folder)
    onTestFinished(() => {
      other.close()
    })
    const now = currentAudit(other).audit
    expect(now?.candidates.map(({ threshold, photos, checks }) => ({ threshold, photos, checks }))).toEqual(
      candidates.map(({ threshold, photos, checks }) => ({ threshold, photos, checks })),
    )
    await expect(startAudit(store, session, BOUND)).rejects.toMatchObject({ code: 'conflict' })
  })

  it('promises nothing where nothing is suggested', async () => {
    const { store, session } = reviewed()
    await session.undo(1)
    expect(await planAudit(store, session, BOUND)).toEqual({ photos: 0, imported: 0, candidates: [] })
    await expect(startAudit(store, session, BOUND)).rejects.toMatchObject({ code: 'conflict' })
    expect(currentAudit(store)).toEqual({ audit: null })
  })

  it('is of the head that answers: one that waits for its backbone has suggested nothing', async () => {
    const { store, session } = reviewed()
    const labelSet = store.labelSets.current()
    const other = store.features.ensureBackbone({
      name: 'efficientnet-lite0-fp16',
      sha256: 'f'.repeat(64),
      levels: [{ name: 'features', dimensions: 2 }],
    })
    const head = store.heads.add({
      ...{
        labelSet,
        strategy: 'triplet',
        backboneId: other,
        backend: 'wasm',
        seed: 7,
        labels: 3,
        classes: 2,
      },
      ...{ hyperParameters: {}, dataHash: '', metrics: {}, weights: Uint8Array.of(1), report: null },
      blend: { weight: 0.5, classifier: { inverseTemperature: 1 } },
    })
    store.heads.activate(labelSet, head)
    await startAudit(store, session, BOUND)
    expect(store.audits.running(labelSet)?.head).toBeNull()
  })

  it('goes no lower than it is told', async () => {
    const { store, session } = reviewed()
    const [first] = (await planAudit(store, session, BOUND)).candidates
    const state = await startAudit(store, session, { ...BOUND, threshold: first.threshold })
    expect(state).toMatchObject({ needed: first.checks, candidates: [{ threshold: first.threshold }] })
  })
})

describe('photos set aside while an audit runs', () => {
  const aside = (store: Store, photos: readonly number[], as: SetAsideAs) =>
    setPhotosAside(
      { store, signal: new AbortController().signal },
      { ids: [...photos], paths: [], as, only: 'all' },
    )

  it('are no part of it, and get no label when it is accepted', async () => {
    const { store, session } = reviewed()
    const started = await startAudit(store, session, BOUND)
    const open = store.photos.presentIds().slice(60)
    const away = open.slice(0, 5)
    await aside(store, away, 'near-copy')
    expect(currentAudit(store).audit?.photos).toBe(started.photos - away.length)
    await checkAll(store, session)
    acceptAudit(store)
    const labels = store.journal.labels(store.labelSets.current())
    expect(away.filter((photo) => labels.has(photo))).toEqual([])
    expect([...store.journal.setAside(store.labelSets.current()).keys()]).toEqual(away)
  })

  it.each(['unsure', 'no-subject'] as const)(
    'speak against the suggestion where %s is the answer to a check',
    async (as) => {
      const { store, session } = reviewed()
      await startAudit(store, session, BOUND)
      const page = await nextPage(session)
      const setAside = [{ as, ids: page.photos.map(({ id }) => id) }]
      await session.decide({ page: page.id, answers: [], exclude: [], setAside })
      expect(currentAudit(store).audit).toMatchObject({ checks: 1, right: 0 })
    },
  )

  it.each([
    ['right', undefined, 1],
    ['wrong', 'something else', 0],
  ])('count as %s where they are set aside after they were checked so', async (_verdict, said, right) => {
    const { store, session } = reviewed()
    await startAudit(store, session, BOUND)
    const { photos } = await check(session, said)
    await aside(
      store,
      photos.map(({ id }) => id),
      'near-copy',
    )
    expect(currentAudit(store).audit).toMatchObject({ checks: 1, right })
  })
})

describe('the standing sample', () => {
  it('is a blind page in 25 where it is wished for, and never otherwise', async () => {
    const { store, session } = reviewed()
    expect((await nextPage(session)).blind).toBe(false)
    const kinds: boolean[] = []
    for (let i = 0; i < 51; i += 1) {
      const page = await nextPage(session, true)
      expect(await nextPage(session, true)).toEqual(page)
      kinds.push(page.blind)
      const [{ id }] = page.photos
      await session.decide({
        page: page.id,
        answers: [{ class: trueClass(problem, id), ids: [id] }],
        exclude: [],
      })
    }
    expect(kinds.flatMap((blind, i) => (blind ? [i] : []))).toEqual([0, 25, 50])
    expect(libraryStatus(store, '/').estimate).toBeNull()
  })

  it('waits while pages still bring new classes', async () => {
    const { session } = reviewed()
    const answer = async (name?: string) => {
      const page = await nextPage(session, true)
      const [{ id }] = page.photos
      const answers = [{ class: name ?? trueClass(problem, id), ids: [id] }]
      await session.decide({ page: page.id, answers, exclude: [] })
      return page.blind
    }
    const first = await nextPage(session)
    await session.decide({
      page: first.id,
      answers: [{ class: 'first', ids: [first.photos[0].id] }],
      exclude: [],
    })
    expect([await answer('second'), await answer('third')]).toEqual([false, false])
    for (let i = 0; i < 5; i += 1) expect(await answer()).toBe(false)
    expect(await answer()).toBe(true)
  })

  it('comes at once where the caller wishes it now, and counts what may lead to an estimate', async () => {
    const { store, session } = reviewed()
    expect(libraryStatus(store, '/')).toMatchObject({ estimate: null, checks: 0 })
    for (let i = 0; i < 10; i += 1) {
      const page = await session.page({ ...REQUEST, sample: 'now' })
      expect(page).toMatchObject({ blind: true, class: null })
      if (page === null) throw new Error('no page')
      const [{ id }] = page.photos
      const answers = [{ class: trueClass(problem, id), ids: [id] }]
      await session.decide({ page: page.id, answers, exclude: [] })
    }
    expect(libraryStatus(store, '/')).toMatchObject({ estimate: { checks: 10 }, checks: 10 })
    expect((await nextPage(session, true)).blind).toBe(false)
  })

  it('counts a photo of nothing as a wrong suggestion, and says nothing where the person is not sure', async () => {
    const { store, session } = reviewed()
    for (const as of ['unsure', 'near-copy', 'no-subject', 'no-subject'] as const) {
      const page = await session.page({ ...REQUEST, sample: 'now' })
      if (page === null) throw new Error('no page')
      const setAside = [{ as, ids: page.photos.map(({ id }) => id) }]
      await session.decide({ page: page.id, answers: [], exclude: [], setAside })
    }
    expect(libraryStatus(store, '/').checks).toBe(2)
    expect(
      store.pages.blindAnswers(store.labelSets.current(), 10).map(({ guess, label }) => guess === label),
    ).not.toContain(true)
  })

  it('does not begin before fifty labels, not even now', async () => {
    const { session } = reviewed()
    await session.undo(1)
    const page = await session.page({ ...REQUEST, sample: 'now' })
    expect(page?.blind).toBe(false)
  })

  it('shows a check again whose answer was undone', async () => {
    const { session } = reviewed()
    const page = await nextPage(session, true)
    await session.decide({ page: page.id, answers: [{ class: 'x', ids: [page.photos[0].id] }], exclude: [] })
    await session.undo(1)
    expect(await nextPage(session, true)).toEqual(page)
  })

  it('estimates from ten checks on, by what was suggested when each was answered', () => {
    const { store } = reviewed()
    const labelSet = store.labelSets.current()
    const right = store.classes.ensure(labelSet, 'right')
    const wrong = store.classes.ensure(labelSet, 'wrong')
    for (const [i, photo] of store.photos.presentIds().slice(60, 80).entries()) {
      const photos = [{ id: photo, probability: 0.5, raw: 0.5 }]
      const page = store.pages.open(labelSet, {
        ...{ kind: 'single', purity: 1, goal: 'commit', seed: 0, query: 'value', blind: true, photos },
        classId: right,
      })
      const said = i < 15 ? right : wrong
      const labels = [{ photo, class: said }]
      store.journal.decide({
        labelSet,
        kind: 'page',
        actor: 'test',
        page: page.id,
        labels,
        rejections: [],
        skips: [],
      })
      if (i === 8) expect(libraryStatus(store, '/').estimate).toBeNull()
    }
    // Clopper-Pearson for 15 of 20.
    const { low = 0, high = 0, ...rest } = libraryStatus(store, '/').estimate ?? {}
    expect(rest).toEqual({ accuracy: 0.75, checks: 20 })
    expect(low).toBeCloseTo(0.509, 3)
    expect(high).toBeCloseTo(0.9134, 3)
  })
})
