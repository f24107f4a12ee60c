import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { contract } from '../../../shared/contract.ts'
import type { Output } from '../../../shared/contract.ts'
import { Models } from '../../../main/jobs/library-model/models.ts'
import { simulate } from '../../../main/lab/simulate/simulate.ts'
import { openStore } from '../../../main/store/store.ts'
import type { Store } from '../../../main/store/store.ts'
import { cacheIn } from '../../support/cache.ts'
import { newPhoto } from '../../support/photos/new-photo.ts'
import { fillLibrary, placePhoto } from '../../support/photos/synthetic-library.ts'
import { syntheticProblem } from '../../support/training/synthetic-problem.ts'

const problem = syntheticProblem({ photos: 150, classes: 4, dimensions: 16, spread: 0.8, seed: 9 })

function library(photos = problem): { store: Store; folder: string } {
  const folder = mkdtempSync(path.join(tmpdir(), 'twinsort-simulate-'))
  const store = openStore(path.join(folder, 'library'))
  onTestFinished(() => {
    store.close()
    rmSync(folder, { recursive: true, force: true })
  })
  fillLibrary(store, photos)
  return { store, folder }
}

function context(
  folder: string,
  store: Store,
  signal = new AbortController().signal,
  report = () => undefined,
) {
  const models = new Models({ store })
  onTestFinished(() => models.close())
  return {
    store,
    models,
    signal,
    report,
    clock: () => 0,
    resources: path.resolve('resources'),
    cacheFolder: cacheIn(folder),
  }
}

function input(rest: Record<string, unknown>) {
  return contract.simulate.input.parse({ truth: { kind: 'folders' }, ...rest })
}

/** All but the wall time, which no two runs share. */
function timeless(output: Output<'simulate'>): unknown {
  return JSON.parse(JSON.stringify(output, (key, value: unknown) => (key === 'wallSeconds' ? 0 : value)))
}

