import { setImmediate } from 'node:timers/promises'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { readEvidence } from '../../../main/jobs/review/evidence.ts'
import { PageCache } from '../../../main/jobs/review/page-cache.ts'
import { ReviewSession } from '../../../main/jobs/review/session.ts'
import { Models } from '../../../main/jobs/library-model/models.ts'
import { openStore, type Store } from '../../../main/store/store.ts'
import type { ClassId } from '../../../main/store/types/index.ts'
import { readAnswerLine } from '../../../main/shells/cli/answer-line.ts'
import type { Page, PhotoId } from '../../../shared/domain.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { labelTruly, memoryLibrary, someProblem, trueClass } from '../../support/review.ts'
import { fillLibrary, placePhoto } from '../../support/photos/synthetic-library.ts'
import { syntheticProblem } from '../../support/training/synthetic-problem.ts'

const REQUEST = { goal: 'accuracy', seed: 1 } as const

let store: Store
let ids: PhotoId[]
beforeEach(() => {
  store = memoryLibrary()
  ids = store.photos.presentIds()
})

function sessionOn(on: Store): ReviewSession {
  return new ReviewSession({ store: on, models: new Models({ store: on }), actor: 'test', clock: () => 0 })
}

function idsOf(page: Page): PhotoId[] {
  return page.photos.map(({ id }) => id)
}

async function pageOf(session: ReviewSession, request: Parameters<ReviewSession['page']>[0]): Promise<Page> {
  const page = await session.page(request)
  if (page === null) throw new Error('no page')
  return page
}

function openPage(name: string, photos: readonly PhotoId[]): number {
  const labelSet = store.labelSets.current()
  return store.pages.open(labelSet, {
    kind: 'class',
    classId: store.classes.ensure(labelSet, name),
    purity: 0.9,
    photos: photos.map((id) => ({ id, probability: 0.9, raw: 0.9 })),
    goal: 'accuracy',
    query: 'value',
    seed: 0,
  }).id
}

async function evidenceNow() {
  const space = await (await new Models({ store }).current()).space()
  return readEvidence(store, store.labelSets.current(), space, new PageCache(store))
}

/** The classes that rest, by name. */
async function resting(): Promise<string[]> {
  const { classIds, resting: rests } = await evidenceNow()
  return classIds.filter((_: ClassId, index) => rests[index] === 1).map((id) => store.classes.name(id))
}

describe('a class of whose page most was left out', () => {
  // Photos 1 to 20 have labels; the others are shown.
  beforeEach(() => {
    labelTruly(store, someProblem, 20)
  })
  const session = (): ReviewSession => sessionOn(store)
  const shown = (): PhotoId[] => ids.slice(20, 26)

  it('rests until as many labels came in as photos were left out', async () => {
    const page = openPage('class 0', shown())
    const [kept, ...others] = shown()
    await session().decide({ page, answers: [{ class: 'class 0', ids: [kept] }], exclude: others })
    expect(await resting()).toEqual(['class 0'])
    for (const photo of ids.slice(30, 33)) {
      const single = openPage('class 1', [photo])
      await session().decide({ page: single, answers: [{ class: 'class 1', ids: [photo] }], exclude: [] })
    }
    expect(await resting()).toEqual(['class 0'])
    const last = openPage('class 1', [ids[34]])
    await session().decide({ page: last, answers: [{ class: 'class 1', ids: [ids[34]] }], exclude: [] })
    expect(await resting()).toEqual([])
    await session().undo(1)
    expect(await resting()).toEqual(['class 0'])
  })

  it('rests also after a skip, after another class was named, and not where half were right', async () => {
    await session().decide({ page: openPage('class 0', shown()), skip: true })
    expect(await resting()).toEqual(['class 0'])
    await session().undo(1)
    expect(await resting()).toEqual([])
    const renamed = { answers: [{ class: 'class 2', ids: shown() }], exclude: [] }
    await session().decide({ page: openPage('class 1', shown()), ...renamed })
    expect(await resting()).toEqual([]) // the answer itself taught as much as was left out
    await session().undo(1)
    const half = { answers: [{ class: 'class 0', ids: shown().slice(0, 3) }], exclude: shown().slice(3) }
    await session().decide({ page: openPage('class 0', shown()), ...half })
    expect(await resting()).toEqual([])
  })

  it('can still be asked for', async () => {
    await session().decide({ page: openPage('class 1', shown()), skip: true })
    expect(await resting()).toEqual(['class 1'])
    const asked = await pageOf(session(), { ...REQUEST, query: 'class', class: 'class 1' })
    expect(asked).toMatchObject({ kind: 'class', class: 'class 1' })
  })
})

