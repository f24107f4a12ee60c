/** @file What a person says about labels that may be wrong: it is kept in the journal, and undo takes it back. */
import { describe, expect, it } from 'vitest'
import { answerSuspects, openSuspects } from '../../../main/jobs/checking/answer-suspects.ts'
import { findNearCopies } from '../../../main/jobs/checking/near-copies.ts'
import { findOutliers } from '../../../main/jobs/checking/outliers.ts'
import { findSuspects } from '../../../main/jobs/checking/suspects.ts'
import { witnesses } from '../../../main/jobs/checking/witnesses.ts'
import { Models } from '../../../main/jobs/library-model/models.ts'
import { openMemoryStore, type Store } from '../../../main/store/store.ts'
import { setAsideName } from '../../../shared/set-aside.ts'
import { memoryLibrary, trueClass } from '../../support/review.ts'
import { syntheticProblem } from '../../support/training/synthetic-problem.ts'
import { addPhotos, closing, label } from '../store/support.ts'

const problem = syntheticProblem({ photos: 120, classes: 3, dimensions: 12, spread: 0.4, seed: 6 })
const contextOf = (store: Store) => ({
  store,
  models: new Models({ store }),
  signal: new AbortController().signal,
  report: () => undefined,
})

/** All photos are labelled, these wrongly: with the class after theirs. */
function labelled(wrong: readonly number[]): Store {
  const store = memoryLibrary(problem)
  const set = store.labelSets.current()
  const { names } = problem.truth
  for (const photo of store.photos.presentIds()) {
    const name = trueClass(problem, photo)
    const given = wrong.includes(photo) ? names[(names.indexOf(name) + 1) % names.length] : name
    label(store, set, [{ photo, class: store.classes.ensure(set, given) }])
  }
  return store
}

