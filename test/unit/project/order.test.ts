/** @file Which test files run at the same time. */
import { existsSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { inPairs, SECONDS, timed } from '../../support/run/order.ts'

const root = path.resolve(import.meta.dirname, '../../..')

test('what waits runs beside what computes, each kind the longest first', () => {
  const waits = [9, 5, 2].map((seconds) => ({ seconds, waits: true }))
  const computes = [1, 10, 3].map((seconds) => ({ seconds, waits: false }))
  const order = inPairs([...computes, ...waits])
  // 0: 9 beside 10. At 9 the next that waits begins, at 10 the next that computes, and so on.
  expect(order.map(({ seconds }) => seconds)).toEqual([9, 10, 5, 3, 1, 2])
  expect(order.map((file) => file.waits)).toEqual([true, false, true, false, false, true])
})

test('each file with a time is there, and those of the window wait', () => {
  for (const name of Object.keys(SECONDS))
    expect(existsSync(path.join(root, 'test', `${name}.test.ts`)), name).toBe(true)
  expect(timed(path.join(root, 'test/e2e/review.test.ts'))).toMatchObject({ waits: true })
  expect(timed(path.join(root, 'test/unit/shells/cli.test.ts'))).toMatchObject({ waits: false })
})
