import { describe, expect, it } from 'vitest'
import { CompareProgress } from '../../../main/lab/compare/progress.ts'
import type { JobProgress } from '../../../main/jobs/context.ts'
import { probeBackends } from '../../../main/model/backends/probe.ts'
import { writeRecord } from '../../../main/model/backends/self-test/record.ts'
import { readContender } from '../../../shared/contender-words.ts'
import type { CompareRow, Contender } from '../../../shared/contract/compare.ts'
import type { BackendName } from '../../../shared/domain.ts'
import { sentence } from '../../../shared/sentences/sentence.ts'
import { libraryToCompare } from '../../support/training/compare.ts'
import { drawThumbnails } from '../../support/photos/drawn-thumbnails.ts'
import { someProblem } from '../../support/review.ts'

const contenders = (...words: string[]): Contender[] => words.map(readContender)
const isNative = probeBackends().some(({ name, available }) => name === 'tfjs-node' && available)

/** By loops, from the splits that the rows carry. */
function pairedByHand(row: CompareRow, first: CompareRow): { mean: number; std: number } {
  let sum = 0
  for (let split = 0; split < row.splits.length; split += 1)
    sum += row.splits[split].accuracy - first.splits[split].accuracy
  const mean = sum / row.splits.length
  let squares = 0
  for (let split = 0; split < row.splits.length; split += 1)
    squares += (row.splits[split].accuracy - first.splits[split].accuracy - mean) ** 2
  return { mean, std: Math.sqrt(squares / (row.splits.length - 1)) }
}

