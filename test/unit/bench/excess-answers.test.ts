import { describe, expect, it } from 'vitest'
import {
  figuresOf,
  medianActions,
  ratioOfExcess,
  summaryOf,
  tableText,
  withPurePages,
  type Reached,
  type Sessions,
} from '../../bench/excess-answers.ts'

/** Actions to accuracy 90 and 95, then to committed 90 and 95. */
function reached(...[accuracy90, accuracy95, committed90, committed95]: (number | null)[]): Reached {
  return { accuracy90, accuracy95, committed90, committed95 }
}

/** 100 photos in 5 classes: 10 actions that nobody can spare. */
const sessions: Sessions = {
  set: 'flowers',
  photos: 100,
  classes: 5,
  backbone: 'efficientnet-lite2-int8',
  twinsort: {
    accuracy: [reached(20, 40, 1, 1), reached(30, null, 1, 1), reached(22, 52, 1, 1)],
    commit: [reached(1, 1, 30, 60), reached(1, 1, 34, 70), reached(1, 1, 32, 50)],
  },
  pure: {
    accuracy: [reached(18, 30, 1, 1), reached(18, null, 1, 1), reached(18, 26, 1, 1)],
    commit: [reached(1, 1, 21, 40), reached(1, 1, 21, 40), reached(1, 1, 21, 40)],
  },
  baseline: {
    'one-by-one': [reached(50, 90, null, null), reached(50, 90, null, null), reached(50, 90, null, null)],
    margin: [reached(34, null, 90, null), reached(34, 60, 90, null), reached(34, null, 90, null)],
    'cluster-only': [reached(60, null, 54, 70), reached(60, null, 54, 70), reached(60, null, 54, 10)],
  },
}

describe('the median of actions', () => {
  const median = (...values: (number | null)[]) =>
    medianActions(
      values.map((value) => reached(value, null, null, null)),
      'accuracy90',
      100,
    )

  it('counts what was not reached as the number of photos', () => {
    expect(median(30, null, 20)).toBe(30)
    expect(median(null, null, 20)).toBe(100)
    expect(median(null)).toBe(100)
  })

  it('is the mean of the two middle ones of an even number of seeds', () => {
    expect(median(40, 20, 30, 90)).toBe(35)
    expect(median(20, null)).toBe(60)
  })
})

describe('the ratio of excess', () => {
  it('leaves out two actions for each class', () => {
    expect(ratioOfExcess(22, 34, 5)).toBe(0.5)
    expect(ratioOfExcess(40, 30, 5)).toBe(1.5)
    expect(ratioOfExcess(10, 30, 5)).toBe(0)
  })

  it('is null where the best baseline policy has no excess', () => {
    expect(ratioOfExcess(22, 10, 5)).toBeNull()
    expect(ratioOfExcess(10, 10, 5)).toBeNull()
    expect(ratioOfExcess(4, 8, 5)).toBeNull()
  })
})

describe('pages of one class each', () => {
  it('cost no exclusions, no opened stacks and no skipped pages', () => {
    const spent = [
      { on: 'name' as const, actions: 5, photos: 0 },
      { on: 'new-page' as const, actions: 9, photos: 80 },
      { on: 'single-other' as const, actions: 4, photos: 4 },
      { on: 'exclusion' as const, actions: 11, photos: 0 },
      { on: 'opening' as const, actions: 2, photos: 0 },
      { on: 'skip' as const, actions: 1, photos: 0 },
    ]
    const reachedOne = { spent, taught: [], purity: [] }
    const never = { accuracy95: null, accuracy99: null, committed90: null, committed95: null }
    const spending = { accuracy90: reachedOne, ...never, end: reachedOne }
    expect(withPurePages({ spending })).toEqual(reached(18, null, null, null))
  })
})

describe('the figures of a set', () => {
  it('compare each milestone with the baseline policy that is best there, each goal with its own sessions', () => {
    expect(figuresOf(sessions)).toEqual({
      ...{ set: 'flowers', photos: 100, classes: 5, backbone: 'efficientnet-lite2-int8' },
      actions: reached(22, 52, 32, 60),
      bestBaseline: {
        accuracy90: { policy: 'margin', actions: 34 },
        accuracy95: { policy: 'one-by-one', actions: 90 },
        committed90: { policy: 'cluster-only', actions: 54 },
        committed95: { policy: 'cluster-only', actions: 70 },
      },
      excessRatio: reached(0.5, 42 / 80, 0.5, 50 / 60),
      pureRatio: reached(8 / 24, 20 / 80, 11 / 44, 30 / 60),
    })
  })

  it('are summed up over all sets, without the ratios that do not exist', () => {
    const first = figuresOf(sessions)
    const second = { ...first, excessRatio: reached(null, 1.25, null, 0.25) }
    expect(summaryOf([first, second]).mean).toBeCloseTo((0.5 + 0.525 + 0.5 + 50 / 60 + 1.25 + 0.25) / 6, 12)
    expect(summaryOf([first, second]).worst).toBe(1.25)
    expect(summaryOf([{ ...first, excessRatio: reached(null, null, null, null) }])).toEqual({
      mean: null,
      worst: null,
    })
  })
})

describe('the table', () => {
  const first = figuresOf(sessions)

  it('has a row for each set, the summary, and the command that makes it', () => {
    const second = { ...first, set: "dogs|cats' toys", excessRatio: reached(null, 1.25, null, 0.25) }
    const lines = tableText([first, second], 3).split('\n')
    expect(lines[0]).toBe(
      '| set | photos | classes | accuracy 90 | accuracy 95 | committed 90 | committed 95 |',
    )
    expect(lines[2]).toBe(
      '| flowers | 100 | 5 | 22 / 34 (0.50) | 52 / 90 (0.53) | 32 / 54 (0.50) | 60 / 70 (0.83) |',
    )
    expect(lines[3]).toBe(
      "| dogs\\|cats' toys | 100 | 5 | 22 / 34 (none) | 52 / 90 (**1.25**) | 32 / 54 (none) | 60 / 70 (0.25) |",
    )
    expect(lines).toContain('Mean of 6 ratios 0.64, worst 1.25.')
    expect(lines).toContain('| flowers | 0.33 | 0.25 | 0.25 | 0.50 |')
    expect(lines).toContain('Mean 0.33, worst 0.50.')
    expect(lines).toContain(
      `npm run -s bench -- loop-sets flowers 'dogs|cats'\\'' toys' --seeds 3 --table FILE.md`,
    )
  })

  it('says one seed, and none where there is no ratio', () => {
    const text = tableText([{ ...first, excessRatio: reached(null, null, null, null) }], 1)
    expect(text).toContain('medians over one seed;')
    expect(text).toContain('Mean of 0 ratios none, worst none.')
  })
})
