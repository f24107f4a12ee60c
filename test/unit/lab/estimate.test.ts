import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { estimateCompare } from '../../../main/lab/compare/estimate.ts'
import { keepTimes, readKeptTimes, type KeptTime } from '../../../main/jobs/training/kept-times.ts'
import { contract, type Input } from '../../../shared/contract.ts'
import { cacheIn } from '../../support/cache.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { libraryToCompare } from '../../support/training/compare.ts'
import { trainedLibrary } from '../../support/training/trained-library.ts'

/** All epochs, of what has none. */
const QUICK: Partial<Input<'compare'>> = {
  strategies: ['ridge', 'fast-path'],
  labelsPerClass: [2, 4],
  repeats: 2,
  epochs: undefined,
}

const some = (labels: number): KeptTime => ({
  ...{ strategy: 'ridge', switches: {}, backend: null },
  size: { labels, photos: 100 },
  seconds: { starting: null, training: null, reading: 1 },
})

describe('an estimate before a comparison', () => {
  it('comes from what the same took before, and is told from the first moment of the next one', async () => {
    const { store, folder, reports, run } = await libraryToCompare()
    const cacheFolder = cacheIn(folder, '')
    const estimate = (more: Partial<Input<'compare'>> = {}) =>
      estimateCompare(
        { store, cacheFolder },
        contract.estimateCompare.input.parse({ truth: { kind: 'folders' }, ...QUICK, ...more }),
      )
    expect((await estimate()).seconds).toBeNull()
    await run(QUICK)
    expect(reports.at(0)?.secondsLeft).toBeNull()
    const kept = await readKeptTimes(cacheFolder)
    expect(kept.map(({ strategy, size: { labels } }) => [strategy, labels])).toEqual(
      [12, 6, 12, 6].flatMap((labels) => [
        ['ridge', labels],
        ['fast-path', labels],
      ]),
    )
    const { seconds } = await estimate()
    const took = kept.reduce((sum, each) => sum + (each.seconds.reading ?? NaN), 0)
    expect(seconds?.low).toBeLessThan(took)
    expect(seconds?.high).toBeGreaterThan(took / 5) // milliseconds each: the first ones took much longer than the others
    // Twice as often takes twice as long; of fewer epochs nothing is known.
    const { seconds: twice } = await estimate({ repeats: 4 })
    expect(twice?.high).toBeCloseTo(2 * (seconds?.high ?? NaN))
    expect((await estimate({ epochs: 1 })).seconds).toBeNull()

    reports.length = 0
    await run(QUICK)
    expect(reports.at(0)?.secondsLeft).toBeGreaterThan(0)
    store.close()
  })

  it('is rough after a training alone, and goes by none that was shorter than usual', async () => {
    const { context, train } = await trainedLibrary()
    const estimate = (strategies: Input<'compare'>['strategies']) => {
      const input = { truth: { kind: 'labels' }, strategies, labelsPerClass: [2], repeats: 1 } as const
      return estimateCompare(context, contract.estimateCompare.input.parse(input))
    }
    await train({ epochs: 2 })
    expect(await readKeptTimes(context.cacheFolder)).toEqual([])
    await train({ epochs: undefined })
    const [kept, ...others] = await readKeptTimes(context.cacheFolder)
    expect(others).toEqual([])
    expect(kept).toMatchObject({ strategy: 'triplet', backend: 'wasm', size: { labels: 21, photos: 24 } })
    expect(kept.seconds).toMatchObject({ starting: null, reading: null })
    expect(kept.seconds.training).toBeGreaterThan(0)
    for (const strategies of [
      ['fast-path' as const],
      [{ strategy: 'triplet' as const, backend: 'wasm' as const }],
    ]) {
      const { seconds } = await estimate(strategies)
      expect(seconds?.low).toBeGreaterThan(0)
      expect(seconds?.high).toBeGreaterThan(2 * (seconds?.low ?? NaN))
    }
  }, 60_000)

  it('keeps the newest times, and counts none of another computer or in a damaged file', async () => {
    const cacheFolder = await temporaryFolder()
    await keepTimes(
      cacheFolder,
      Array.from({ length: 700 }, (_, place) => some(place + 1)),
    )
    const kept = await readKeptTimes(cacheFolder)
    expect([kept.length, kept.at(0)?.size.labels, kept.at(-1)?.size.labels]).toEqual([600, 101, 700])
    const file = path.join(cacheFolder, 'training-times', 'times.json')
    const text = await readFile(file, 'utf8')
    await writeFile(file, text.replace(/"machine":"\w{4}/, '"machine":"beef'))
    expect(await readKeptTimes(cacheFolder)).toEqual([])
    await writeFile(file, text.slice(0, 1000))
    expect(await readKeptTimes(cacheFolder)).toEqual([])
    await keepTimes(cacheFolder, [some(5)])
    expect(await readKeptTimes(cacheFolder)).toEqual([some(5)])
  })
})