describe('"none of these"', () => {
  it('records for the whole page that it is not of the class, and gives no label', async () => {
    labelTruly(store, someProblem, 30)
    const session = sessionOn(store)
    const page = await pageOf(session, { ...REQUEST, query: 'class', class: 'class 2' })
    const { labelled } = await session.decide({ page: page.id, answers: [], exclude: idsOf(page) })
    expect(labelled).toBe(0)
    const labelSet = store.labelSets.current()
    const refused = store.classes.find(labelSet, 'class 2')
    const refusals = store.journal.rejections(labelSet)
    expect(new Set(refusals.map(({ photo }) => photo))).toEqual(new Set(idsOf(page)))
    expect(refusals.every((each) => each.class === refused)).toBe(true)
    const left = await session.suggest({ minProbability: 0 })
    const ofClass = left.filter((guess) => guess.class === 'class 2').map(({ photo }) => photo)
    expect(ofClass.filter((photo) => idsOf(page).includes(photo))).toEqual([])
    await session.undo(1)
    expect(store.journal.rejections(labelSet)).toEqual([])
  })

  it('is one key in the terminal, where there is a class to refuse', () => {
    const photos = [4, 7].map((id) => ({ id, path: '', probability: 0.9 }))
    const page = {
      id: 3,
      kind: 'class',
      class: 'hen',
      purity: 0.9,
      photos,
      stacks: [],
      blind: false,
      proposals: [],
    } as const
    const asPage = (changes: Partial<Page>): Page => ({
      ...page,
      photos: [...photos],
      stacks: [],
      proposals: [],
      ...changes,
    })
    expect(readAnswerLine('n', asPage({}))).toEqual({ page: 3, answers: [], exclude: [4, 7] })
    expect(readAnswerLine('=n', asPage({}))).toMatchObject({ answers: [{ class: 'n', ids: [4, 7] }] })
    expect(() => readAnswerLine('n', asPage({ kind: 'new', class: null }))).toThrow('no class to refuse')
  })
})

describe('a page of which most is expected to be wrong', () => {
  /** Pages that a class was guessed for and that were of another one each, which nobody had named. */
  async function findUnnamed(session: ReviewSession, pages: number): Promise<void> {
    for (let i = 0; i < pages; i += 1) {
      const photos = ids.slice(40 + 2 * i, 42 + 2 * i)
      const page = openPage('class 0', photos)
      await session.decide({ page, answers: [{ class: `found ${i}`, ids: photos }], exclude: [] })
    }
  }

  it('is a question, and its guess is neither told nor refused by an answer', async () => {
    labelTruly(store, someProblem, 30)
    const session = sessionOn(store)
    const request = { ...REQUEST, query: 'class', class: 'class 1' } as const
    const asked = await pageOf(session, request)
    expect(asked).toMatchObject({ kind: 'class', class: 'class 1' })
    expect(asked.purity).toBeGreaterThanOrEqual(0.5)
    await findUnnamed(session, 5)
    const page = await pageOf(session, request)
    expect(page).toMatchObject({ kind: 'new', class: null })
    expect(page.purity).toBeLessThan(0.5)
    expect(page.photos.length).toBeGreaterThan(1)
    expect(await pageOf(session, request)).toEqual(page)
    const [first, second, ...rest] = idsOf(page)
    const refusal = { page: page.id, answers: [], exclude: [first] }
    await expect(session.decide(refusal)).rejects.toMatchObject({ code: 'bad-input' })
    await session.decide({
      page: page.id,
      answers: [{ class: 'class 2', ids: rest }],
      exclude: [first, second],
    })
    const labelSet = store.labelSets.current()
    const refused = store.journal.rejections(labelSet).map((each) => store.classes.name(each.class))
    expect(refused).toEqual(['class 2', 'class 2'])
    // What the answer says of the guess is learned from like that of any page of a class.
    expect((await evidenceNow()).shown.filter(({ correct }) => !correct)).toHaveLength(rest.length)
  })

  it('is one of its class again once pages are right', async () => {
    labelTruly(store, someProblem, 20)
    const session = sessionOn(store)
    await findUnnamed(session, 3)
    const before = (await evidenceNow()).unnamed
    expect(before).toBeGreaterThan(0.5)
    const photos = ids.filter((id) => trueClass(someProblem, id) === 'class 1').slice(-2)
    for (const photo of photos) {
      const page = openPage('class 1', [photo])
      await session.decide({ page, answers: [{ class: 'class 1', ids: [photo] }], exclude: [] })
    }
    expect((await evidenceNow()).unnamed).toBeLessThan(before)
  })
})

