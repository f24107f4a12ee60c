import path from 'node:path'
import SqliteDatabase from 'better-sqlite3'
import { describe, expect, it, onTestFinished } from 'vitest'
import { JobRunner, type JobPlan } from '../../../main/jobs/runner.ts'
import { ProgressMeter } from '../../../main/jobs/progress.ts'
import { openMemoryStore, type Store } from '../../../main/store/store.ts'
import type { JobRecord } from '../../../shared/domain.ts'
import { AppError } from '../../../shared/errors.ts'
import { storeIn } from '../../support/engine.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { sentence, verbatim } from '../../../shared/sentences/sentence.ts'

/** A runner on a library in memory, with a clock that stands still until it is moved. */
function runnerOn(store: Store = openMemoryStore()) {
  const time = { now: 1000 }
  const records: JobRecord[] = []
  const runner = new JobRunner({
    jobs: store.jobs,
    clock: () => time.now,
    announce: (record) => records.push(record),
  })
  return { store, runner, records, time }
}

function plan<T>(work: JobPlan<T>['work'], options: Partial<JobPlan<T>> = {}): JobPlan<T> {
  return { kind: 'index', input: {}, writes: true, signal: new AbortController().signal, work, ...options }
}

/** A job that goes on until it is told to end. */
function heldJob(steps: string[], name: string) {
  const started = Promise.withResolvers<undefined>()
  const end = Promise.withResolvers<undefined>()
  const work = async () => {
    steps.push(`${name} starts`)
    started.resolve(undefined)
    await end.promise
    steps.push(`${name} ends`)
  }
  return { work, started: started.promise, end: end.resolve }
}

const states = (records: readonly JobRecord[], id: number) =>
  records.filter((record) => record.id === id).map(({ state }) => state)

