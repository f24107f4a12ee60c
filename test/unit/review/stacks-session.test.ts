import path from 'node:path'
import { describe, expect, it } from 'vitest'
import type { ReviewSession } from '../../../main/jobs/review/session.ts'
import { serve } from '../../../main/engine/serve.ts'
import { openStore } from '../../../main/store/store.ts'
import { createClient } from '../../../shared/client.ts'
import type { Page, PhotoId } from '../../../shared/domain.ts'
import { memoryPortPair } from '../../../shared/port.ts'
import { engineIn } from '../../support/engine.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { openReview, type ReviewInTest } from '../../support/review.ts'
import { fillWithStacks } from '../../support/photos/stacked-library.ts'
import { syntheticProblem } from '../../support/training/synthetic-problem.ts'

const COPIES = 4
const problem = syntheticProblem({ photos: 30, classes: 3, dimensions: 12, spread: 0.6, seed: 4 })
const FOLDED = { goal: 'accuracy', seed: 1, stacks: true } as const

interface Review extends ReviewInTest {
  readonly stacks: PhotoId[][]
}

async function review(): Promise<Review> {
  const opened = await openReview()
  return { ...opened, stacks: fillWithStacks(opened.store, problem, COPIES) }
}

function trueClass(id: PhotoId): string {
  return problem.truth.names[problem.truth.classOf[Math.floor((id - 1) / COPIES)]]
}

function idsOf({ photos }: Pick<Page, 'photos'>): PhotoId[] {
  return photos.map(({ id }) => id)
}

function answerTo(page: Page) {
  const name = page.kind === 'class' && page.class !== null ? page.class : trueClass(page.photos[0].id)
  const right = idsOf(page).filter((id) => trueClass(id) === name)
  const exclude = idsOf(page).filter((id) => trueClass(id) !== name)
  return { page: page.id, answers: [{ class: name, ids: right }], exclude }
}

function labelsOf({ store }: Review): Map<PhotoId, string> {
  const labels = store.journal.labels(store.labelSets.current())
  return new Map([...labels].map(([photo, id]) => [photo, store.classes.name(id)]))
}

/** The next page, which must hold whole stacks: those of the photos on it that have no label. */
async function nextPage(
  given: Review,
  request: Parameters<ReviewSession['page']>[0] = FOLDED,
): Promise<Page | null> {
  const page = await given.session.page(request)
  if (page === null) return null
  const onPage = new Set(idsOf(page))
  expect(onPage.size).toBe(page.photos.length)
  const labels = labelsOf(given)
  const whole = given.stacks
    .filter((stack) => stack.some((id) => onPage.has(id)))
    .map((stack) => stack.filter((id) => !labels.has(id)))
  expect(new Set(whole.flat())).toEqual(onPage)
  expect(new Set(page.stacks.map((stack) => stack.toSorted((a, b) => a - b).join()))).toEqual(
    new Set(whole.filter(({ length }) => length > 1).map((stack) => stack.join())),
  )
  return page
}

