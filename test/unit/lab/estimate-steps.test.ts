import { describe, expect, it } from 'vitest'
import type { KeptTime, StepSize } from '../../../main/jobs/training/kept-times.ts'
import { rangeOfSteps, secondsOfStep, type ExpectedStep } from '../../../main/lab/compare/estimate-steps.ts'

const SWITCHES = { attention: 'gate', pyramid: true, pseudoLabels: false } as const
const size = (photos: number, labels: number): StepSize => ({ photos, labels })
const TRAILCAM = 505
const CALTECH = 1502
/** In seconds, on the same computer, with other work beside it. */
const times = (
  strategy: 'triplet' | 'cosine-softmax' | 'fast-path' | 'ridge',
  of: StepSize,
  ...measured: readonly [starting: number | null, training: number | null, reading: number][]
): KeptTime[] =>
  measured.map(([starting, training, reading]) => ({
    strategy,
    switches: training === null ? {} : SWITCHES,
    backend: training === null ? null : 'tfjs-node',
    size: of,
    seconds: { starting, training, reading },
  }))

/** As they were measured on the sets trailcam and caltech24, with 5 and 20 labels of each class. */
const trailcam = [
  ...times('cosine-softmax', size(TRAILCAM, 44), [4.32, 5.59, 0.1], [null, 3.48, 0.2]),
  ...times('cosine-softmax', size(TRAILCAM, 122), [3.97, 5.95, 0.18], [null, 5.8, 0.08]),
  ...times('triplet', size(TRAILCAM, 44), [3.43, 4.8, 0.06], [null, 3.83, 0.05]),
  ...times('triplet', size(TRAILCAM, 122), [5.38, 4.44, 0.24], [null, 7.21, 0.49]),
  ...times('fast-path', size(TRAILCAM, 44), [null, null, 0.65], [null, null, 0.81]),
  ...times('fast-path', size(TRAILCAM, 122), [null, null, 1.06], [null, null, 0.62]),
  ...times('ridge', size(TRAILCAM, 44), [null, null, 4.16], [null, null, 3.62]),
  ...times('ridge', size(TRAILCAM, 122), [null, null, 5.44], [null, null, 4.2]),
]
const caltech = [
  ...times('cosine-softmax', size(CALTECH, 120), [1.34, 3.45, 0.49], [null, 7.47, 0.76]),
  ...times('cosine-softmax', size(CALTECH, 478), [4.87, 10.7, 0.5], [null, 8.39, 1.17]),
  ...times('triplet', size(CALTECH, 120), [2.65, 4.92, 0.24], [null, 7.44, 0.44]),
  ...times('triplet', size(CALTECH, 478), [4.42, 12.71, 0.19], [null, 11.22, 0.75]),
  ...times('fast-path', size(CALTECH, 120), [null, null, 2.34], [null, null, 1.92]),
  ...times('fast-path', size(CALTECH, 478), [null, null, 1.38], [null, null, 1.72]),
  ...times('ridge', size(CALTECH, 120), [null, null, 2.84], [null, null, 6.15]),
  ...times('ridge', size(CALTECH, 478), [null, null, 4.05], [null, null, 4.08]),
]
const asExpected = ({ strategy, switches, backend, size: of, seconds }: KeptTime): ExpectedStep => ({
  ...{ strategy, switches, backend, size: of, apart: seconds.starting !== null },
})
const sumOf = (all: readonly KeptTime[]): number =>
  all.reduce((sum, { seconds: { starting, training, reading } }) => {
    return sum + (starting ?? 0) + (training ?? 0) + (reading ?? 0)
  }, 0)
const middleOf = (steps: readonly ExpectedStep[], kept: readonly KeptTime[]): number =>
  steps.reduce((sum, step) => sum + (secondsOfStep(step, kept) ?? NaN), 0)

describe('how long a comparison will take', () => {
  it('is told within a third for photos that were compared before, and for others by those', () => {
    for (const [compared, before] of [
      [trailcam, trailcam],
      [caltech, trailcam],
      [trailcam, caltech],
      [caltech, [...trailcam, ...caltech]],
    ]) {
      const steps = compared.map(asExpected)
      const took = sumOf(compared)
      expect(Math.abs(middleOf(steps, before) / took - 1)).toBeLessThan(1 / 3)
      const range = rangeOfSteps(steps, before)
      expect(range?.low).toBeLessThan(took)
      expect(range?.high).toBeGreaterThan(took)
    }
  })

  it('is a wider range the less is known: of the same contender, of its kind, of anything', () => {
    const [step] = times('triplet', size(CALTECH, 120), [2, 5, 0.3]).map(asExpected)
    const widthOf = (kept: readonly KeptTime[]): number => {
      const { low, high } = rangeOfSteps([step], kept) ?? { low: NaN, high: NaN }
      return high / low
    }
    const same = widthOf(caltech)
    const alike = widthOf(caltech.filter(({ strategy }) => strategy === 'cosine-softmax'))
    const other = widthOf(caltech.filter(({ backend }) => backend === null))
    expect([same, alike, other].map((width) => Number(width.toFixed(2)))).toEqual([2, 3, 6])
  })

  it('is not told while nothing was measured, and after a training alone is told roughly', () => {
    const steps = caltech.map(asExpected)
    expect(rangeOfSteps(steps, [])).toBeUndefined()
    const trained = times('triplet', size(1502, 900), [null, 23, 0]).map((each) => ({
      ...each,
      seconds: { ...each.seconds, reading: null },
    }))
    const range = rangeOfSteps(steps, trained)
    expect(range?.low).toBeLessThan(sumOf(caltech))
    expect(range?.high).toBeGreaterThan(sumOf(caltech))
  })

  it('goes rather by what was measured lately, when the computer has more or less to do than before', () => {
    const hurried = caltech.map((each) => ({
      ...each,
      seconds: {
        starting: each.seconds.starting && each.seconds.starting / 3,
        training: each.seconds.training && each.seconds.training / 3,
        reading: each.seconds.reading && each.seconds.reading / 3,
      },
    }))
    const steps = caltech.map(asExpected)
    const before = middleOf(steps, [...caltech, ...caltech])
    expect(middleOf(steps, [...caltech, ...caltech, ...hurried, ...hurried]) / before).toBeLessThan(0.6)
  })

  it('goes by the backend: what one takes says little of another', () => {
    const slow = caltech.map((each): KeptTime => ({
      ...each,
      backend: each.backend === null ? null : 'wasm',
      seconds: { ...each.seconds, training: each.seconds.training && each.seconds.training * 6 },
    }))
    const [step] = times('triplet', size(CALTECH, 478), [4, 12, 0.5]).map(asExpected)
    const kept = [...caltech, ...slow]
    const ratio =
      (secondsOfStep({ ...step, backend: 'wasm', apart: false }, kept) ?? NaN) /
      (secondsOfStep({ ...step, apart: false }, kept) ?? NaN)
    expect(ratio).toBeGreaterThan(4)
  })
})