describe('the job runner', () => {
  it('takes a job from queued to done, announced and stored', async () => {
    const { store, runner, records } = runnerOn()
    await expect(
      runner.run(plan(() => Promise.resolve('result'), { input: { folders: ['a'] } })),
    ).resolves.toBe('result')
    expect(records.map(({ state }) => state)).toEqual(['queued', 'running', 'done'])
    expect(store.jobs.list()).toMatchObject([
      { kind: 'index', state: 'done', input: { folders: ['a'] }, error: null },
    ])
  })

  it('keeps the sentence of a job that failed', async () => {
    const { store, runner } = runnerOn()
    const job = runner.run(
      plan(() => Promise.reject(new AppError('disk-full', verbatim('The disk is full.')))),
    )
    await expect(job).rejects.toMatchObject({ code: 'disk-full' })
    expect(store.jobs.list()).toMatchObject([{ state: 'failed', error: verbatim('The disk is full.') }])
  })

  it('runs writers one after the other, and readers beside them', async () => {
    const { runner } = runnerOn()
    const steps: string[] = []
    const [first, second, reader] = ['first', 'second', 'reader'].map((name) => heldJob(steps, name))
    const jobs = [
      runner.run(plan(first.work)),
      runner.run(plan(second.work)),
      runner.run(plan(reader.work, { writes: false })),
    ]
    await Promise.all([first.started, reader.started])
    first.end(undefined)
    await second.started
    second.end(undefined)
    reader.end(undefined)
    await Promise.all(jobs)
    expect(steps.indexOf('first ends')).toBeLessThan(steps.indexOf('second starts'))
    expect(steps.indexOf('reader starts')).toBeLessThan(steps.indexOf('first ends'))
  })

  it('runs a writer with a queue of its own beside the others, and those of one queue one by one', async () => {
    const { store, runner } = runnerOn()
    const steps: string[] = []
    const [index, first, second] = ['index', 'first', 'second'].map((name) => heldJob(steps, name))
    const jobs = [
      runner.run(plan(index.work)),
      runner.run(plan(first.work, { queue: 'promote' })),
      runner.run(plan(second.work, { queue: 'promote' })),
    ]
    await Promise.all([index.started, first.started])
    first.end(undefined)
    await second.started
    second.end(undefined)
    index.end(undefined)
    await Promise.all(jobs)
    expect(steps.indexOf('second starts')).toBeLessThan(steps.indexOf('index ends'))
    expect(steps.indexOf('first ends')).toBeLessThan(steps.indexOf('second starts'))
    expect(store.jobs.list()).toHaveLength(3)
  })

  it('lets a job with a queue of its own wait for the library only when it changes it', async () => {
    const { runner } = runnerOn()
    const steps: string[] = []
    const [index, next] = ['index', 'next'].map((name) => heldJob(steps, name))
    const controller = new AbortController()
    const training = { queue: 'training', kind: 'train' as const }
    const keep = (name: string) => () => Promise.resolve(steps.push(name))
    const indexing = runner.run(plan(index.work))
    const asked = Promise.withResolvers<undefined>()
    const kept = runner.run(
      plan(async ({ inTurn }) => {
        const keeping = inTurn?.(keep('kept'))
        asked.resolve(undefined)
        await keeping
      }, training),
    )
    const refused = runner.run(
      plan(({ inTurn }) => inTurn?.(keep('never')) ?? Promise.resolve(0), {
        ...training,
        queue: 'other',
        signal: controller.signal,
      }),
    )
    await Promise.all([index.started, asked.promise])
    const last = runner.run(plan(next.work))
    controller.abort()
    await expect(refused).rejects.toMatchObject({ code: 'cancelled' })
    expect(steps).toEqual(['index starts'])
    index.end(undefined)
    next.end(undefined)
    await Promise.all([indexing, kept, last])
    expect(steps).toEqual(['index starts', 'index ends', 'kept', 'next starts', 'next ends'])
  })

  it('takes a cancelled job out of the queue without letting the next one in early', async () => {
    const { runner, records } = runnerOn()
    const steps: string[] = []
    const [first, third] = ['first', 'third'].map((name) => heldJob(steps, name))
    const controller = new AbortController()
    const running = runner.run(plan(first.work))
    await first.started
    const queued = runner.run(
      plan(() => Promise.reject(new Error('must not run')), { signal: controller.signal }),
    )
    const last = runner.run(plan(third.work))
    controller.abort()
    await expect(queued).rejects.toMatchObject({ code: 'cancelled' })
    expect(steps).toEqual(['first starts'])
    first.end(undefined)
    await third.started
    third.end(undefined)
    await Promise.all([running, last])
    expect(steps).toEqual(['first starts', 'first ends', 'third starts', 'third ends'])
    expect(states(records, 2)).toEqual(['queued', 'cancelled'])
  })

  it('leaves no trace of a job that only reads', async () => {
    const { store, runner, records } = runnerOn()
    await runner.run(plan(() => Promise.resolve(), { writes: false, kind: 'simulate' }))
    expect(store.jobs.list()).toEqual([])
    expect(records.map(({ state }) => state)).toEqual(['queued', 'running', 'done'])
  })

  it('keeps what a job did with its last progress, and both for the next start', async () => {
    const { store, runner, records } = runnerOn()
    const notes = (count: number) => [sentence('job-added', { count })]
    await runner.run(
      plan(
        ({ report }) => {
          report({ stage: 'reading photos', done: 7, total: 9 })
          return Promise.resolve(7)
        },
        { notes },
      ),
    )
    await runner.run(plan(() => Promise.resolve(3), { notes }))
    const told = [{ notes: notes(3) }, { stage: 'reading photos', done: 7, total: 9, notes: notes(7) }]
    expect(store.jobs.list().map(({ progress }) => progress)).toMatchObject(told)
    expect(records.at(-1)?.progress).toMatchObject(told[0])
  })

  it('has done what it did, whatever comes of the words for it', async () => {
    const { runner, store } = runnerOn()
    const notes = () => {
      throw new TypeError('no words')
    }
    await expect(runner.run(plan(() => Promise.resolve(7), { notes }))).resolves.toBe(7)
    expect(store.jobs.list()).toMatchObject([{ state: 'done', error: null }])
  })

  it('lists what ended without a row, unless it took a moment and ended well', async () => {
    const { runner, time } = runnerOn()
    const read = <T>(work: () => Promise<T>, options: Partial<JobPlan<T>> = {}) =>
      runner.run(plan(work, { writes: false, kind: 'compare', ...options }))
    await read(() => Promise.resolve((time.now += 5_000)), { kind: 'export', isListed: false })
    await read(() => Promise.resolve())
    await expect(read(() => Promise.reject(new Error('no')))).rejects.toThrow('no')
    await read(() => Promise.resolve((time.now += 5_000)))
    expect(runner.list()).toMatchObject([
      { kind: 'compare', state: 'done', finishedAt: 11_000 },
      { kind: 'compare', state: 'failed' },
    ])
    for (let i = 0; i < 60; i += 1) await read(() => Promise.resolve((time.now += 5_000)))
    expect(runner.list()).toHaveLength(50)
  })

  it('announces at most ten times a second, the end always', async () => {
    const { runner, records, time } = runnerOn()
    await runner.run(
      plan(({ report }) => {
        for (let done = 1; done <= 1000; done++) {
          time.now += 1
          report({ stage: 'reading photos', done, total: 1000 })
        }
        return Promise.resolve()
      }),
    )
    const progress = records.filter(({ state }) => state === 'running' && records.length > 0)
    expect(progress.length).toBeLessThanOrEqual(12) // the start, and one every 100 ms of the second that passed
    expect(progress.length).toBeGreaterThan(5)
    expect(records.at(-1)).toMatchObject({ state: 'done', progress: { done: 1000, total: 1000 } })
  })

  it('tells a progress that was held back when nothing comes after it', async () => {
    const store = openMemoryStore()
    const told = Promise.withResolvers<undefined>()
    const runner = new JobRunner({
      jobs: store.jobs,
      clock: Date.now,
      announce: ({ progress }) => {
        if (progress?.stage === 'computing features') told.resolve(undefined)
      },
    })
    await runner.run(
      plan(async ({ report }) => {
        report({ stage: 'reading photos', done: 0, total: 1 })
        report({ stage: 'computing features', done: 0, total: 1 })
        await told.promise // would never come if the second were dropped
      }),
    )
  })

  it('marks jobs that a dead process left behind', () => {
    const store = openMemoryStore()
    const id = store.jobs.add('index', {})
    store.jobs.start(id)
    const left = { ...store.jobs, interrupted: () => store.jobs.list() }
    new JobRunner({ jobs: left, clock: Date.now, announce: () => undefined })
    // When it ended nobody knows.
    expect(store.jobs.get(id)).toMatchObject({ state: 'failed', finishedAt: null })
    expect(store.jobs.get(id)?.error).toEqual(sentence('job-interrupted'))
  })

  it('lists them so where their rows have to stay as they are', () => {
    const store = openMemoryStore()
    const id = store.jobs.add('index', {})
    store.jobs.start(id)
    const left = { ...store.jobs, interrupted: () => store.jobs.list() }
    const options = { jobs: left, isReadOnly: true, clock: Date.now, announce: () => undefined }
    const [listed] = new JobRunner(options).list()
    expect(listed).toMatchObject({
      id,
      state: 'failed',
      error: sentence('job-interrupted'),
    })
    expect(store.jobs.get(id)).toMatchObject({ state: 'running', error: null })
  })

  it('cancels everything and waits for it when it is closed', async () => {
    const { runner } = runnerOn()
    const steps: string[] = []
    const job = runner.run(
      plan(async ({ signal }) => {
        await new Promise((resolve) => {
          signal.addEventListener('abort', resolve)
        })
        for (let turn = 0; turn < 10; turn++) await Promise.resolve()
        steps.push('stopped')
        throw new AppError('cancelled', verbatim('Cancelled.'))
      }),
    )
    const rejected = expect(job).rejects.toMatchObject({ code: 'cancelled' })
    for (let turn = 0; turn < 10; turn++) await Promise.resolve()
    await runner.close()
    expect(steps).toEqual(['stopped'])
    await rejected
  })
})

