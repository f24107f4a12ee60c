/**
 * @file What a library that is opened again answers with at once: the same, to the last bit, as what is computed, and nothing where
 * anything else has changed.
 */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest'
import { Models } from '../../../main/jobs/library-model/models.ts'
import { startAudit } from '../../../main/jobs/audit/audit.ts'
import { KeptAnswers } from '../../../main/jobs/review/kept-answers.ts'
import type { PageRequest } from '../../../main/jobs/review/page-request.ts'
import { ReviewSession } from '../../../main/jobs/review/session.ts'
import { Random } from '../../../main/math/random.ts'
import { connect, PAGE_SIZE } from '../../../main/store/lifecycle/database.ts'
import { libraryFile } from '../../../main/store/recovery/backups.ts'
import { openStore, type Store } from '../../../main/store/store.ts'
import { labelTruly, trueAnswer } from '../../support/review.ts'
import { addLater, fillLibrary } from '../../support/photos/synthetic-library.ts'
import { syntheticProblem } from '../../support/training/synthetic-problem.ts'
import { temporaryFolder } from '../store/support.ts'

const problem = syntheticProblem({ photos: 240, classes: 3, dimensions: 12, spread: 0.3, seed: 4 })
const REQUEST: PageRequest = { goal: 'accuracy', seed: 1, stacks: true, mixed: true }

interface Opened {
  readonly folder: string
  readonly store: Store
  readonly session: ReviewSession
  /** Whether the features of all photos were read. */
  hasRead: () => boolean
  /** From now on no features can be read. */
  failToRead: () => void
  /** From now on reading them comes to no end. */
  neverRead: () => void
  close: () => Promise<void>
}

/** @param keeps with what was kept when it was closed the last time */
function open(folder: string, options: { keeps?: boolean; program?: string } = {}): Opened {
  const opened = openIn(folder, options)
  onTestFinished(opened.close)
  return opened
}

function openIn(folder: string, { keeps = true, program = '1' } = {}): Opened {
  const store = openStore(folder)
  const models = new Models({ store })
  const reading = vi.spyOn(models, 'current')
  const kept = keeps ? new KeptAnswers(store, program) : undefined
  const session = new ReviewSession({ store, models, actor: 'test', clock: () => 0, kept })
  let closing: Promise<void> | undefined
  const close = (): Promise<void> =>
    (closing ??= (async () => {
      await session.close()
      await models.close()
      store.close()
    })())
  const failToRead = (): void => {
    reading.mockRejectedValue(new Error('a bad block'))
  }
  const neverRead = (): void => {
    reading.mockReturnValue(new Promise(() => undefined))
  }
  const hasRead = (): boolean => reading.mock.calls.length > 0
  return { folder, store, session, hasRead, failToRead, neverRead, close }
}

let prepared = ''
beforeAll(async () => {
  prepared = mkdtempSync(path.join(tmpdir(), 'twinsort-kept-'))
  const { store, session, close } = openIn(prepared)
  fillLibrary(store, problem)
  labelTruly(store, problem, 60)
  const first = await session.page(REQUEST)
  if (first === null) throw new Error('no page')
  await session.decide(trueAnswer(problem, first))
  await session.page(REQUEST)
  await close()
})
afterAll(() => {
  rmSync(prepared, { recursive: true, force: true })
})

/** A library with labels and an answered page, that was closed while another page was open. */
function closedLibrary(): string {
  const folder = temporaryFolder()
  cpSync(prepared, folder, { recursive: true })
  return folder
}

async function answersOf({ session }: Opened, request = REQUEST) {
  return {
    page: await session.pageWithExpectation(request),
    all: await session.suggest({ minProbability: 0 }),
    sure: await session.suggest({ minProbability: 0.9 }),
    one: await session.suggestionFor(200),
    labelled: await session.suggestionFor(1),
    nobody: await session.suggestionFor(9_999),
  }
}

/** What is computed, without what was kept. */
async function plainly(folder: string, request = REQUEST) {
  const plain = open(folder, { keeps: false })
  const answers = await answersOf(plain, request)
  await plain.close()
  return answers
}

test('a library that is opened again answers as if it had computed everything, and reads no features for it', async () => {
  const folder = closedLibrary()
  const expected = await plainly(folder)
  expect(expected.all.length).toBeGreaterThan(100)
  const again = open(folder)
  expect(await answersOf(again)).toEqual(expected)
  expect(again.hasRead()).toBe(false)
})

