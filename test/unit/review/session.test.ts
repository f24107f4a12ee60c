import { readdir } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { Models } from '../../../main/jobs/library-model/models.ts'
import { ReviewSession } from '../../../main/jobs/review/session.ts'
import { openStore, type Store } from '../../../main/store/store.ts'
import type { Page, PhotoId } from '../../../shared/domain.ts'
import { AppError } from '../../../shared/errors.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { labelTruly, memoryLibrary, someProblem, trueAnswer, trueClass } from '../../support/review.ts'
import { fillLibrary } from '../../support/photos/synthetic-library.ts'
import { syntheticProblem } from '../../support/training/synthetic-problem.ts'

const REQUEST = { goal: 'accuracy', seed: 1 } as const

function sessionOn(store: Store): ReviewSession {
  return new ReviewSession({ store, models: new Models({ store }), actor: 'test', clock: () => 0 })
}

async function nextPage(
  session: ReviewSession,
  request: Parameters<ReviewSession['page']>[0] = REQUEST,
): Promise<Page> {
  const page = await session.page(request)
  if (page === null) throw new Error('no page')
  return page
}

/** Answers the next page rightly. @returns the page. */
async function answerNext(session: ReviewSession): Promise<Page> {
  const page = await nextPage(session)
  await session.decide(trueAnswer(someProblem, page))
  return page
}

function labelsOf(store: Store): Map<PhotoId, string> {
  const labels = store.journal.labels(store.labelSets.current())
  return new Map([...labels].map(([photo, id]) => [photo, store.classes.name(id)]))
}

function idsOf(page: Page): PhotoId[] {
  return page.photos.map(({ id }) => id)
}

