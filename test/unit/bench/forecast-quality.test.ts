/** @file How forecasts are judged, on sessions whose law is known. */
import { expect, test } from 'vitest'
import type { CurvePoint } from '../../../shared/contract/measures.ts'
import { judgeForecasts, type Session } from '../../bench/forecast-quality.ts'

const PHOTOS = 1000

/** One doubtful photo is put right by each `cost` answers; of those that are expected to be wrong, `real` are. */
function sessionOf(set: string, cost: number, real = 1): Session {
  const answers = 200 * cost
  const curve = Array.from({ length: answers }, (_, at): CurvePoint => {
    const wrong = (answers - 1 - at) / cost
    const doubtful = [100, 50, 10].map((stay) => Math.max(0, Math.ceil(wrong - stay)))
    const point = { actions: at + 1, seconds: at, committed: at, committedCorrect: at }
    return { ...point, accuracy: 1 - (real * wrong) / PHOTOS, expected: { wrong, doubtful } }
  })
  return { set, goal: 'accuracy', photos: PHOTOS, curve }
}

const SAME = [sessionOf('a', 1), sessionOf('b', 1), sessionOf('c', 1)]

test('a law that is the same on all sets holds, in a narrow range', () => {
  const { wrong, answers } = judgeForecasts(SAME)
  for (const quality of [wrong, ...answers]) {
    for (const { held, width } of quality?.sets ?? []) {
      expect(held).toBeGreaterThan(0.75)
      expect(width).toBeLessThan(1.5)
    }
  }
  expect(wrong?.line.middle).toBeCloseTo(0)
  expect(answers.at(-1)?.line.slope).toBeCloseTo(1, 1)
})

test('a set with a law of its own is not held, and widens the range for the others', () => {
  const { wrong, answers } = judgeForecasts([...SAME, sessionOf('d', 4, 3)])
  for (const quality of [wrong, answers.at(-1)]) {
    expect(quality?.sets.find(({ set }) => set === 'd')?.held).toBeLessThan(0.1)
    expect(quality?.sets.find(({ set }) => set === 'a')?.width).toBeGreaterThan(2)
  }
})

test('fewer than three sets say nothing, and neither do short sessions', () => {
  expect(judgeForecasts(SAME.slice(1))).toEqual({ wrong: null, answers: [null, null, null] })
  const short = SAME.map((session) => ({ ...session, curve: session.curve.slice(0, 10) }))
  expect(judgeForecasts(short)).toEqual({ wrong: null, answers: [null, null, null] })
})