describe('a page that nobody has touched', () => {
  const large = syntheticProblem({ photos: 240, classes: 24, dimensions: 24, spread: 0.5, seed: 8 })
  const purity = (page: Page): number => {
    const names = page.photos.map(({ id }) => trueClass(large, id))
    return Math.max(...names.map((name) => names.filter((other) => other === name).length)) / names.length
  }

  /** One photo of each class is there first, all others come in later. */
  function growing() {
    const on = memoryLibrary(large)
    const root = on.files.roots()[0].id
    const files = on.files.under(root)
    const classes = [...large.truth.classOf]
    const later = files.filter(({ photoId }) => {
      const index = (photoId ?? 0) - 1
      return classes.indexOf(classes[index]) < index
    })
    on.files.markMissing(later.map(({ id }) => id))
    const session = sessionOn(on)
    return {
      on,
      session,
      grow: () => {
        for (const { photoId, relativePath } of later) placePhoto(on, root, photoId ?? 0, relativePath)
      },
    }
  }

  it('makes way for a better one when photos came in, once, and only then', async () => {
    const { session, grow } = growing()
    const first = await pageOf(session, REQUEST)
    const renewed = { ...REQUEST, renew: true }
    expect(await pageOf(session, renewed)).toEqual(first) // nothing came in
    grow()
    expect(await pageOf(session, REQUEST)).toEqual(first) // touched, or asked for by the command line
    const better = await pageOf(session, renewed)
    expect(better.id).not.toBe(first.id)
    expect(purity(better)).toBeGreaterThan(purity(first))
    expect(purity(better)).toBe(1)
    for (const request of [renewed, REQUEST]) expect(await pageOf(session, request)).toEqual(better)
    await session.decide({ page: better.id, skip: true })
  })

  it('stays where what came in is no better', async () => {
    const { on, session, grow } = growing()
    grow()
    const best = await pageOf(session, REQUEST)
    const others = on.files.under(on.files.roots()[0].id).filter((file) => {
      return !idsOf(best).includes(file.photoId ?? 0)
    })
    on.files.markMissing(others.slice(-1).map(({ id }) => id))
    expect(await pageOf(session, { ...REQUEST, renew: true })).toEqual(best)
  })

  it('stays where it is a blind check', async () => {
    const { on, session, grow } = growing()
    grow()
    labelTruly(on, large, 60)
    const check = await pageOf(session, { ...REQUEST, sample: 'now' })
    expect(check.blind).toBe(true)
    expect(await pageOf(session, { ...REQUEST, sample: 'now', renew: true })).toEqual(check)
  })
})

describe('what is computed from the library', () => {
  it('is made once more where it became out of date while it was made', async () => {
    labelTruly(store, someProblem, 20)
    const session = sessionOn(store)
    const pending = session.guesses()
    await setImmediate() // the features are read by now
    const gone = store.files.under(store.files.roots()[0].id).filter(({ photoId }) => photoId === ids[50])
    store.files.markMissing(gone.map(({ id }) => id))
    await pending
    expect((await session.guesses()).size).toBe(59)
  })

  it('may fail after an answer, which is stored nevertheless and told as stored', async () => {
    const folder = await temporaryFolder()
    const [mine, theirs] = [openStore(folder), openStore(folder)]
    onTestFinished(() => {
      mine.close()
      theirs.close()
    })
    fillLibrary(mine, someProblem)
    const session = sessionOn(mine)
    const page = await pageOf(session, REQUEST)
    const files = theirs.files.under(theirs.files.roots()[0].id)
    theirs.files.markMissing(files.map(({ id }) => id)) // the drive is gone
    const answers = [{ class: 'hen', ids: idsOf(page) }]
    expect(await session.decide({ page: page.id, answers, exclude: [] })).toMatchObject({
      labelled: page.photos.length,
    })
    expect(mine.journal.history(mine.labelSets.current())).toHaveLength(1)
    await expect(session.page(REQUEST)).rejects.toMatchObject({ code: 'not-found' })
    for (const { photoId, relativePath, rootId } of files)
      placePhoto(theirs, rootId, photoId ?? 0, relativePath)
    expect((await session.page(REQUEST))?.id).not.toBe(page.id)
  })
})
