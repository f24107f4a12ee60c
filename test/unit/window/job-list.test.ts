/** @file Which ended jobs are listed, and which of them can be asked for again. */
import { expect, test } from 'vitest'
import { endedJobs } from '../../../renderer/features/activity/job-list.ts'
import { durationWords } from '../../../renderer/words/duration.ts'
import type { JobRecord } from '../../../shared/domain.ts'

function job(id: number, kind: JobRecord['kind'], state: JobRecord['state']): JobRecord {
  return { id, kind, state, progress: null, error: null, startedAt: id * 1000, finishedAt: null }
}
const repeatable = (jobs: readonly JobRecord[]) =>
  endedJobs(jobs, 'all').flatMap((each) => (each.canRepeat ? each.job.id : []))

test('only what failed or was stopped is done again, and only the newest of its kind', () => {
  expect(
    repeatable([job(3, 'index', 'failed'), job(2, 'train', 'cancelled'), job(1, 'index', 'failed')]),
  ).toEqual([3, 2])
  expect(repeatable([job(2, 'index', 'done'), job(1, 'index', 'failed')])).toEqual([])
  expect(repeatable([job(2, 'index', 'running'), job(1, 'index', 'failed')])).toEqual([])
  expect(repeatable([job(2, 'compare', 'failed'), job(1, 'export', 'failed')])).toEqual([])
  // Their rows do not say which folder goes, or which version would be used.
  expect(repeatable([job(2, 'removeFolder', 'cancelled'), job(1, 'promote', 'failed')])).toEqual([])
})

test('what is under way is not among those that ended, and those that ended well can be left out', () => {
  const jobs = [job(3, 'index', 'running'), job(2, 'train', 'done'), job(1, 'index', 'cancelled')]
  expect(endedJobs(jobs, 'all').map((each) => each.job.id)).toEqual([2, 1])
  expect(endedJobs(jobs, 'failed').map((each) => each.job.id)).toEqual([1])
})

test.each([
  [800, '0.8 seconds'],
  [61_000, '61 seconds'],
  [600_000, '10 minutes'],
  [9_000_000, '2.5 hours'],
])('%d ms are %s', (milliseconds, words) => {
  const n = (value: number, options: Intl.NumberFormatOptions) =>
    new Intl.NumberFormat('en', options).format(value)
  expect(durationWords(milliseconds, n)).toBe(words)
})