describe('contenders', () => {
  it('are measured with their own switches, and held against the first on the same splits', async () => {
    const { store, run } = await libraryToCompare()
    const { rows } = await run({
      strategies: contenders('fast-path', 'triplet', 'triplet/attention/no-pyramid'),
      labelsPerClass: [2, 4],
      repeats: 2,
      attention: 'matrix',
      backend: 'wasm',
    })
    const names = ['fast-path', 'triplet', 'triplet/attention/no-pyramid']
    expect(rows.map(({ contender, labelsPerClass }) => [contender, labelsPerClass])).toEqual(
      [2, 4].flatMap((size) => names.map((name) => [name, size])),
    )
    expect(rows.slice(0, 3).map(({ switches }) => switches)).toEqual([
      {},
      { attention: 'matrix', pyramid: true, pseudoLabels: false },
      { attention: 'gate', pyramid: false, pseudoLabels: false },
    ])
    expect(rows.slice(0, 3).map(({ backend }) => backend)).toEqual([null, 'wasm', 'wasm'])
    for (const [index, row] of rows.entries()) {
      const first = rows[index < 3 ? 0 : 3]
      expect(row.splits).toHaveLength(2)
      expect(row.accuracy).toBeCloseTo((row.splits[0].accuracy + row.splits[1].accuracy) / 2, 12)
      if (row === first) expect(row.difference).toBeNull()
      else {
        const byHand = pairedByHand(row, first)
        expect(row.difference?.from).toBe('fast-path')
        expect(row.difference?.alone.mean).toBeCloseTo(byHand.mean, 12)
        expect(row.difference?.alone.std).toBeCloseTo(byHand.std, 12)
        // The fast path has no blend: what it answers itself is what a blend is held against.
        expect(row.difference?.blended?.mean).toBeCloseTo((row.blendAccuracy ?? 0) - first.accuracy, 12)
      }
    }
    store.close()
  })

  it('give other figures without what they are without', async () => {
    const { store, folder, run } = await libraryToCompare()
    await drawThumbnails(folder, store, someProblem)
    const { rows } = await run({
      strategies: contenders('siamese-cnn', 'siamese-cnn/no-pyramid', 'siamese-cnn/no-attention'),
      labelsPerClass: [4],
      repeats: 1,
      epochs: 1,
    })
    const [whole, flat, plain] = rows
    expect(flat.tensorMegabytes).toBeLessThan(whole.tensorMegabytes ?? 0)
    expect(plain.tensorMegabytes).toBeLessThan(whole.tensorMegabytes ?? 0)
    expect(whole.switches).toEqual({
      attention: 'gate',
      pyramid: true,
      pseudoLabels: false,
    })
    store.close()
  })

  it('are each trained on every backend that is named, and agree there', async ({ skip }) => {
    skip(!isNative, 'tfjs-node is not installed')
    const { store, folder, run } = await libraryToCompare()
    await drawThumbnails(folder, store, someProblem)
    const { rows, backend } = await run({
      strategies: contenders('triplet', 'ridge', 'cnn', 'supcon/wasm'),
      labelsPerClass: [4],
      repeats: 1,
      epochs: 1,
      backends: ['tfjs-node', 'wasm'],
    })
    expect(rows.map(({ contender, backend }) => [contender, backend])).toEqual([
      ['triplet/tfjs-node', 'tfjs-node'],
      ['triplet/wasm', 'wasm'],
      ['ridge', null],
      ['cnn/tfjs-node', 'tfjs-node'],
      ['cnn/wasm', 'wasm'],
      ['supcon/wasm', 'wasm'],
    ])
    expect(['wasm', 'tfjs-node']).toContain(backend)
    const [native, wasm] = rows
    // The same head on the same splits: equal but for rounding, which may turn one photo over.
    expect(Math.abs(native.accuracy - wasm.accuracy)).toBeLessThan(0.02)
    for (const row of rows.filter(({ backend }) => backend !== null)) {
      expect(row.seconds).toBeGreaterThan(0)
      expect(row.processMegabytes).toBeGreaterThan(row.tensorMegabytes ?? Infinity)
    }
    store.close()
  })

  it('are trained on all that this machine has, where that is asked for, but not on plain JavaScript', async () => {
    const { store, run } = await libraryToCompare()
    const { rows } = await run({
      strategies: contenders('triplet'),
      labelsPerClass: [4],
      repeats: 1,
      backends: 'all',
    })
    const used = rows.map(({ backend }) => backend)
    expect(used).toContain('wasm')
    expect(used).not.toContain('cpu')
    expect(used.includes('tfjs-node')).toBe(isNative)
    store.close()
  })

  it('stand once for what is the same thing', async () => {
    const { store, run } = await libraryToCompare()
    const { rows, notes } = await run({
      strategies: contenders('ridge', 'triplet', 'triplet/attention/pyramid', 'ridge'),
      labelsPerClass: [3, 1, 3],
      repeats: 1,
    })
    expect(rows.map(({ contender, labelsPerClass }) => [contender, labelsPerClass])).toEqual([
      ['ridge', 3],
      ['triplet', 3],
      ['ridge', 1],
    ])
    expect(notes).toEqual([sentence('compare-needs-labels', { contender: 'triplet' })])
    store.close()
  })

  it('are refused before anything is measured when a backend is named that is not here, or in two ways', async () => {
    const { store, reports, run } = await libraryToCompare()
    const absent = probeBackends().find(({ available }) => !available)?.name ?? 'tfjs-node-gpu'
    await expect(run({ strategies: contenders('ridge', `triplet/${absent}`) })).rejects.toMatchObject({
      code: 'backend-unavailable',
    })
    await expect(run({ strategies: contenders('triplet'), backends: [absent] })).rejects.toMatchObject({
      code: 'backend-unavailable',
    })
    await expect(run({ backend: 'wasm', backends: ['wasm'] })).rejects.toMatchObject({ code: 'bad-input' })
    expect(reports.filter(({ stage }) => stage === 'comparing')).toEqual([])
    store.close()
  })

  it('are refused where nothing passed that could train them, rather than left out', async () => {
    const { store, folder, run } = await libraryToCompare()
    const result = {
      ...{ passed: false, reason: 'its gradients are wrong', lossError: 0, gradientError: 1 },
      ...{ imagesPerSecond: null, software: false },
    }
    for (const { name, available } of probeBackends(folder))
      if (available) writeRecord(name, { about: '', begun: 1, result }, folder)
    const strategies = contenders('ridge', 'triplet')
    await expect(run({ strategies, backends: 'all' })).rejects.toMatchObject({ code: 'backend-unavailable' })
    const untrained = await run({ strategies: contenders('ridge'), labelsPerClass: [4], backends: 'all' })
    expect(untrained.rows).toHaveLength(1)
    store.close()
  })

  it('stop in the middle of a training', async () => {
    const { store, reports, controller, run } = await libraryToCompare()
    const running = run({ strategies: contenders('triplet', 'supcon'), labelsPerClass: [4], epochs: 200 })
    await expect.poll(() => reports.some(({ done }) => done > 0 && done < 1), { timeout: 30_000 }).toBe(true)
    controller.abort()
    await expect(running).rejects.toMatchObject({ code: 'cancelled' })
    store.close()
  })
})