describe('the review session', () => {
  it('shows the same page until it is answered, and then another', async () => {
    const session = sessionOn(memoryLibrary())
    const first = await nextPage(session)
    expect(first.kind).toBe('new')
    expect(await nextPage(session)).toEqual(first)
    expect(await nextPage(session, { goal: 'commit', seed: 9 })).toEqual(first)
    const output = await session.decide(trueAnswer(someProblem, first))
    expect(output.labelled).toBe(trueAnswer(someProblem, first).answers[0].ids.length)
    expect((await nextPage(session)).id).not.toBe(first.id)
  })

  it('ends with what is under way, which it keeps, and begins nothing that came after', async () => {
    const cacheFolder = await temporaryFolder()
    const store = memoryLibrary()
    const models = new Models({ store, cacheFolder })
    const session = new ReviewSession({ store, models, actor: 'test', clock: () => 0 })
    await session.page(REQUEST) // the library has been read
    const ended: string[] = []
    const first = session.page(REQUEST).then(() => ended.push('shown'))
    await Promise.resolve() // the first one has its turn
    const second = session.page(REQUEST).catch((thrown: unknown) => ended.push(AppError.from(thrown).code))
    await session.close()
    expect(ended).toEqual(['shown', 'cancelled'])
    expect(await readdir(path.join(cacheFolder, 'spaces'))).toEqual([expect.stringMatching(/\.bin$/)])
    await Promise.all([first, second])
    await expect(session.page(REQUEST)).rejects.toMatchObject({ code: 'cancelled' })
  })

  it('ends without waiting until the library has been read, and tells who waits for that', async () => {
    const session = sessionOn(memoryLibrary())
    const ended: string[] = []
    const page = session.page(REQUEST).catch((thrown: unknown) => ended.push(AppError.from(thrown).code))
    await Promise.resolve() // it has its turn
    await session.close()
    await page
    expect(ended).toEqual(['cancelled'])
  })

  it('asks by another query when told so, the same page until it is answered or the query is another', async () => {
    const session = sessionOn(memoryLibrary())
    await answerNext(session)
    const byValue = await nextPage(session)
    for (const query of ['random', 'margin', 'entropy', 'typical', 'coverage'] as const) {
      const page = await nextPage(session, { ...REQUEST, query })
      expect(page).toMatchObject({ kind: 'single' })
      expect(page.photos).toHaveLength(1)
      expect(await nextPage(session, { ...REQUEST, query })).toEqual(page)
    }
    const again = await nextPage(session)
    expect(idsOf(again)).toEqual(idsOf(byValue))
    expect(again.id).not.toBe(byValue.id)
  })

  it('shows the surest photos of a class that the person names, and says so where there is no such class', async () => {
    const store = memoryLibrary()
    labelTruly(store, someProblem, 30)
    const session = sessionOn(store)
    const names = ['class 0', 'class 1']
    for (const name of names) {
      const page = await nextPage(session, { ...REQUEST, query: 'class', class: name })
      expect(page).toMatchObject({ kind: 'class', class: name })
      const right = idsOf(page).filter((id) => trueClass(someProblem, id) === name)
      expect(right.length).toBeGreaterThan(0.8 * page.photos.length)
      expect(idsOf(page).every((id) => !labelsOf(store).has(id))).toBe(true)
    }
    for (const name of [undefined, 'never seen']) {
      const asked = session.page({ ...REQUEST, query: 'class', class: name })
      await expect(asked).rejects.toMatchObject({ code: 'bad-input' })
    }
  })

  it('brings labels back that look wrong, and takes off those that are refused', async () => {
    const store = memoryLibrary()
    labelTruly(store, someProblem, 60)
    const labelSet = store.labelSets.current()
    const ids = store.photos.presentIds()
    const wrong = [ids[4], ids[30]].map((photo) => {
      const other = `class ${(someProblem.truth.classOf[photo - 1] + 1) % 3}`
      return { photo, class: store.classes.ensure(labelSet, other) }
    })
    const decision = { labelSet, kind: 'label', actor: 'test', rejections: [], skips: [] } as const
    store.journal.decide({ ...decision, labels: wrong })
    const before = labelsOf(store)
    const session = sessionOn(store)
    const request = { ...REQUEST, query: 'suspects' } as const
    const seen = new Set<PhotoId>()
    let page = await session.page(request)
    while (page !== null) {
      expect(page.kind).toBe('class')
      for (const id of idsOf(page)) {
        expect(labelsOf(store).get(id)).toBe(page.class)
        expect(seen.has(id)).toBe(false)
        seen.add(id)
      }
      expect(await session.page(request)).toEqual(page)
      await session.decide(trueAnswer(someProblem, page))
      page = await session.page(request)
    }
    const after = labelsOf(store)
    for (const { photo } of wrong) {
      expect(seen.has(photo)).toBe(true)
      expect(after.has(photo)).toBe(false)
    }
    expect(after.size).toBe(58)
    const { length } = await session.undo(99)
    expect(length).toBeGreaterThan(2)
    await session.redo(2)
    expect(labelsOf(store)).toEqual(before)
  })

  describe('where all photos shall be confirmed', () => {
    const request = { goal: 'commit', seed: 1 } as const

    /** Answers truly until the groups are done. @returns the first page that is no group. */
    async function afterGroups(session: ReviewSession, problem = someProblem): Promise<Page> {
      for (;;) {
        const page = await nextPage(session, request)
        if (page.kind !== 'new') return page
        await session.decide(trueAnswer(problem, page))
      }
    }

    it('asks about five single photos before pages to confirm, where they teach little', async () => {
      const session = sessionOn(memoryLibrary())
      let page = await afterGroups(session)
      for (let single = 0; single < 5; single += 1) {
        expect(page.kind).toBe('single')
        await session.decide(trueAnswer(someProblem, page))
        page = await nextPage(session, request)
      }
      expect(page.kind).toBe('class')
      await session.undo(1)
      expect(await nextPage(session, request)).toMatchObject({ kind: 'single' })
    })

    it('asks about more while they change other guesses, also after an undo and a redo, until a restart', async () => {
      const mingled = syntheticProblem({ photos: 150, classes: 5, dimensions: 6, spread: 1.7, seed: 2 })
      const store = memoryLibrary(mingled)
      const session = sessionOn(store)
      let page = await afterGroups(session, mingled)
      for (let single = 0; single < 8; single += 1) {
        expect(page.kind).toBe('single')
        await session.decide(trueAnswer(mingled, page))
        page = await nextPage(session, request)
      }
      await session.undo(2)
      await session.redo(2)
      page = await nextPage(session, request)
      expect(page.kind).toBe('single')
      const later = sessionOn(store) // the open page first, and then it knows nothing of what those answers changed
      await later.decide(trueAnswer(mingled, await nextPage(later, request)))
      expect(await nextPage(later, request)).toMatchObject({ kind: 'class' })
    })

    it('shows pages to confirm to somebody who skips single photos', async () => {
      const session = sessionOn(memoryLibrary())
      let page = await afterGroups(session)
      for (let single = 0; single < 5; single += 1) {
        expect(page.kind).toBe('single')
        await session.decide({ page: page.id, skip: true })
        page = await nextPage(session, request)
      }
      expect(page.kind).toBe('class')
    })
  })

  it('shows the same page after a restart', async () => {
    const store = memoryLibrary()
    await answerNext(sessionOn(store))
    const open = await nextPage(sessionOn(store))
    expect(await nextPage(sessionOn(store))).toEqual(open)
  })

  it('brings the page back on undo, and answers it again on redo', async () => {
    const store = memoryLibrary()
    const session = sessionOn(store)
    await answerNext(session)
    const before = labelsOf(store)
    const page = await nextPage(session)
    const { decision } = await session.decide(trueAnswer(someProblem, page))
    const after = labelsOf(store)
    await nextPage(session)
    expect(await session.undo(1)).toEqual([decision])
    expect(labelsOf(store)).toEqual(before)
    expect(await nextPage(session)).toEqual(page)
    expect(await session.redo(1)).toEqual([decision])
    expect(labelsOf(store)).toEqual(after)
    expect((await nextPage(session)).id).not.toBe(page.id)
    expect(await session.redo(1)).toEqual([])
    expect(await session.undo(9)).toHaveLength(2)
    expect(labelsOf(store).size).toBe(0)
  })

  it('makes the same suggestions after an undo as before the decision', async () => {
    const session = sessionOn(memoryLibrary())
    await answerNext(session)
    await answerNext(session)
    const before = await session.suggest({ minProbability: 0 })
    await answerNext(session)
    expect(await session.suggest({ minProbability: 0 })).not.toEqual(before)
    await session.undo(1)
    expect(await session.suggest({ minProbability: 0 })).toEqual(before)
  })

  it('puts skipped photos off', async () => {
    const session = sessionOn(memoryLibrary())
    const skipped = new Set<PhotoId>()
    for (let i = 0; i < 3; i += 1) {
      const page = await nextPage(session)
      expect(idsOf(page).some((id) => skipped.has(id))).toBe(false)
      await session.decide({ page: page.id, skip: true })
      for (const id of idsOf(page)) skipped.add(id)
    }
  })

  it('comes to photos that were skipped when nothing else is left', async () => {
    const store = memoryLibrary()
    const session = sessionOn(store)
    const first = await nextPage(session)
    await session.decide({ page: first.id, skip: true })
    labelTruly(store, someProblem, 60)
    const labelSet = store.labelSets.current()
    const [photo] = idsOf(first)
    store.journal.decide({
      labelSet,
      kind: 'label',
      actor: 'test',
      labels: [{ photo, class: null }],
      rejections: [],
      skips: [],
    })
    const last = await nextPage(session)
    expect(last).toMatchObject({ kind: 'single', class: trueClass(someProblem, photo) })
    expect(idsOf(last)).toEqual([photo])
  })

  it.each(['accuracy', 'commit'] as const)(
    'reaches the end, and never touches a label (%s)',
    async (goal) => {
      const store = memoryLibrary()
      const session = sessionOn(store)
      let pages = 0
      for (
        let page = await session.page({ goal, seed: 2 });
        page !== null;
        page = await session.page({ goal, seed: 2 })
      ) {
        pages += 1
        const before = labelsOf(store)
        expect(idsOf(page).some((id) => before.has(id))).toBe(false)
        expect(page.photos.map(({ path }) => path)).toEqual(idsOf(page).map((id) => store.files.pathOf(id)))
        await session.decide(trueAnswer(someProblem, page))
        for (const [photo, name] of before) expect(labelsOf(store).get(photo)).toBe(name)
      }
      expect(labelsOf(store).size).toBe(60)
      for (const [photo, name] of labelsOf(store)) expect(name).toBe(trueClass(someProblem, photo))
      expect(pages).toBeLessThan(45)
      expect(await session.suggest({ minProbability: 0 })).toEqual([])
    },
  )

  it('suggests for photos without a label, surest first, and lists what is known', async () => {
    const store = memoryLibrary()
    labelTruly(store, someProblem, 20)
    const session = sessionOn(store)
    const all = await session.suggest({ minProbability: 0 })
    expect(all.map(({ photo }) => photo).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 40 }, (_, i) => i + 21),
    )
    const probabilities = all.map(({ probability }) => probability)
    expect(probabilities).toEqual([...probabilities].sort((a, b) => b - a))
    const right = all.filter((guess) => guess.class === trueClass(someProblem, guess.photo))
    expect(right.length).toBeGreaterThan(36)
    const sure = await session.suggest({ minProbability: 0.9 })
    expect(sure).toEqual(all.filter(({ probability }) => probability >= 0.9))
    const told = await session.pageWithExpectation({ goal: 'commit', seed: 1 })
    expect(told.sure).toBeGreaterThan(0)
    const sureOnes = all.filter(({ probability }) => Math.round(100 * probability) >= 90)
    expect(told.sure).toBe(sureOnes.length)
    expect(told.sureWrong).toBeCloseTo(
      sureOnes.reduce((sum, { probability }) => sum + 1 - probability, 0),
      9,
    )
    expect((await session.guesses()).size).toBe(60)
  })

  it('says what it expects also where no photo is left of the class that was asked for', async () => {
    const store = memoryLibrary()
    const session = sessionOn(store)
    labelTruly(store, someProblem, 59)
    const last = trueClass(someProblem, 60)
    const other = someProblem.truth.names.find((name) => name !== last)
    const told = await session.pageWithExpectation({ ...REQUEST, query: 'class', class: other })
    expect(told).toMatchObject({ page: null, expectation: { photos: 60, labelled: 59 } })
  })

  it('suggests for one photo what it suggests for all, and nothing for one with a label', async () => {
    const store = memoryLibrary()
    const session = sessionOn(store)
    expect(await session.suggestionFor(30)).toBeUndefined() // no class is known yet
    labelTruly(store, someProblem, 20)
    const all = new Map((await session.suggest({ minProbability: 0 })).map((guess) => [guess.photo, guess]))
    for (const photo of store.photos.presentIds()) {
      expect(await session.suggestionFor(photo)).toEqual(all.get(photo))
    }
    expect(await session.suggestionFor(20)).toBeUndefined()
    expect(await session.suggestionFor(999)).toBeUndefined()
    const before = await session.suggestionFor(60)
    labelTruly(store, someProblem, 59)
    expect(await session.suggestionFor(60)).not.toEqual(before)
    labelTruly(store, someProblem, 60)
    expect(await session.suggestionFor(60)).toBeUndefined()
  })

  it('refuses a second answer to a page, and one to a page that never was', async () => {
    const store = memoryLibrary()
    const session = sessionOn(store)
    const page = await nextPage(session)
    const answer = trueAnswer(someProblem, page)
    const both = await Promise.allSettled([session.decide(answer), session.decide(answer)])
    expect(both.map(({ status }) => status)).toEqual(['fulfilled', 'rejected'])
    await expect(session.decide(answer)).rejects.toMatchObject({ code: 'conflict' })
    await expect(session.decide({ page: 999, skip: true })).rejects.toMatchObject({ code: 'not-found' })
    expect(store.journal.history(store.labelSets.current())).toHaveLength(1)
  })

  it('opens another page where a photo of the open one got its label in another way', async () => {
    const store = memoryLibrary()
    const session = sessionOn(store)
    const page = await nextPage(session)
    labelTruly(store, someProblem, 60)
    expect(await session.page(REQUEST)).toBeNull()
    await session.undo(1)
    expect(idsOf(await nextPage(session)).length).toBeGreaterThan(0)
    expect(page.photos.length).toBeGreaterThan(1)
  })

  it('notices what another process writes: labels, and photos that vanish', async () => {
    const folder = await temporaryFolder()
    const [mine, theirs] = [openStore(folder), openStore(folder)]
    onTestFinished(() => {
      mine.close()
      theirs.close()
    })
    fillLibrary(mine, someProblem)
    const session = sessionOn(mine)
    expect(await session.suggest({ minProbability: 0 })).toEqual([])
    labelTruly(theirs, someProblem, 20)
    expect(await session.suggest({ minProbability: 0 })).toHaveLength(40)
    const page = await nextPage(session)
    const gone = idsOf(page)[0]
    const files = theirs.files.under(theirs.files.roots()[0].id).filter(({ photoId }) => photoId === gone)
    theirs.files.markMissing(files.map(({ id }) => id))
    expect(await session.suggest({ minProbability: 0 })).toHaveLength(39)
    const next = await nextPage(session)
    expect(next.id).not.toBe(page.id)
    expect(idsOf(next)).not.toContain(gone)
  })
})