describe('a library that refuses the rows of jobs', () => {
  /** A library whose table of jobs SQLite refuses to change, as on a full disk, until it is told to take changes again. */
  async function refusing() {
    const folder = await temporaryFolder()
    const store = storeIn(folder)
    const beside = new SqliteDatabase(path.join(folder, 'library', 'library.db'))
    onTestFinished(() => {
      beside.close()
    })
    return {
      store,
      refuse: () =>
        beside.exec("CREATE TRIGGER refuse BEFORE UPDATE ON jobs BEGIN SELECT RAISE(ABORT, 'no room'); END"),
      accept: () => beside.exec('DROP TRIGGER refuse'),
    }
  }

  it('goes on with the job whose progress comes from a timer', async () => {
    const { store, refuse } = await refusing()
    const told = Promise.withResolvers<undefined>()
    const problems: AppError[] = []
    const time = { now: 0 }
    const runner = new JobRunner({
      jobs: store.jobs,
      clock: () => time.now,
      announce: ({ progress }) => {
        if (progress?.stage === 'computing features') told.resolve(undefined)
      },
      onProblem: (error) => problems.push(error),
    })
    const work: JobPlan<string>['work'] = async ({ report }) => {
      report({ stage: 'reading photos', done: 0, total: 1 })
      refuse()
      time.now += 50 // too soon to announce it, and a timer is set; a minute later its row is due as well
      report({ stage: 'computing features', done: 0, total: 1 })
      time.now += 60_000
      await told.promise
      return 'whole'
    }
    await expect(runner.run(plan(work))).resolves.toBe('whole')
    expect(problems).not.toEqual([])
  })

  it('gives the result of work that is done, and writes its end at the next chance', async () => {
    const { store, refuse, accept } = await refusing()
    const records: JobRecord[] = []
    const runner = new JobRunner({
      jobs: store.jobs,
      clock: Date.now,
      announce: (record) => records.push(record),
    })
    const work = () => {
      refuse()
      return Promise.resolve('whole')
    }
    await expect(runner.run(plan(work))).resolves.toBe('whole')
    expect(records.at(-1)).toMatchObject({ state: 'done' })
    expect(runner.list()).toMatchObject([{ state: 'done', error: null }])
    expect(store.jobs.list()).toMatchObject([{ state: 'running' }])
    accept()
    await runner.run(plan(() => Promise.resolve()))
    expect(store.jobs.list()).toMatchObject([{ state: 'done' }, { state: 'done' }])
  })

  it('says why a job failed, not that its row could not be written', async () => {
    const { store, refuse } = await refusing()
    const runner = new JobRunner({ jobs: store.jobs, clock: Date.now, announce: () => undefined })
    const work = () => {
      refuse()
      return Promise.reject(new AppError('bad-input', verbatim('The reason.')))
    }
    await expect(runner.run(plan(work))).rejects.toThrow('The reason.')
    expect(runner.list()).toMatchObject([{ state: 'failed', error: verbatim('The reason.') }])
  })

  it('is opened with jobs that a dead process left', async () => {
    const { store, refuse } = await refusing()
    const id = store.jobs.add('index', {})
    refuse()
    const left = { ...store.jobs, interrupted: () => store.jobs.list() }
    const runner = new JobRunner({ jobs: left, clock: Date.now, announce: () => undefined })
    expect(runner.list()).toMatchObject([{ id, state: 'failed', error: sentence('job-interrupted') }])
  })
})

