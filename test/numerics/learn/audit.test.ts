import { describe, expect, it } from 'vitest'
import {
  checksNeeded,
  checksUpTo,
  followTests,
  planCandidates,
  testsOf,
} from '../../../main/learn/assessment/audit.ts'
import { fewestWrong, mostWrong, shareInterval } from '../../../main/learn/assessment/bounds.ts'
import { binomialAtMost, hypergeometricAtMost } from '../../../main/math/fisher.ts'
import { Random } from '../../../main/math/random.ts'

const BOUND = { maximumError: 0.02, confidence: 0.95 }

/** Every sample of `checks` out of `photos` of which the first `wrong` are wrong: the share with at most `seen` wrong ones. */
function byCounting(seen: number, wrong: number, checks: number, photos: number): number {
  let [few, all] = [0, 0]
  for (let subset = 0; subset < 2 ** photos; subset += 1) {
    const drawn = Array.from({ length: photos }, (_, i) => (subset >> i) & 1)
    if (drawn.reduce((sum, bit) => sum + bit, 0) !== checks) continue
    all += 1
    if (drawn.slice(0, wrong).reduce((sum, bit) => sum + bit, 0) <= seen) few += 1
  }
  return few / all
}

describe('exact tails and bounds', () => {
  it('count as every possible sample does', () => {
    for (const [seen, wrong, checks] of [
      [0, 2, 3],
      [1, 4, 5],
      [2, 6, 4],
      [0, 9, 3],
      [3, 5, 8],
    ]) {
      expect(hypergeometricAtMost(seen, wrong, checks, 10)).toBeCloseTo(
        byCounting(seen, wrong, checks, 10),
        12,
      )
    }
  })

  it('come to the binomial ones where the folder is large', () => {
    expect(hypergeometricAtMost(2, 20_000, 150, 1_000_000)).toBeCloseTo(binomialAtMost(2, 150, 0.02), 4)
    expect(binomialAtMost(1, 3, 0.5)).toBeCloseTo(0.5, 12)
  })

  it('are the bounds that trying every number of wrong ones gives', () => {
    for (const [checks, wrong, photos] of [
      [10, 0, 30],
      [10, 2, 30],
      [7, 7, 12],
      [12, 3, 12],
      [20, 1, 400],
    ]) {
      const all = Array.from({ length: photos + 1 }, (_, i) => i)
      const fits = all.filter((each) => each >= wrong && photos - each >= checks - wrong)
      const most = fits.filter((each) => hypergeometricAtMost(wrong, each, checks, photos) > 0.05)
      const fewest = fits.filter((each) => 1 - hypergeometricAtMost(wrong - 1, each, checks, photos) > 0.05)
      expect(mostWrong({ checks, wrong }, photos, 0.95)).toBe(most.at(-1))
      expect(fewestWrong({ checks, wrong }, photos, 0.95)).toBe(wrong === 0 ? 0 : fewest.at(0))
    }
  })

  it('are the known Clopper-Pearson intervals', () => {
    // 1 - (alpha / 2)^(1 / n) for none of n; five of ten is tabulated.
    for (const [hits, low, high] of [
      [0, 0, 1 - 0.025 ** 0.1],
      [10, 0.025 ** 0.1, 1],
      [5, 0.187086, 0.812914],
    ]) {
      const interval = shareInterval(hits, 10, 0.95)
      expect(interval.low).toBeCloseTo(low, 5)
      expect(interval.high).toBeCloseTo(high, 5)
    }
  })

  it('say how many checks are needed', () => {
    // log 0.05 / log 0.98 = 148.3: the "rule of three" for 2 %.
    expect(checksNeeded(10_000_000, 0, BOUND)).toBe(149)
    const needed = checksNeeded(500, 1, BOUND) ?? 0
    expect(hypergeometricAtMost(1, 11, needed, 500)).toBeLessThanOrEqual(0.05)
    expect(hypergeometricAtMost(1, 11, needed - 1, 500)).toBeGreaterThan(0.05)
    expect(checksNeeded(20, 0, BOUND)).toBe(19)
    expect(checksNeeded(20, 1, BOUND)).toBeUndefined()
  })
})