describe('how long a comparison still takes', () => {
  const entrant = (strategy: 'ridge' | 'triplet' | 'supcon' | 'cnn', backend?: BackendName) => ({
    ...{ name: strategy, strategy, switches: {}, backend },
  })

  type Step = ConstructorParameters<typeof CompareProgress>[1][number]
  const [ridge, triplet, supcon, cnn] = [
    entrant('ridge'),
    entrant('triplet'),
    entrant('supcon'),
    entrant('cnn'),
  ]
  const step = (of: typeof triplet, labelsPerClass: number, apart = false): Step => ({
    ...{ entrant: of, labelsPerClass, apart },
  })
  /** A comparison whose clock stands still until it is moved. */
  function comparing(steps: readonly Step[], expected?: (step: Step) => number | undefined) {
    const time = { now: 0 }
    const reports: JobProgress[] = []
    const progress = new CompareProgress(
      { clock: () => time.now, report: (each) => void reports.push(each) },
      steps,
      expected,
    )
    const take = (seconds: number, again?: number): void => {
      time.now += seconds * 1000
      progress.end(again)
    }
    return { time, progress, take, left: () => reports.at(-1)?.secondsLeft, done: () => reports.at(-1)?.done }
  }

  it('is what those like it took, and not told before something like each was measured', () => {
    const { progress, take, left, done } = comparing([step(triplet, 10), step(cnn, 10), step(supcon, 10)])
    expect([done(), left()]).toEqual([0, null])
    take(4)
    expect([done(), left()]).toEqual([1, null]) // of networks from pictures nothing is known
    progress.training({ epoch: 1, epochs: 4, rounds: 1, loss: 1, resumed: 0, secondsLeft: 90 })
    expect([done(), left()]).toEqual([1.25, 94])
    take(100)
    expect([done(), left()]).toEqual([2, 4])
    take(5)
    expect([done(), left()]).toEqual([3, 0])
  })

  it('goes by the numbers of labels: on the line between two, and less than in proportion beyond', () => {
    const { take, left } = comparing([
      step(triplet, 20),
      step(triplet, 10),
      step(triplet, 10),
      step(triplet, 2),
    ])
    take(8)
    expect(left()).toBeCloseTo(6 + 6 + 4.4)
    take(4)
    expect(left()).toBeCloseTo(4 + 4 * 0.6)
    take(4)
    expect(left()).toBeCloseTo(4 * 0.6)
  })

  it('counts the start of a process where memory is measured, and not where it is not', () => {
    const steps = [
      step(ridge, 5),
      step(triplet, 5, true),
      step(supcon, 5, true),
      step(triplet, 5),
      step(supcon, 5),
    ]
    const { time, take, left } = comparing(steps)
    take(1)
    expect(left()).toBeNull()
    take(10, 4) // six seconds of it for the process
    expect(left()).toBe(10 + 4 + 4)
    time.now += 3_000
    take(5, 2)
    expect(left()).toBe(4 + 2)
  })

  it('follows a computer that becomes slower or faster, by the trainings that were done before', () => {
    const round = [step(ridge, 5), step(triplet, 5), step(supcon, 5)]
    const { take, left } = comparing([...round, ...round, ...round, ...round])
    for (const seconds of [0.1, 10, 6]) take(seconds)
    expect(left()).toBeCloseTo(3 * 16.1)
    for (const seconds of [0.1, 20]) take(seconds) // as something else begins
    const slower = left() ?? 0
    expect(slower).toBeGreaterThan(1.3 * (6 + 2 * 16.1))
    for (const seconds of [12, 0.1, 20, 12]) take(seconds)
    expect((left() ?? 0) / 32.1).toBeCloseTo(1, 0)
    expect(Math.abs((left() ?? 0) - 32.1)).toBeLessThan(32.1 / 10)
    take(0.1)
    take(10)
    expect(left()).toBeLessThan(6 * 1.7)
  })

  it('is told from the first moment where it is known what each step takes, at the pace of those that were done', () => {
    const expected = new Map<Step['entrant'], number>([
      [triplet, 4],
      [cnn, 100],
    ])
    const { take, left } = comparing(
      [step(triplet, 10), step(cnn, 10), step(cnn, 10), step(triplet, 10)],
      ({ entrant: of }) => expected.get(of),
    )
    expect(left()).toBe(208)
    take(6) // half as long again
    expect(left()).toBe(150 + 150 + 6)
    take(130)
    expect(left()).toBeCloseTo(130 + 6) // what was measured now counts
    take(130)
    take(6)
    expect(left()).toBe(0)
  })

  it('is shorter by what the step under way has taken', () => {
    const { time, progress, take, left } = comparing([step(triplet, 5), step(triplet, 5)])
    take(10)
    time.now += 4_000
    progress.training({ epoch: 1, epochs: 2, rounds: 1, loss: 1, resumed: 0, secondsLeft: 500 })
    expect(left()).toBe(6)
  })
})