describe('labels that may be wrong', () => {
  it('are found, and not found again once the person kept or changed them, until that is undone', async () => {
    const store = labelled([5, 50])
    const set = store.labelSets.current()
    const context = contextOf(store)
    const { suspects } = await findSuspects(context, {})
    expect(suspects.map(({ id }) => id)).toEqual(expect.arrayContaining([5, 50]))
    const [kept, changed] = [5, 50].map((id) => suspects.find((each) => each.id === id))
    if (kept === undefined || changed === undefined) throw new Error('They are not suspected.')
    expect(kept.suggested).toBe(trueClass(problem, 5))
    expect(kept.disagreement).toBeGreaterThan(0.5)

    const keep = { doubted: kept.class, ids: [kept.id], class: kept.class }
    expect(answerSuspects(store, keep)).toMatchObject({ answered: 1, labelled: 0, left: 0 })
    const change = { doubted: changed.class, ids: [changed.id], class: changed.suggested }
    expect(answerSuspects(store, change)).toMatchObject({ answered: 1, labelled: 1, left: 0 })
    expect(store.classes.name(store.journal.labelOf(set, changed.id) ?? 0)).toBe(changed.suggested)

    const labels = suspects.map(({ id, class: name }) => ({ id, class: name }))
    const open = () => openSuspects(store, { labels }).ids
    expect(open()).toEqual(labels.map(({ id }) => id).filter((id) => id !== 5 && id !== 50))
    const again = async () => (await findSuspects(contextOf(store), {})).suspects.map(({ id }) => id)
    expect(await again()).not.toEqual(expect.arrayContaining([5]))
    expect(await again()).not.toEqual(expect.arrayContaining([50]))
    expect(store.check()).toEqual([])

    store.journal.undo(set)
    expect(open()).toContain(50)
    store.journal.undo(set)
    expect(open()).toContain(5)
    expect(await again()).toEqual(expect.arrayContaining([5, 50]))
    store.journal.redo(set)
    expect(open()).not.toContain(5)
    expect(store.check()).toEqual([])
  })

  it('are one decision for all of a kind; a label that changed since is left alone, and so is the page that is open', () => {
    const store = closing(openMemoryStore())
    const set = store.labelSets.current()
    const [first, second, other, free] = addPhotos(store, 4)
    const [cat, dog] = [store.classes.ensure(set, 'cat'), store.classes.ensure(set, 'dog')]
    label(store, set, [
      { photo: first, class: cat },
      { photo: second, class: cat },
      { photo: other, class: dog },
    ])
    const open = store.pages.open(set, {
      ...{ kind: 'single', classId: null, purity: 1, goal: 'accuracy', seed: 0, query: 'value' },
      photos: [{ id: free, probability: 1, raw: 1 }],
    })
    const before = store.journal.lastId()
    const ids = [first, second, other, free, first]
    const answer = answerSuspects(store, { doubted: 'cat', ids, class: 'fox' })
    expect(answer).toEqual({ decision: before + 1, answered: 2, labelled: 2, left: 2 })
    expect(store.pages.current(set)?.id).toBe(open.id)
    const fox = store.classes.ensure(set, 'fox')
    expect([...store.journal.labels(set)]).toEqual([
      [first, fox],
      [second, fox],
      [other, dog],
    ])
    // Nothing has the doubted label any more: nothing is decided, and no class is made.
    expect(answerSuspects(store, { doubted: 'cat', ids, class: 'owl' })).toEqual({
      ...{ decision: before + 1, answered: 0, labelled: 0, left: 4 },
    })
    expect(store.classes.find(set, 'owl')).toBeUndefined()
    store.journal.undo(set)
    expect(store.journal.labelOf(set, first)).toBe(cat)
    expect(store.pages.askedAgain(set)).toEqual(new Set())
    // The page that the review has open is not touched by any of it.
    expect(store.pages.current(set)?.id).toBe(open.id)
    expect(store.check()).toEqual([])
    store.journal.redo(set)
    expect(store.pages.askedAgain(set)).toEqual(new Set([first, second]))
    expect(store.pages.current(set)?.id).toBe(open.id)
    expect(store.check()).toEqual([])
  })

  it('do not come with near copies and odd photos that were set aside, until that is undone', async () => {
    const store = memoryLibrary(problem)
    const set = store.labelSets.current()
    const near = async () => {
      const { ids, first, second } = await findNearCopies(contextOf(store))
      return new Set([...first, ...second].map((place) => ids[place]))
    }
    const odd = async () =>
      (await findOutliers(contextOf(store), { limit: 500 })).outliers.map(({ id }) => id)
    const [[copy], [outlier]] = [[...(await near())], await odd()]
    expect([copy, outlier]).toEqual([expect.any(Number), expect.any(Number)])
    for (const [photo, as] of [
      [copy, 'near-copy'],
      [outlier, 'no-subject'],
    ] as const)
      label(store, set, [{ photo, class: store.classes.ensure(set, setAsideName(as)) }])
    expect(await near()).not.toContain(copy)
    expect(await odd()).not.toContain(outlier)
    store.journal.undo(set)
    store.journal.undo(set)
    expect(await near()).toContain(copy)
    expect(await odd()).toContain(outlier)
  })

  it('have a cause that can be shown: the nearest photos of the other class, and whether their own neighbours agree', async () => {
    const names = problem.truth.names
    const [one] = names
    const ones = Array.from({ length: 120 }, (_, i) => i + 1).filter((id) => trueClass(problem, id) === one)
    const [doubted, wrong] = ones
    const store = labelled([wrong])
    const found = await witnesses(contextOf(store), { id: doubted, classes: names.slice(0, 2), count: 8 })
    const [own, other] = found.classes
    expect(own.class).toBe(one)
    expect(own.photos).toHaveLength(8)
    expect(own.photos.map(({ id }) => id)).not.toContain(doubted)
    const similarities = own.photos.map(({ similarity }) => similarity)
    expect(similarities).toEqual(similarities.toSorted((a, b) => b - a))
    expect(other.photos[0].id).toBe(wrong)
    expect(other.photos[0].agreement).toBeLessThan(0.5)
    expect(own.photos[0].agreement).toBeGreaterThan(0.5)
    const cancelled = { ...contextOf(store), signal: AbortSignal.abort() }
    await expect(witnesses(cancelled, { id: doubted, classes: [one], count: 8 })).rejects.toMatchObject({
      code: 'cancelled',
    })
    await expect(witnesses(contextOf(store), { id: 999, classes: [one], count: 8 })).rejects.toMatchObject({
      code: 'not-found',
    })
  })
})
