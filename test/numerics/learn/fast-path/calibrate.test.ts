import { describe, expect, it } from 'vitest'
import {
  calibrated,
  fitCalibration,
  UNCALIBRATED,
  type Calibration,
  type Shown,
} from '../../../../main/learn/fast-path/calibrate.ts'
import { Random } from '../../../../main/math/random.ts'
import { logLoss } from '../../../../main/math/statistics.ts'
import fc from '../../../support/properties.ts'

/** Photos whose true probability is that of `real`, drawn with a seed. */
function drawn(count: number, real: Calibration, seed: number): Shown[] {
  const random = new Random(seed)
  return Array.from({ length: count }, () => {
    const probability = 0.02 + 0.96 * random.next()
    return { probability, correct: random.next() < calibrated(probability, real) }
  })
}

function lossOf(history: readonly Shown[], calibration: Calibration): number {
  return logLoss(
    history.map(({ probability, correct }) => {
      const q = calibrated(probability, calibration)
      return correct ? q : 1 - q
    }),
  )
}

const histories = fc.array(
  fc.record({ probability: fc.double({ min: 0, max: 1, noNaN: true }), correct: fc.boolean() }),
  { maxLength: 120 },
)

describe('calibration', () => {
  it.each([
    { slope: 1, offset: 0 },
    { slope: 1.6, offset: 0.5 },
    { slope: 0.5, offset: -1 },
  ])('finds slope $slope and offset $offset in many answers', (real) => {
    const found = fitCalibration(drawn(400, real, 3))
    expect(Math.abs(found.slope - real.slope)).toBeLessThan(0.25)
    expect(Math.abs(found.offset - real.offset)).toBeLessThan(0.25)
  })

  it('leaves a handful of answers alone', () => {
    const few = Array.from({ length: 4 }, () => ({ probability: 0.9, correct: false }))
    expect(fitCalibration(few)).toEqual(UNCALIBRATED)
    expect(fitCalibration([])).toEqual(UNCALIBRATED)
    expect(fitCalibration([...few, ...few])).not.toEqual(UNCALIBRATED)
  })

  it('forgets all but the latest 400', () => {
    const latest = drawn(400, { slope: 1, offset: 1 }, 5)
    const earlier = drawn(300, { slope: 1, offset: -3 }, 6)
    expect(fitCalibration([...earlier, ...latest])).toEqual(fitCalibration(latest))
  })

  it('never has more loss than no calibration', () => {
    fc.assert(
      fc.property(histories, (history) => {
        fc.pre(history.length > 0)
        expect(lossOf(history, fitCalibration(history))).toBeLessThanOrEqual(
          lossOf(history, UNCALIBRATED) + 1e-9,
        )
      }),
      { seed: 1, numRuns: 300 },
    )
  })

  it('has no more loss than no calibration where high probabilities were wrong and low ones right', () => {
    for (const rightBelow of [0.3, 0.5, 0.7, 0.97]) {
      const upsideDown = drawn(300, UNCALIBRATED, 8).map(({ probability }) => ({
        probability,
        correct: probability < rightBelow,
      }))
      expect(lossOf(upsideDown, fitCalibration(upsideDown))).toBeLessThan(lossOf(upsideDown, UNCALIBRATED))
    }
  })

  it('has no more loss either where the best slope would turn the order round', () => {
    for (const [seed, [low, high]] of [
      [0.88, 0.97],
      [0.05, 0.13],
      [0.3, 0.4],
    ].entries()) {
      const random = new Random(seed)
      const turned = Array.from({ length: 380 }, () => {
        const isLow = random.next() < 0.5
        return { probability: isLow ? low : high, correct: isLow === random.next() < 0.95 }
      })
      const found = fitCalibration(turned)
      expect(found.slope).toBe(0.2)
      expect(lossOf(turned, found)).toBeLessThanOrEqual(lossOf(turned, UNCALIBRATED))
    }
  })

  it('keeps the order of probabilities, within 0 and 1', () => {
    const probability = fc.double({ min: 0, max: 1, noNaN: true })
    fc.assert(
      fc.property(histories, probability, probability, (history, a, b) => {
        const calibration = fitCalibration(history)
        const [low, high] = [Math.min(a, b), Math.max(a, b)].map((p) => calibrated(p, calibration))
        expect(low).toBeLessThanOrEqual(high)
        expect(low).toBeGreaterThanOrEqual(0)
        expect(high).toBeLessThanOrEqual(1)
      }),
      { seed: 2, numRuns: 300 },
    )
  })
})