describe('simulate', () => {
  it('gives the same result whatever the number of threads', async () => {
    const { store, folder } = library()
    const asked = input({ policies: ['cluster-only', 'one-by-one', 'margin'], repeats: 2, seed: 5 })
    const [alone, together] = [
      await simulate(context(folder, store), asked, 1),
      await simulate(context(folder, store), asked, 3),
    ]
    expect(timeless(together)).toEqual(timeless(alone))
    expect(contract.simulate.output.parse(alone)).toEqual(alone)
    expect(alone).toMatchObject({ photos: 150, leftOut: 0 })
    expect(alone.policies.map(({ policy }) => policy)).toEqual(['cluster-only', 'one-by-one', 'margin'])
    expect(alone.policies[0].runs.map(({ seed }) => seed)).toEqual([5, 6])
    // Each photo costs one action; the fourth class is named by then, and the last actions may not be spent.
    expect(alone.policies[1].runs[0].curve.at(-1)).toMatchObject({ actions: 150, committed: 146 })
  })

  it('lets the product play, which sees neither paths nor labels, and leaves the library as it was', async () => {
    const { store, folder } = library()
    const labelSet = store.labelSets.current()
    const photo = store.photos.presentIds()[0]
    const labels = [{ photo, class: store.classes.ensure(labelSet, 'mistaken') }]
    store.journal.decide({ labelSet, kind: 'label', actor: 'test', labels, rejections: [], skips: [] })
    const before = { last: store.journal.lastId(), jobs: store.jobs.list(), model: store.modelVersion() }
    const asked = input({ policies: ['twinsort'], goal: 'commit' })
    const { policies } = await simulate(context(folder, store), asked, 1)
    expect(policies[0]).toMatchObject({ policy: 'twinsort', goal: 'commit', committedError: 0 })
    expect(policies[0].curve.at(-1)).toMatchObject({ committed: 150, committedCorrect: 150, accuracy: 1 })
    expect(policies[0].actionsTo.committed95).toBeLessThan(100)
    expect({ last: store.journal.lastId(), jobs: store.jobs.list(), model: store.modelVersion() }).toEqual(
      before,
    )
    expect(store.pages.current(labelSet)).toBeUndefined()
  })

  it('lets the product ask by another query: a photo at a time', async () => {
    const { store, folder } = library()
    const asked = input({ policies: ['twinsort'], query: 'typical', maxActions: 30 })
    const { policies } = await simulate(context(folder, store), asked, 1)
    const last = policies[0].runs[0].curve.at(-1)
    // One action for each photo, one more for each of the four names.
    expect(last).toMatchObject({ actions: 30, committed: 26 })
    expect(last?.accuracy).toBeGreaterThan(0.8)
  })

  it('leaves out a photo that lies in two class folders, and counts it', async () => {
    const { store, folder } = library()
    const [first, second] = store.photos.presentIds()
    const [root] = store.files.roots()
    placePhoto(store, root.id, first, 'elsewhere/copy.jpg')
    placePhoto(store, root.id, second, `${problem.truth.names[problem.truth.classOf[1]]}/copy.jpg`)
    const asked = input({ policies: ['twinsort', 'one-by-one'], maxActions: 20 })
    const output = await simulate(context(folder, store), asked)
    expect(output).toMatchObject({ photos: 149, leftOut: 1 })
    expect(output.policies[1].curve.at(-1)?.actions).toBeGreaterThanOrEqual(20)
    expect(output.policies[1].curve.at(-1)?.actions).toBeLessThanOrEqual(21)
    expect(output.policies[1].actionsTo.committed90).toBeNull()
  })

  it('commits wrong labels when the person misses intruders', async () => {
    const { store, folder } = library(
      syntheticProblem({ photos: 150, classes: 4, dimensions: 16, spread: 2, seed: 9 }),
    )
    const asked = input({ policies: ['cluster-only'], noise: 1 })
    const { policies } = await simulate(context(folder, store), asked, 1)
    expect(policies[0].committedError).toBeGreaterThan(0)
    expect(policies[0].curve.at(-1)?.committed).toBe(150)
  })

  it('lets other persons play the product beside the perfect one, and says which wrong labels it takes for wrong', async () => {
    const { store, folder } = library(
      syntheticProblem({ photos: 150, classes: 4, dimensions: 16, spread: 1.6, seed: 9 }),
    )
    const persons = ['inattentive', 'mistyping', 'two-names', 'brief', 'hasty']
    const asked = input({ policies: ['twinsort', 'one-by-one'], goal: 'commit', persons, seed: 11 })
    const { policies } = await simulate(context(folder, store), asked, 2)
    expect(policies.map(({ policy, person }) => `${policy} ${person}`)).toEqual([
      ...['perfect', ...persons].map((person) => `twinsort ${person}`),
      'one-by-one perfect',
    ])
    const of = (person: string) => policies.find((each) => each.person === person)?.runs[0]
    expect(of('perfect')?.labels.wrong).toBe(0)
    expect(of('mistyping')?.labels.wrong).toBe(0)
    expect(of('two-names')?.labels.wrong).toBe(0)
    expect(of('two-names')?.spending.end.spent.find(({ on }) => on === 'merge')).toEqual({
      on: 'merge',
      actions: 2,
      photos: 0,
    })
    const answers = of('brief')?.spending.end.taught.reduce((sum, each) => sum + each.answers, 0)
    expect(answers).toBeLessThanOrEqual(50)
    const { wrong = 0, wrongFlagged = 0, flagged = 0 } = of('hasty')?.labels ?? {}
    expect(wrong).toBeGreaterThan(0)
    expect(wrongFlagged).toBeLessThanOrEqual(Math.min(wrong, flagged))
    expect(of('hasty')?.unflaggedError).toBeCloseTo((wrong - wrongFlagged) / 150, 12)
    for (const { runs } of policies) {
      const spent = runs[0].spending.end.spent.reduce((sum, { actions }) => sum + actions, 0)
      expect(spent * runs[0].photosPerAction).toBeCloseTo(runs[0].curve.at(-1)?.committed ?? 0, 9)
    }
  })

  it('plays the other policies by the perfect person alone', async () => {
    const { store, folder } = library()
    const asked = input({ policies: ['margin'], persons: ['hasty'] })
    await expect(simulate(context(folder, store), asked, 1)).rejects.toMatchObject({
      code: 'bad-input',
      message: expect.stringContaining('hasty') as string,
    })
  })

  it('stops when it is cancelled', async () => {
    const { store, folder } = library()
    const controller = new AbortController()
    const cancelSoon = () => {
      controller.abort()
      return undefined
    }
    const asked = input({ policies: ['one-by-one', 'margin'], repeats: 4 })
    const running = simulate(context(folder, store, controller.signal, cancelSoon), asked, 2)
    await expect(running).rejects.toMatchObject({ code: 'cancelled' })
  })

  it('asks for features first', async () => {
    const { store, folder } = library()
    const [root] = store.files.roots()
    const photo = store.photos.add(newPhoto('f'.repeat(64)))
    placePhoto(store, root.id, photo, 'class 0/new.jpg')
    await expect(simulate(context(folder, store), input({}))).rejects.toMatchObject({
      code: 'bad-input',
      message: expect.stringContaining('index') as string,
    })
  })
})