describe('the progress meter', () => {
  it('says the rate of the last seconds and the time left', () => {
    let now = 0
    const meter = new ProgressMeter(() => now)
    expect(meter.measure({ stage: 'reading photos', done: 0, total: 100 })).toMatchObject({
      perSecond: null,
      secondsLeft: null,
    })
    now = 2000
    expect(meter.measure({ stage: 'reading photos', done: 40, total: 100 })).toMatchObject({
      perSecond: 20,
      secondsLeft: 3,
    })
  })

  it('forgets the fast beginning after ten seconds', () => {
    let now = 0
    const meter = new ProgressMeter(() => now)
    let done = 0
    let rate: number | null = null
    for (; now <= 60_000; now += 100) {
      done += now < 10_000 ? 10 : 1
      rate = meter.measure({ stage: 'reading photos', done, total: null }).perSecond
    }
    expect(rate).toBeCloseTo(10, 0)
  })

  it('starts anew with a stage, and says nothing about a total it does not know', () => {
    let now = 0
    const meter = new ProgressMeter(() => now)
    meter.measure({ stage: 'reading photos', done: 0, total: 10 })
    now = 1000
    meter.measure({ stage: 'reading photos', done: 10, total: 10 })
    expect(meter.measure({ stage: 'computing features', done: 0, total: null })).toMatchObject({
      perSecond: null,
      secondsLeft: null,
    })
    now = 2000
    expect(meter.measure({ stage: 'computing features', done: 5, total: null })).toMatchObject({
      perSecond: 5,
      secondsLeft: null,
    })
  })
})