test('the answer to such a page and the page after it are those of the plain way', async () => {
  const folder = closedLibrary()
  const after: unknown[] = []
  for (const keeps of [false, true]) {
    const opened = open(folder, { keeps })
    const { page } = await opened.session.pageWithExpectation(REQUEST)
    if (page === null) throw new Error('no page')
    await opened.session.decide(trueAnswer(problem, page))
    const { page: next, ...rest } = await opened.session.pageWithExpectation(REQUEST)
    after.push({ rest, next: { ...next, id: 0 }, all: await opened.session.suggest({ minProbability: 0 }) })
    await opened.session.undo(1)
    await opened.session.page(REQUEST)
    await opened.close()
  }
  expect(after[1]).toEqual(after[0])
})

test('nothing that was kept outlives a change', async () => {
  const changes: Record<string, (opened: Opened) => unknown> = {
    'a decision': ({ store }) => {
      labelTruly(store, problem, 90)
    },
    'an undo': ({ store }) => store.journal.undo(store.labelSets.current()),
    'photos that come in': ({ store }) =>
      addLater(
        store,
        Float32Array.from({ length: 12 }, () => 0.3),
      ),
    'photos that go': ({ store }) => {
      store.files.markMissing([100, 101])
    },
    'a class with another name': ({ store }) => {
      const who = { labelSet: store.labelSets.current(), actor: 'test' }
      store.journal.changeClasses({ ...who, change: 'rename', from: 'class 0', to: 'animals/class 0' })
    },
  }
  for (const [name, change] of Object.entries(changes)) {
    const folder = closedLibrary()
    const again = open(folder)
    await again.session.page(REQUEST)
    expect(again.hasRead(), name).toBe(false)
    change(again)
    const answers = await answersOf(again)
    expect(again.hasRead(), name).toBe(true)
    expect(await plainly(folder), name).toEqual(answers)
  }
})

test('another program computes anew, and only what is asked for exactly is answered from what was kept', async () => {
  const folder = closedLibrary()
  const other = open(folder, { program: '2' })
  await other.session.page(REQUEST)
  expect(other.hasRead()).toBe(true)
  await other.close() // which keeps its own in place of the first ones
  const requests: Record<string, PageRequest> = {
    'a page of a class': { ...REQUEST, query: 'class', class: 'class 1' },
    'another query': { ...REQUEST, query: 'margin' },
    'a better page': { ...REQUEST, renew: true },
    'a blind check': { ...REQUEST, sample: 'now' },
  }
  for (const [name, request] of Object.entries(requests)) {
    const again = open(folder, { program: '2' })
    const kept = await again.session.page(REQUEST)
    expect(again.hasRead(), name).toBe(false)
    const page = await again.session.page(request)
    expect(again.hasRead(), name).toBe(true)
    if (name !== 'a better page') expect(page?.id, name).not.toBe(kept?.id)
    const back = await again.session.page(REQUEST)
    expect(back?.photos, name).toEqual(kept?.photos)
    await again.close()
  }
})

test('an open blind check is shown again, and its answer is compared with the guesses of before', async () => {
  const request: PageRequest = { ...REQUEST, sample: true }
  const folder = closedLibrary()
  const first = open(folder)
  const check = await first.session.page({ ...REQUEST, sample: 'now' })
  expect(check).toMatchObject({ blind: true })
  await first.close()
  const expected = await plainly(folder, { ...request, sample: 'now' })
  const again = open(folder)
  expect(await answersOf(again, { ...request, sample: 'now' })).toEqual(expected)
  expect(again.hasRead()).toBe(false)
  expect(expected.page.page?.id).toBe(check?.id)
  await again.session.page(REQUEST)
  expect(again.hasRead()).toBe(true)
})

test('an answer to a kept page is stored before anything is read, also where reading fails', async () => {
  const again = open(closedLibrary())
  const { page } = await again.session.pageWithExpectation({ ...REQUEST, query: 'margin' })
  if (page === null) throw new Error('no page')
  await again.close()
  const broken = open(again.folder)
  const shown = await broken.session.page({ ...REQUEST, query: 'margin' })
  expect([shown?.id, shown?.kind, broken.hasRead()]).toEqual([page.id, 'single', false])
  broken.failToRead()
  const { decision } = await broken.session.decide(trueAnswer(problem, page))
  expect(broken.store.journal.lastId()).toBe(decision)
  await broken.close()
  expect(await plainly(again.folder)).toMatchObject({ labelled: undefined })
})

