import { describe, expect, it, onTestFinished } from 'vitest'
import { Models } from '../../../main/jobs/library-model/models.ts'
import { ReviewSession } from '../../../main/jobs/review/session.ts'
import type { PersonAnswer, SimulatedPage } from '../../../main/lab/simulate/policy.ts'
import { SessionPolicy } from '../../../main/lab/simulate/product-policy.ts'
import { openMemoryStore } from '../../../main/store/store.ts'
import type { Store } from '../../../main/store/store.ts'
import { fillLibrary } from '../../support/photos/synthetic-library.ts'
import { syntheticProblem } from '../../support/training/synthetic-problem.ts'

const problem = syntheticProblem({ photos: 150, classes: 4, dimensions: 16, spread: 0.8, seed: 9 })

function playing(): { policy: SessionPolicy; store: Store; trainedAt: number[] } {
  const original = openMemoryStore()
  fillLibrary(original, problem)
  const store = original.copyAnonymously()
  original.close()
  const trainedAt: number[] = []
  const policy = new SessionPolicy({
    session: new ReviewSession({ store, models: new Models({ store }), actor: 'simulation', clock: () => 0 }),
    train: () => {
      trainedAt.push(store.journal.labels(store.labelSets.current()).size)
      return Promise.resolve()
    },
    merge: ({ from, into }) => {
      const labelSet = store.labelSets.current()
      store.journal.changeClasses({ labelSet, actor: 'simulation', change: 'merge', classes: [from], into })
    },
    suspects: () => Promise.resolve([store.photos.presentIds()[3]]),
    close: () => {
      store.close()
    },
    goal: 'accuracy',
    query: 'value',
    seed: 1,
    ids: store.photos.presentIds(),
  })
  onTestFinished(() => {
    policy.close()
  })
  return { policy, store, trainedAt }
}

async function nextPage(policy: SessionPolicy): Promise<SimulatedPage> {
  const page = await policy.next()
  if (page === null) throw new Error('no page')
  return page
}

function confirm(index: number, photos: readonly number[], excluded: readonly number[] = []): PersonAnswer {
  const effort = { opened: 0, excluded: excluded.length, sent: 0 }
  return { skip: false, labels: [{ class: index, name: `name ${index}`, photos }], excluded, effort }
}

describe('the product as a policy', () => {
  it('trains when 64 labels are there, and at every doubling', async () => {
    const { policy, trainedAt } = playing()
    let committed = 0
    while (committed < 150) {
      const page = await nextPage(policy)
      // Two labels at most a page: the doublings are met nearly exactly.
      const photos = page.photos.slice(0, 2)
      await policy.answer(page, confirm(committed % 2, photos))
      committed += photos.length
    }
    expect(trainedAt).toHaveLength(2)
    expect(trainedAt[0]).toBeGreaterThanOrEqual(64)
    expect(trainedAt[0]).toBeLessThanOrEqual(65)
    expect(trainedAt[1]).toBeGreaterThanOrEqual(2 * trainedAt[0])
    expect(trainedAt[1]).toBeLessThanOrEqual(2 * trainedAt[0] + 1)
  })

  it('hands exclusions and skips on to the journal', async () => {
    const { policy, store } = playing()
    const labelSet = store.labelSets.current()
    const first = await nextPage(policy)
    await policy.answer(first, confirm(0, first.photos.slice(1), first.photos.slice(0, 1)))
    expect(store.journal.rejections(labelSet)).toHaveLength(1)
    expect(store.journal.labels(labelSet).size).toBe(first.photos.length - 1)
    const second = await nextPage(policy)
    await policy.answer(second, { skip: true })
    expect(store.journal.skips(labelSet).size).toBe(second.photos.length)
  })

  it('undoes an answer, which shows its page again', async () => {
    const { policy, store } = playing()
    const labelSet = store.labelSets.current()
    const page = await nextPage(policy)
    await policy.answer(page, confirm(-1, page.photos))
    expect(store.journal.labels(labelSet).size).toBe(page.photos.length)
    await policy.product.undo()
    expect(store.journal.labels(labelSet).size).toBe(0)
    await policy.answer(page, confirm(0, page.photos))
    expect(new Set(await policy.guess())).toEqual(new Set([0]))
  })

  it('merges two names, and says in rows which labels the product takes for wrong', async () => {
    const { policy, store } = playing()
    const first = await nextPage(policy)
    await policy.answer(first, confirm(0, first.photos))
    const second = await nextPage(policy)
    await policy.answer(second, confirm(1, second.photos))
    policy.product.merge({ from: 'name 1', into: 'name 0' })
    const names = [...store.journal.labels(store.labelSets.current()).values()].map((id) =>
      store.classes.name(id),
    )
    expect(new Set(names)).toEqual(new Set(['name 0']))
    expect(new Set(await policy.guess())).toEqual(new Set([0]))
    expect(await policy.product.suspects()).toEqual([3])
  })

  it('guesses in the indices of the person, and shows no path', async () => {
    const { policy, store } = playing()
    const none = await policy.guess()
    expect(none.every((guess) => guess === -1)).toBe(true)
    const page = await nextPage(policy)
    // The person has named three classes before: whichever index a name has there, it has here.
    await policy.answer(page, confirm(3, page.photos))
    const guess = await policy.guess()
    expect(new Set(guess)).toEqual(new Set([3]))
    expect(store.files.paths().size === 0 || [...store.files.paths().values()].every(isNameless)).toBe(true)
  })
})

/** No class name of the truth stands in the path. */
function isNameless(path: string): boolean {
  return !problem.truth.names.some((name) => path.includes(name))
}
