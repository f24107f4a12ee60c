/** @file The log of a library: what its jobs did, in a file that only its owner reads, and in an answer that a window shows. */
import { appendFileSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import process from 'node:process'
import { beforeEach, describe, expect, it } from 'vitest'
import { KeptLog } from '../../../main/jobs/kept-log.ts'
import { JobRunner, type JobPlan } from '../../../main/jobs/runner.ts'
import { serve } from '../../../main/engine/serve.ts'
import { openMemoryStore } from '../../../main/store/store.ts'
import { createClient } from '../../../shared/client.ts'
import { contract, type Input } from '../../../shared/contract.ts'
import { AppError } from '../../../shared/errors.ts'
import { memoryPortPair } from '../../../shared/port.ts'
import { inEnglish, sentence, verbatim } from '../../../shared/sentences/sentence.ts'
import { engineIn, storeIn } from '../../support/engine.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { drawLibrary } from '../../support/photos/pictures.ts'

let folder: string
let library: string

beforeEach(async () => {
  folder = await temporaryFolder()
  library = path.join(folder, 'library')
})

function open() {
  const engine = engineIn(folder)
  const [near, far] = memoryPortPair()
  serve(engine, far)
  const client = createClient(near)
  const told: number[] = []
  client.on('log', ({ at }) => told.push(at))
  /** Each entry as a window would show it, in English. */
  const said = async (wanted: Input<'log'> = {}) => {
    const { entries } = await client.call('log', wanted)
    return entries.map(({ level, job, said: all }) => [
      level,
      job?.kind ?? '',
      all.map((each) => inEnglish(each)).join(' '),
    ])
  }
  return { client, told, said, close: () => engine.close() }
}

describe('the log of a library', () => {
  it('says how jobs began and ended, newest first, also after another start', async () => {
    const photos = path.join(folder, 'photos')
    await drawLibrary(photos, { classes: 1, perClass: 2 })
    writeFileSync(path.join(photos, 'broken.jpg'), 'no picture')
    const none = path.join(folder, 'none')
    const first = open()
    await first.client.call('index', { folders: [photos] })
    await first.client.call('index', { folders: [none] }).catch(() => undefined)
    const expected = [
      ['error', 'index', `Failed. There is no folder ${none}.`],
      ['info', 'index', 'Began.'],
      ['info', 'index', 'Done. 2 new photos were read. 1 file cannot be read.'],
      ['info', 'index', 'Began.'],
    ]
    expect(await first.said()).toEqual(expected)
    expect(first.told).toHaveLength(4)
    await first.close()

    const again = open()
    expect(await again.said()).toEqual(expected)
    expect(await again.said({ problems: true })).toEqual(expected.slice(0, 1))
    expect(await again.said({ most: 1 })).toEqual(expected.slice(0, 1))
    expect(await again.said({ kind: 'train' })).toEqual([])
    const { entries, hasMore, kinds, file } = await again.client.call('log', { most: 3 })
    expect({ hasMore, kinds, file }).toEqual({
      ...{ hasMore: true, kinds: ['index'] },
      file: path.join(library, 'library.log'),
    })
    expect(entries.map(({ took }) => took !== null)).toEqual([true, false, true])
    const text = readFileSync(path.join(library, 'library.log'), 'utf8')
    expect(text).not.toContain('broken.jpg')
    expect(text.split('\n')[1]).toContain('"message":"Done. 2 new photos were read. 1 file cannot be read."')
    if (process.platform !== 'win32')
      expect(statSync(path.join(library, 'library.log')).mode & 0o777).toBe(0o600)
  })

  it('says which job ended with its process', async () => {
    const store = storeIn(folder)
    store.jobs.add('train', {})
    store.close()
    const { said } = open()
    expect(await said()).toEqual([['error', 'train', `Failed. ${inEnglish(sentence('job-interrupted'))}`]])
  })

  it('never holds a word that was searched for', async () => {
    const { client, said } = open()
    const search = client.call('search', { word: 'zebrafinch-of-mine' })
    await expect(search).rejects.toThrow(/zebrafinch-of-mine/)
    expect(await said()).toEqual([])
    await client.call('index', { folders: [path.join(folder, 'none')] }).catch(() => undefined)
    expect(readFileSync(path.join(library, 'library.log'), 'utf8')).not.toContain('zebrafinch')
  })

  it('is empty before the first job, and stays readable where lines in it are broken', async () => {
    const { client, said } = open()
    expect(await client.call('log', {})).toEqual({ entries: [], hasMore: false, kinds: [], file: null })
    await client.call('index', { folders: [path.join(folder, 'none')] }).catch(() => undefined)
    appendFileSync(
      path.join(library, 'library.log'),
      'no JSON\n{"time":"never","level":"info","said":[]}\n{"ti',
    )
    expect(await said({ problems: true })).toHaveLength(1)
    await client.call('index', { folders: [path.join(folder, 'none')] }).catch(() => undefined)
    expect(await said({ problems: true })).toHaveLength(2)
  })
})

/** A log whose clock is moved by hand. */
function keptLog({ isReadOnly = false } = {}) {
  const time = { now: Date.UTC(2026, 0, 1) }
  mkdirSync(library, { recursive: true })
  const kept = new KeptLog({ library, isReadOnly, clock: () => time.now, onNews: () => undefined })
  const read = (wanted: Input<'log'> = {}) => kept.read(contract.log.input.parse(wanted))
  return { log: kept.log, time, read }
}

describe('a log', () => {
  it('of a library that can only be read writes nothing, and is remembered', async () => {
    const { log, read } = keptLog({ isReadOnly: true })
    for (let count = 0; count < 600; count += 1) log.info(sentence('log-job-done'))
    expect(statSync(path.join(library, 'library.log'), { throwIfNoEntry: false })).toBeUndefined()
    const { entries, file } = await read({ most: 10_000 })
    expect([entries.length, file]).toEqual([500, null])
  })

  it('goes on where its file cannot be written, and shows both', async () => {
    const { log, time, read } = keptLog()
    log.info(sentence('log-job-began'))
    const file = path.join(library, 'library.log')
    const before = readFileSync(file, 'utf8')
    rmSync(file)
    mkdirSync(file) // as good as any other hindrance, also for root
    time.now += 1000
    log.warn(sentence('log-no-names'))
    rmSync(file, { recursive: true })
    writeFileSync(file, before)
    const { entries } = await read()
    expect(entries.map(({ level }) => level)).toEqual(['warn', 'info'])
  })

  it('shows what it remembers where its file cannot be read, and says so', async () => {
    const { log, time, read } = keptLog()
    const file = path.join(library, 'library.log')
    mkdirSync(file)
    log.warn(sentence('log-no-names'))
    time.now += 1000
    const { entries, file: shown } = await read()
    expect(entries.map(({ said }) => inEnglish(said[0]))).toEqual([
      'The log in the library cannot be read.',
      'No names can be proposed.',
    ])
    expect(inEnglish(entries[0].said[1])).toMatch(/EISDIR/)
    expect([entries[0].level, shown]).toEqual(['warn', null])
    rmSync(file, { recursive: true })
    expect((await read()).entries).toHaveLength(1)
  })

  it('cuts what others say at length, and never grows beyond its size', async () => {
    const { log, read } = keptLog()
    for (let count = 0; count < 300; count += 1)
      log.error(sentence('log-job-failed'), { reason: verbatim('very '.repeat(10_000)) })
    const sizes = ['library.log', 'library.log.older'].map(
      (name) => statSync(path.join(library, name), { throwIfNoEntry: false })?.size ?? 0,
    )
    expect(Math.max(...sizes)).toBeLessThan(300_000)
    const { entries } = await read({ most: 1 })
    const [shown] = entries[0].said.map((each) => inEnglish(each))
    expect(shown.startsWith('Failed. very very')).toBe(true)
    expect(shown.length).toBeLessThan(1100)
  })
})

describe('jobs in the log', () => {
  /** A runner on a library in memory. */
  function runner() {
    const { log, read, time } = keptLog()
    const jobs = new JobRunner({
      jobs: openMemoryStore().jobs,
      clock: () => time.now,
      announce: () => undefined,
      log,
    })
    const run = (work: () => Promise<unknown>, plan: Partial<JobPlan<unknown>> = {}) =>
      jobs.run({
        ...{ kind: 'search', input: {}, writes: false, signal: new AbortController().signal },
        ...{ work, ...plan },
      })
    const said = async () =>
      (await read()).entries.map(({ said: all, took }) => [...all.map((each) => inEnglish(each)), took])
    return { run, said, time }
  }

  it('that only read, took a moment and ended well leave nothing, others do', async () => {
    const { run, said, time } = runner()
    await run(() => Promise.resolve())
    expect(await said()).toEqual([])
    await run(() => {
      time.now += 2500
      return Promise.resolve()
    })
    expect(await said()).toEqual([['Done.', 2500]])
    await run(() => Promise.reject(new AppError('disk-full', verbatim('No room.')))).catch(() => undefined)
    expect((await said())[0]).toEqual(['Failed.', 'No room.', 0])
  })

  it('that only read and found nothing to do say at most that they ended so, without a word of what was asked', async () => {
    const { run, said, time } = runner()
    const fail = (code: 'not-found' | 'bad-input') => () => {
      time.now += 2500
      return Promise.reject(new AppError(code, verbatim('No such word.')))
    }
    await run(fail('not-found')).catch(() => undefined)
    await run(fail('bad-input')).catch(() => undefined)
    expect(await said()).toEqual([
      ['Failed.', 2500],
      ['Failed.', 2500],
    ])
    await run(fail('not-found'), { writes: true }).catch(() => undefined)
    expect((await said())[0]).toEqual(['Failed.', 'No such word.', 2500])
  })

  it('say that they began while they run', async () => {
    const { run, said } = runner()
    const end = Promise.withResolvers<undefined>()
    const running = run(() => end.promise)
    await expect.poll(said, { timeout: 5000 }).toEqual([['Began.', null]])
    end.resolve(undefined)
    await running
    expect(await said()).toEqual([
      ['Done.', 0], // by a clock that stands still
      ['Began.', null],
    ])
  })

  it('that nobody looks for afterwards leave nothing; those that were stopped say so', async () => {
    const { run, said } = runner()
    await run(() => Promise.reject(new Error('no')), { isListed: false }).catch(() => undefined)
    expect(await said()).toEqual([])
    const stop = new AbortController()
    const work = () => {
      stop.abort()
      return Promise.reject(new AppError('cancelled', sentence('cancelled')))
    }
    await run(work, { writes: true, signal: stop.signal }).catch(() => undefined)
    expect(await said()).toEqual([
      ['Stopped.', 0],
      ['Began.', null],
    ])
  })

  it('leave out the notes that name single files', async () => {
    const { run, said } = runner()
    const notes = () => [
      sentence('job-added', { count: 2 }),
      sentence('about', { subject: '/home/me/secret.jpg', problem: verbatim('damaged') }),
      sentence('job-more', { count: 3 }),
      sentence('notice-first-frame', { count: 1, file: '/home/me/secret.gif' }),
    ]
    await run(() => Promise.resolve(), { writes: true, notes })
    expect((await said())[0]).toEqual(['Done.', '2 new photos were read.', 0])
  })
})