test('closing keeps nothing while another process writes, and the next opening computes it', async () => {
  const folder = closedLibrary()
  const opened = open(folder)
  const first = await opened.session.page({ ...REQUEST, query: 'margin' })
  const other = connect(path.join(folder, 'library.db'))
  onTestFinished(() => {
    other.close()
  })
  other.run('BEGIN IMMEDIATE')
  await opened.close()
  other.run('ROLLBACK')
  const again = open(folder)
  expect((await again.session.page({ ...REQUEST, query: 'margin' }))?.id).toBe(first?.id)
  expect(again.hasRead()).toBe(true)
})

/** A link between two pages that hold what was kept. */
function damageKept(folder: string): void {
  const file = libraryFile(folder)
  const random = new Random(1)
  const kept = Buffer.from(Uint8Array.from({ length: 60_000 }, () => random.integer(256)))
  const database = connect(file)
  database.run('UPDATE kept_guesses SET photos = ?', kept)
  database.close()
  const bytes = readFileSync(file)
  const page = Math.floor(bytes.indexOf(kept.subarray(30_000, 30_032)) / PAGE_SIZE) * PAGE_SIZE
  bytes.writeUInt32BE(0xffff_fff0, page)
  writeFileSync(file, bytes)
}

function photosKept(folder: string): unknown {
  const database = connect(libraryFile(folder))
  try {
    return database.all('SELECT photos FROM kept_guesses')
  } finally {
    database.close()
  }
}

test('what was kept in a page that is damaged fails no call: it is computed anew, and the page is left alone', async () => {
  const folder = closedLibrary()
  const expected = await plainly(folder)
  damageKept(folder)
  expect(() => photosKept(folder)).toThrow('malformed')
  for (let time = 0; time < 2; time += 1) {
    const again = open(folder)
    expect(await answersOf(again)).toEqual(expected)
    expect(again.hasRead()).toBe(true)
    await again.close()
  }
  expect(() => photosKept(folder)).toThrow('malformed')
  const { session, store, close } = open(folder)
  const page = await session.page(REQUEST)
  if (page === null) throw new Error('no page')
  const { decision } = await session.decide(trueAnswer(problem, page))
  expect(store.journal.lastId()).toBe(decision)
  await close()
})

test('what was kept in a page that is damaged keeps no photo from being forgotten', async () => {
  const folder = closedLibrary()
  damageKept(folder)
  const { store, close } = open(folder)
  const [photo] = store.photos.presentIds()
  const before = store.photos.countPresent()
  store.forgetPhoto(photo)
  expect(store.photos.get(photo)).toBeUndefined()
  expect(store.photos.countPresent()).toBe(before - 1)
  await close()
  expect(() => photosKept(folder)).toThrow('malformed')
})

test('closing waits for no reading of the library', async () => {
  const { session, close, neverRead } = open(closedLibrary(), { keeps: false })
  neverRead()
  const page = session.page(REQUEST).catch((thrown: unknown) => thrown)
  await close()
  expect(await page).toMatchObject({ code: 'cancelled' })
})

test('while an audit runs its check comes first', async () => {
  const folder = closedLibrary()
  const audited = open(folder)
  await startAudit(audited.store, audited.session, { maximumError: 0.1, confidence: 0.95, seed: 3 })
  expect(audited.hasRead()).toBe(false)
  expect(await audited.session.page(REQUEST)).toMatchObject({ blind: true, kind: 'single' })
})

test('a page that an open window replaced meanwhile is not shown from what was kept', async () => {
  const folder = closedLibrary()
  const [again, other] = [open(folder), open(folder, { keeps: false })]
  const first = await again.session.page(REQUEST)
  const second = await other.session.page({ ...REQUEST, query: 'margin' })
  expect(await again.session.page({ ...REQUEST, query: 'margin' })).toEqual(second)
  expect((await again.session.page(REQUEST))?.photos).toEqual(first?.photos)
})

test('a library without a class, and one without photos, are answered as by computing', async () => {
  const [bare, empty] = [temporaryFolder(), temporaryFolder()]
  const filling = open(bare)
  fillLibrary(filling.store, problem)
  await filling.session.page(REQUEST)
  await filling.close()
  const again = open(bare)
  const answers = await answersOf(again)
  expect(again.hasRead()).toBe(false)
  expect(answers).toMatchObject({ page: { expectation: undefined, sure: 0 }, all: [] })
  await again.close()
  expect(await plainly(bare)).toEqual(answers)
  for (const opened of [open(empty), open(empty)]) {
    await expect(opened.session.page(REQUEST)).rejects.toMatchObject({ code: 'not-found' })
    await opened.close()
  }
})