const sure = Array.from({ length: 600 }, (_, i) => 1 - (i / 600) ** 4 * 0.2)

describe('the sequence of tests', () => {
  it('goes from the surest suggestions down, and says its checks beforehand', () => {
    const tests = planCandidates(sure, BOUND)
    const order = new Random(1).shuffle(sure.map((_, i) => i))
    expect(tests.length).toBeGreaterThan(1)
    expect(tests.map(({ threshold }) => threshold)).toEqual(
      tests.map(({ threshold }) => threshold).toSorted((a, b) => b - a),
    )
    const upTo = checksUpTo(tests, order)
    const answered = new Set<number>()
    for (;;) {
      const { tests: after, next } = followTests(tests, order, (i) => (answered.has(i) ? true : undefined))
      after.forEach(({ state }, k) => {
        if (state === 'held') expect(answered.size).toBeGreaterThanOrEqual(upTo[k])
      })
      if (next === undefined) break
      answered.add(next)
    }
    expect(answered.size).toBe(upTo.at(-1))
    expect(planCandidates([], BOUND)).toEqual([])
    expect(planCandidates([0.5, 0.4], BOUND)).toEqual([])
  })

  it('ends at the first test that fails, and claims nothing below it', () => {
    const tests = planCandidates(sure, BOUND)
    const order = sure.map((_, i) => i)
    const { tests: after, next } = followTests(tests, order, () => false)
    expect(next).toBeUndefined()
    expect(after.map(({ state }) => state)).toEqual(['failed', ...tests.slice(1).map(() => 'waiting')])
    expect(testsOf(sure, tests, BOUND)).toEqual(tests)
  })

  it('keeps its promise in 1,000 audits of suggestions that are less sure than they say', () => {
    const random = new Random(7)
    let [violations, accepted] = [0, 0]
    for (let run = 0; run < 1000; run += 1) {
      // From honest to far too sure: a wrong one is up to four times as likely as its probability says.
      const excess = 1 + 3 * random.next()
      const right = sure.map((probability) => random.next() >= Math.min(1, (1 - probability) * excess))
      const tests = planCandidates(sure, BOUND)
      const order = random.shuffle(sure.map((_, i) => i))
      const after = followTests(tests, order, (i) => right[i]).tests
      const held = after.filter(({ state }) => state === 'held').at(-1)
      if (held === undefined) continue
      accepted += 1
      const wrong = right.slice(0, held.photos).filter((each) => !each).length
      if (wrong / held.photos > BOUND.maximumError) violations += 1
    }
    expect(accepted).toBeGreaterThan(500)
    // 5 % and three standard deviations of 1,000 runs.
    expect(violations).toBeLessThanOrEqual(1000 * 0.05 + 3 * Math.sqrt(1000 * 0.05 * 0.95))
  })

  it('keeps it also where exactly one photo too many is wrong, the hardest case', () => {
    const random = new Random(8)
    const photos = 300
    const probabilities = Array.from({ length: photos }, () => 0.999)
    const wrong = Math.floor(BOUND.maximumError * photos) + 1
    const tests = planCandidates(probabilities, BOUND)
    let violations = 0
    for (let run = 0; run < 1000; run += 1) {
      const order = random.shuffle(probabilities.map((_, i) => i))
      const after = followTests(tests, order, (i) => i >= wrong).tests
      if (after.some(({ state }) => state === 'held')) violations += 1
    }
    expect(violations).toBeLessThanOrEqual(1000 * 0.05 + 3 * Math.sqrt(1000 * 0.05 * 0.95))
    expect(violations).toBeGreaterThan(0)
  })
})