describe('a review of stacks', () => {
  it.each(['accuracy', 'commit'] as const)(
    'asks for whole stacks until all have a label (%s)',
    async (goal) => {
      const given = await review()
      const kinds = new Set<string>()
      let answers = 0
      for (;;) {
        const page = await nextPage(given, { ...FOLDED, goal })
        if (page === null) break
        kinds.add(page.kind)
        if (page.kind === 'single') expect(page.photos).toHaveLength(COPIES)
        await given.session.decide(answerTo(page))
        answers += 1
      }
      const labels = labelsOf(given)
      expect(labels.size).toBe(30 * COPIES)
      for (const [id, name] of labels) expect(name).toBe(trueClass(id))
      expect(kinds).toContain('new')
      expect(answers).toBeLessThan(20)
    },
  )

  it('holds each stack once on a page of several classes, also one whose photos have several guesses', async () => {
    const given = await review()
    const request = { ...FOLDED, goal: 'commit', mixed: true } as const
    const kinds = new Set<string>()
    for (;;) {
      const page = await given.session.page(request)
      if (page === null) break
      kinds.add(page.kind)
      expect(new Set(idsOf(page)).size).toBe(page.photos.length)
      const own = new Map(page.photos.map(({ id, class: name }) => [id, name]))
      for (const stack of page.stacks) expect(new Set(stack.map((id) => own.get(id))).size).toBe(1)
      // Of every stack of a page of a class one photo is refused: it is guessed to be of another class from then on.
      const stack = page.kind === 'class' ? (page.stacks.at(0) ?? []) : []
      const refused = stack.slice(0, 1)
      const right = page.photos.filter(({ id, class: name }) => {
        return !refused.includes(id) && (page.kind !== 'mixed' || name === trueClass(id))
      })
      const answers = [...Map.groupBy(right, ({ id }) => trueClass(id))].map(([name, members]) => ({
        class: name,
        ids: members.map(({ id }) => id),
      }))
      const exclude = page.photos.filter((photo) => !right.includes(photo)).map(({ id }) => id)
      await given.session.decide({ page: page.id, answers, exclude })
    }
    expect(kinds).toContain('mixed')
    expect(labelsOf(given).size).toBe(30 * COPIES)
  })

  it('asks about a whole stack by every query for one photo, and takes the answer back in one step', async () => {
    const given = await review()
    for (const query of ['random', 'margin', 'entropy', 'typical', 'coverage'] as const) {
      const page = await nextPage(given, { ...FOLDED, query })
      if (page === null) throw new Error('no page')
      expect(page).toMatchObject({ kind: 'single', stacks: [idsOf(page)] })
      const before = labelsOf(given)
      await given.session.decide(answerTo(page))
      expect(labelsOf(given).size).toBe(before.size + COPIES)
      expect(await given.session.undo(1)).toHaveLength(1)
      expect(labelsOf(given)).toEqual(before)
      expect(await nextPage(given, { ...FOLDED, query })).toEqual(page)
      await given.session.decide({ page: page.id, skip: true })
    }
  })

  it('leaves out all of a stack, or single photos of it, which are not suggested for that class again', async () => {
    const given = await review()
    const first = await nextPage(given)
    if (first === null) throw new Error('no page')
    const [left, opened] = first.stacks
    const exclude = [...left, opened[1]]
    const ids = idsOf(first).filter((id) => !exclude.includes(id))
    await given.session.decide({ page: first.id, answers: [{ class: 'mine', ids }], exclude })
    for (const id of exclude) expect(labelsOf(given).has(id)).toBe(false)
    for (let pages = 0; ; pages += 1) {
      const page = await nextPage(given)
      if (page === null || pages > 60) break
      if (page.class === 'mine') for (const id of idsOf(page)) expect(exclude).not.toContain(id)
      const rest = idsOf(page).filter((id) => !exclude.includes(id))
      const answers = page.kind === 'class' ? [] : [{ class: trueClass(idsOf(page)[0]), ids: rest }]
      await given.session.decide(
        rest.length === 0 ? { page: page.id, skip: true } : { page: page.id, answers, exclude: [] },
      )
    }
  })

  it('asks whoever does not know of stacks as ever, and tells which photos of the page are one', async () => {
    const given = await review()
    const page = await given.session.page({ goal: 'accuracy', seed: 1, query: 'typical' })
    expect(page).toMatchObject({ kind: 'single', stacks: [] })
    expect(page?.photos).toHaveLength(1)
    if (page === null) throw new Error('no page')
    await given.session.decide(answerTo(page))
    expect([...labelsOf(given).keys()]).toEqual(idsOf(page))
    const group = await given.session.page({ goal: 'accuracy', seed: 1 })
    const onPage = new Set(group?.photos.map(({ id }) => id))
    const together = given.stacks.map((stack) => stack.filter((id) => onPage.has(id)))
    const sorted = (sets: readonly PhotoId[][] | undefined) =>
      sets?.map((ids) => ids.toSorted((a, b) => a - b).join()).sort()
    expect(sorted(group?.stacks)).toEqual(sorted(together.filter(({ length }) => length > 1)))
  })

  it('is asked for by a call of the contract, and answered by one that names what it labels', async () => {
    const folder = await temporaryFolder()
    const store = openStore(path.join(folder, 'library'))
    fillWithStacks(store, problem, COPIES)
    store.close()
    const [near, far] = memoryPortPair()
    serve(engineIn(folder), far)
    const client = createClient(near)
    const { page } = await client.call('page', { query: 'random', stacks: true })
    if (page === null) throw new Error('no page')
    expect(page.photos).toHaveLength(COPIES)
    const [one] = page.photos
    const answer = { page: page.id, answers: [{ class: 'hen', ids: [one.id] }] }
    expect(await client.call('decide', { answer })).toMatchObject({ labelled: 1 })
    const { page: next } = await client.call('page', { query: 'random' })
    expect(next).toMatchObject({ stacks: [] })
    expect(next?.photos).toHaveLength(1)
  })
})
