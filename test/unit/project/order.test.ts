/** @file Which test files run at the same time. */
import { existsSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { inTurns, SECONDS, timed } from '../../support/run/order.ts'

const root = path.resolve(import.meta.dirname, '../../..')

test('what waits runs beside what computes, each kind the longest first', () => {
  const waits = [9, 5, 2].map((seconds) => ({ seconds, waits: true }))
  const computes = [1, 10, 3].map((seconds) => ({ seconds, waits: false }))
  const order = inTurns([...computes, ...waits], 2)
  // 0: 9 beside 10. At 9 the next that waits begins, at 10 the next that computes, and so on.
  expect(order.map(({ seconds }) => seconds)).toEqual([9, 10, 5, 3, 1, 2])
  expect(order.map((file) => file.waits)).toEqual([true, false, true, false, false, true])
})

test('of three processes one waits', () => {
  const waits = [9, 5].map((seconds) => ({ seconds, waits: true }))
  const computes = [4, 3, 2].map((seconds) => ({ seconds, waits: false }))
  const order = inTurns([...waits, ...computes], 3)
  // 0: 9 beside 4 and 3. At 3 the next that computes begins; at 4 none is left.
  expect(order.map(({ seconds }) => seconds)).toEqual([9, 4, 3, 2, 5])
})

test('each file with a time is there, and those of the window wait', () => {
  for (const name of Object.keys(SECONDS))
    expect(existsSync(path.join(root, 'test', `${name}.test.ts`)), name).toBe(true)
  expect(timed(path.join(root, 'test/e2e/review.test.ts'))).toMatchObject({ waits: true })
  expect(timed(path.join(root, 'test/unit/shells/cli.test.ts'))).toMatchObject({ waits: false })
})
