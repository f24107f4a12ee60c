/** @file What the system is told of work: how far it is, to stay awake, and that long work has ended. */
import { expect, test } from 'vitest'
import { shareOf, WorkSigns } from '../../../main/shells/electron/long-work/work-signs.ts'
import type { JobRecord } from '../../../shared/domain.ts'

const START = 1_000_000

function job(id: number, given: Partial<JobRecord> = {}): JobRecord {
  const record = { id, kind: 'index', state: 'running', progress: null, error: null } as const
  return { ...record, startedAt: START, finishedAt: null, ...given }
}
const at = (done: number, total: number | null): JobRecord['progress'] => ({
  ...{ stage: 'reading photos', done, total },
  ...{ perSecond: null, secondsLeft: null },
})

function signs() {
  const seen: unknown[] = []
  const clock = { now: START }
  const work = new WorkSigns(
    {
      showProgress: (share) => seen.push(share === undefined ? 'none' : share),
      keepAwake: (isWanted) => seen.push(isWanted ? 'awake' : 'asleep'),
      tell: ({ id, state }) => seen.push(`${id} ${state}`),
    },
    () => clock.now,
  )
  const takeAt = (seconds: number, record: JobRecord): unknown[] => {
    clock.now = START + seconds * 1000
    work.take(record)
    return seen.splice(0)
  }
  return { work, takeAt, seen }
}

test('work of a moment leaves the system alone; longer work is shown by whole percents', () => {
  const { work, takeAt } = signs()
  expect(takeAt(1, job(1, { progress: at(10, 100) }))).toEqual([])
  expect(work.underWay).toEqual([])
  expect(takeAt(3, job(1, { progress: at(40, 1000) }))).toEqual([0.04, 'awake'])
  expect(takeAt(3.1, job(1, { progress: at(41, 1000) }))).toEqual([])
  expect(takeAt(3.2, job(1, { progress: at(50, 1000) }))).toEqual([0.05])
  expect(takeAt(4, job(1, { progress: at(3, null) }))).toEqual([null])
  expect(work.underWay).toMatchObject([{ id: 1 }])
  expect(takeAt(5, job(1, { state: 'done', finishedAt: START + 5_000 }))).toEqual(['none', 'asleep'])
})

test('long work that ends is told, unless the person stopped it or it was never seen', () => {
  const { work, takeAt, seen } = signs()
  const ended = (id: number, state: JobRecord['state'], seconds: number): JobRecord =>
    job(id, { state, finishedAt: START + seconds * 1000 })
  for (const [id, state] of (['done', 'failed', 'cancelled'] as const).entries()) {
    takeAt(61, job(id, { progress: at(1, 2) }))
    expect(takeAt(62, ended(id, state, 62)).includes(`${id} ${state}`), state).toBe(state !== 'cancelled')
  }
  takeAt(30, job(7))
  expect(takeAt(59, ended(7, 'done', 59))).not.toContain('7 done')
  expect(takeAt(90, ended(8, 'done', 90))).toEqual([])
  takeAt(90, job(9))
  seen.length = 0
  work.forget()
  expect(seen).toEqual(['none', 'asleep'])
})

test('of several jobs the oldest that runs is shown, and one that waits has no share', () => {
  expect(shareOf([])).toBeUndefined()
  expect(shareOf([job(1, { state: 'queued' }), job(2, { progress: at(1, 4) })])).toBe(0.25)
  expect(shareOf([job(1, { progress: at(9, 4) })])).toBe(1)
  expect(shareOf([job(1, { progress: at(0, 0) })])).toBeNull()
})
