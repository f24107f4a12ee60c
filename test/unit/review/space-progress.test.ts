import { describe, expect, it } from 'vitest'
import { Models } from '../../../main/jobs/library-model/models.ts'
import type { Announce } from '../../../main/jobs/library-model/space.ts'
import type { JobProgress } from '../../../main/jobs/context.ts'
import { openMemoryStore } from '../../../main/store/store.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { fillLibrary } from '../../support/photos/synthetic-library.ts'
import { bunches } from '../../support/training/vectors.ts'

describe('making the space of a large library', () => {
  it('is announced with its progress, can be stopped, and is silent once it is kept', async () => {
    const store = openMemoryStore()
    const cache = await temporaryFolder()
    const classOf = Int32Array.from({ length: 10_000 }, (_, i) => i % 4)
    const names = ['a', 'b', 'c', 'd']
    fillLibrary(store, { features: bunches(4, 2500, 8, 0.5, 1), truth: { classOf, names } })
    const stop = new AbortController()
    const stopped: Announce = (derive) =>
      derive({
        signal: stop.signal,
        report: () => {
          stop.abort()
        },
      })
    const spaceBy = async (announce: Announce) =>
      (await new Models({ store, cacheFolder: cache, announce }).current()).space()
    await expect(spaceBy(stopped)).rejects.toMatchObject({ code: 'cancelled' })

    const seen: JobProgress[] = []
    let times = 0
    const announce: Announce = (derive) => {
      times += 1
      return derive({ signal: new AbortController().signal, report: (progress) => seen.push(progress) })
    }
    const made = await spaceBy(announce)
    expect(new Set(seen.map(({ stage }) => stage))).toEqual(
      new Set(['comparing photos', 'looking for groups']),
    )
    for (const stage of ['comparing photos', 'looking for groups']) {
      const of = seen.filter((progress) => progress.stage === stage)
      expect(of.at(-1)?.done).toBe(of.at(-1)?.total)
      expect(of.map(({ done }) => done)).toEqual(of.map(({ done }) => done).toSorted((a, b) => a - b))
    }
    const kept = await spaceBy(announce)
    expect(times).toBe(1)
    expect(kept.coordinates).toEqual(made.coordinates)
    store.close()
  })
})
