import { createLog } from '../../../main/jobs/log.ts'
import { describe, expect, it } from 'vitest'
import { Models } from '../../../main/jobs/library-model/models.ts'
import type { JobContext } from '../../../main/jobs/context.ts'
import { tune } from '../../../main/lab/tune.ts'
import { openStore, type Store } from '../../../main/store/store.ts'
import { contract } from '../../../shared/contract.ts'
import { cacheIn } from '../../support/cache.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { someProblem } from '../../support/review.ts'
import { fillLibrary } from '../../support/photos/synthetic-library.ts'

/** A library of which the first photos of each class carry their label. */
async function library(labelsPerClass: number): Promise<{ store: Store; context: JobContext }> {
  const folder = await temporaryFolder()
  const store = openStore(folder)
  const ids = fillLibrary(store, someProblem)
  const { classOf, names } = someProblem.truth
  const given = new Map<number, number>()
  const labelSet = store.labelSets.current()
  const labels = ids.flatMap((photo, index) => {
    const known = given.get(classOf[index]) ?? 0
    given.set(classOf[index], known + 1)
    return known < labelsPerClass
      ? [{ photo, class: store.classes.ensure(labelSet, names[classOf[index]]) }]
      : []
  })
  store.journal.decide({ labelSet, kind: 'import', actor: 'test', labels, rejections: [], skips: [] })
  const context: JobContext = {
    store,
    models: new Models({ store, cacheFolder: folder }),
    signal: new AbortController().signal,
    report: () => undefined,
    clock: () => performance.now(),
    cacheFolder: cacheIn(folder, ''),
    resources: folder, // nothing of it is read
    log: createLog('silent'),
  }
  return { store, context }
}

describe('tuning', () => {
  it('keeps the defaults, and says so, below three labels a class', async () => {
    const { store, context } = await library(2)
    const output = await tune(context, contract.tune.input.parse({}))
    expect(output).toMatchObject({
      best: null,
      trials: [],
      note: expect.stringContaining('defaults') as string,
    })
    store.close()
  })

  it('tries many settings shortly and few for long, and leaves the library as it was', async () => {
    const { store, context } = await library(4)
    const before = { heads: store.heads.list(), jobs: store.jobs.list(), decisions: store.journal.lastId() }
    const output = await tune(context, contract.tune.input.parse({ trials: 3 }))
    // Three settings, of which one goes on, and the average and the defaults at full length.
    expect(output.trials.map(({ rounds }) => rounds)).toEqual([3, 3, 3, 1, 1])
    expect(output.best?.rounds).toBe(3)
    const longest = output.trials.filter(({ rounds }) => rounds === 3)
    expect(longest.map(({ logLoss }) => logLoss)).toEqual(
      longest.map(({ logLoss }) => logLoss).sort((a, b) => a - b),
    )
    expect(output.best?.logLoss).toBeLessThanOrEqual(Math.max(...longest.map(({ logLoss }) => logLoss)))
    for (const { parameters } of output.trials) contract.train.input.parse({ ...parameters })
    expect({ heads: store.heads.list(), jobs: store.jobs.list(), decisions: store.journal.lastId() }).toEqual(
      before,
    )
    store.close()
  })
})
