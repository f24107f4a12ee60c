import { expect, test } from 'vitest'
import { goalsOf } from '../../bench/goals.ts'
import { speedTable } from '../../bench/speed-text.ts'

const load = 0.5
const problem = null

test('figures are found where a benchmark has them, and held against their goals', () => {
  const figures = { first: { peakMiB: 900 }, again: { settledMiB: 1500 } }
  expect(goalsOf({ name: 'memory', figures, problem, load })).toEqual([
    { figure: 'first.peakMiB', value: 900, goal: '≤ 1024', holds: true },
    { figure: 'again.settledMiB', value: 1500, goal: '≤ 1024', holds: false },
  ])
  const growth = { largestExponent: 1.1, peakMiB: [1, 2, 3, 4000] }
  expect(goalsOf({ name: 'million', figures: growth, problem, load }).map(({ holds }) => holds)).toEqual([
    true,
    false,
  ])
})

test('what could not be measured is neither reached nor missed', () => {
  const figures = { seconds: 3, ratioToFaiss: null, ratioToSklearn: 0.3 }
  expect(goalsOf({ name: 'group', figures, problem, load }).map(({ holds }) => holds)).toEqual([
    null,
    null,
    false,
    null,
  ])
})

test('the table has a row for each figure, and one for a benchmark that failed', () => {
  const table = speedTable([
    { name: 'neighbours', figures: { seconds: 6.0123, recall: 0.99712 }, problem, load },
    { name: 'start', figures: {}, problem: 'There is no browser.', load },
  ])
  expect(table).toContain('| neighbours | seconds | 6.01 |')
  expect(table).toContain('| recall | 0.997 | ≥ 0.98 | yes |')
  expect(table).toContain('| start | There is no browser. |')
})
