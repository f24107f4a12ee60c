import { describe, expect, it } from 'vitest'
import { readEvidence } from '../../../main/jobs/review/evidence.ts'
import { PageCache } from '../../../main/jobs/review/page-cache.ts'
import type { Page, PhotoId } from '../../../shared/domain.ts'
import { openReview, trueAnswer, trueClass, type ReviewInTest } from '../../support/review.ts'
import { fillLibrary } from '../../support/photos/synthetic-library.ts'
import { syntheticProblem } from '../../support/training/synthetic-problem.ts'

/** Classes that are found at once, and whose photos then differ in how sure they are. */
const problem = syntheticProblem({ photos: 160, classes: 5, dimensions: 12, spread: 0.75, seed: 4 })
const REQUEST = { goal: 'commit', seed: 1 } as const
const MIXED = { ...REQUEST, mixed: true } as const

async function review(): Promise<ReviewInTest> {
  const opened = await openReview()
  fillLibrary(opened.store, problem)
  return opened
}

/** What somebody says who confirms the suggestions that are right. */
function answerTo(page: Page) {
  if (page.kind !== 'mixed') return trueAnswer(problem, page)
  const right = page.photos.filter(({ id, class: own }) => own === trueClass(problem, id))
  const wrong = page.photos.filter((photo) => !right.includes(photo))
  const groups = [...Map.groupBy(right, ({ id }) => trueClass(problem, id))]
  const answers = groups.map(([name, members]) => ({ class: name, ids: members.map(({ id }) => id) }))
  return { page: page.id, answers, exclude: wrong.map(({ id }) => id) }
}

/** Answers pages until one is of several classes. */
async function firstMixed({ session }: ReviewInTest): Promise<Page> {
  for (let page = await session.page(MIXED); page !== null; page = await session.page(MIXED)) {
    if (page.kind === 'mixed') return page
    await session.decide(answerTo(page))
  }
  throw new Error('no page was of several classes')
}

function idsOf(page: Page): PhotoId[] {
  return page.photos.map(({ id }) => id)
}

describe('a page of several classes', () => {
  it('has a class for each photo, class by class, and none of its own', async () => {
    const page = await firstMixed(await review())
    expect(page.class).toBeNull()
    const names = page.photos.map((photo) => photo.class ?? '')
    expect(names).not.toContain('')
    const blocks = names.filter((name, index) => name !== names.at(index - 1) || index === 0)
    expect(blocks.length).toBeGreaterThan(1)
    expect(new Set(blocks).size).toBe(blocks.length)
    expect(page.purity).toBeGreaterThan(0.5)
  })

  it('is left for another by a caller that does not know such pages, and comes back with undo', async () => {
    const given = await review()
    const page = await firstMixed(given)
    const { session } = given
    expect(await session.page(MIXED)).toEqual(page)
    await session.decide(answerTo(page))
    await session.undo(1)
    expect(await session.page(MIXED)).toEqual(page)
    const other = await session.page(REQUEST)
    expect(other?.kind).not.toBe('mixed')
  })

  it('labels what was confirmed, refuses what was left out, and both count for the calibration', async () => {
    const given = await review()
    const { store, models, session } = given
    const page = await firstMixed(given)
    const evidence = async () => {
      const space = await (await models.current()).space()
      return readEvidence(store, store.labelSets.current(), space, new PageCache(store))
    }
    const before = await evidence()
    const { exclude, answers } = answerTo(page)
    // At least one is left out, whether it is right or not.
    const [first] = idsOf(page)
    const rest = answers.map(({ class: name, ids }) => ({
      class: name,
      ids: ids.filter((id) => id !== first),
    }))
    const answer = { page: page.id, answers: rest, exclude: [...new Set([first, ...exclude])] }
    const { labelled } = await session.decide(answer)
    expect(labelled).toBe(page.photos.length - answer.exclude.length)
    const after = await evidence()
    expect(after.shown.length - before.shown.length).toBe(page.photos.length)
    const verdicts = after.shown.slice(before.shown.length)
    expect(verdicts.filter(({ correct }) => correct)).toHaveLength(labelled)
    const labels = store.journal.labels(store.labelSets.current())
    const refused = store.journal.rejections(store.labelSets.current())
    expect(refused.map(({ photo, class: id }) => [photo, store.classes.name(id)])).toEqual(
      expect.arrayContaining(
        page.photos
          .filter(({ id }) => answer.exclude.includes(id))
          .map(({ id, class: own }) => [id, own ?? '']),
      ),
    )
    for (const id of idsOf(page)) {
      const expected = answer.exclude.includes(id) ? undefined : trueClass(problem, id)
      const label = labels.get(id)
      expect(label === undefined ? undefined : store.classes.name(label)).toBe(expected)
    }
  })

  it('makes way once a class on it was deleted, and follows one that was renamed', async () => {
    const given = await review()
    const { store, session } = given
    const page = await firstMixed(given)
    const name = page.photos[0].class ?? ''
    const labelSet = store.labelSets.current()
    const who = { labelSet, actor: 'test' }
    store.journal.changeClasses({ ...who, change: 'rename', from: name, to: 'other' })
    const renamed = await session.page(MIXED)
    expect(renamed?.id).toBe(page.id)
    expect(renamed?.photos[0].class).toBe('other')
    store.journal.changeClasses({ ...who, change: 'delete', class: 'other' })
    expect((await session.page(MIXED))?.id).not.toBe(page.id)
  })

  it('ends with every photo labelled as it is', async () => {
    const { session, store } = await review()
    let mixed = 0
    for (let page = await session.page(MIXED); page !== null; page = await session.page(MIXED)) {
      if (page.kind === 'mixed') mixed += 1
      await session.decide(answerTo(page))
    }
    expect(mixed).toBeGreaterThan(0)
    const labels = store.journal.labels(store.labelSets.current())
    expect(labels.size).toBe(160)
    for (const [id, label] of labels) expect(store.classes.name(label)).toBe(trueClass(problem, id))
  })
})
