/** @file Jobs as they are stored: their states, and what is known of them after their process has died. */
import { spawnSync } from 'node:child_process'
import process from 'node:process'
import { expect, test } from 'vitest'
import { openDatabase, storeOn } from '../../../main/store/lifecycle/open.ts'
import { openMemoryStore, openStore } from '../../../main/store/store.ts'
import type { Progress } from '../../../shared/domain.ts'
import { closing, temporaryFolder } from './support.ts'
import { verbatim } from '../../../shared/sentences/sentence.ts'

const PROGRESS: Progress = {
  stage: 'reading photos',
  done: 3,
  total: null,
  perSecond: 1.5,
  secondsLeft: null,
}

test('a job is queued, started, progresses and ends', () => {
  let now = 10
  const store = closing(openMemoryStore({ clock: () => now }))
  const id = store.jobs.add('index', { folders: ['/pictures'], backbone: null })
  const job = { id, kind: 'index', input: { folders: ['/pictures'], backbone: null }, error: null }
  expect(store.jobs.get(id)).toEqual({
    ...job,
    state: 'queued',
    progress: null,
    startedAt: 10,
    finishedAt: null,
  })
  now = 20
  store.jobs.start(id)
  store.jobs.progress(id, PROGRESS)
  expect(store.jobs.get(id)).toMatchObject({ state: 'running', progress: PROGRESS, startedAt: 20 })
  now = 30
  store.jobs.finish(id, 'failed', { error: verbatim('The disk is gone.') })
  expect(store.jobs.get(id)).toEqual({
    ...job,
    state: 'failed',
    progress: PROGRESS,
    startedAt: 20,
    finishedAt: 30,
    error: verbatim('The disk is gone.'),
  })
})

test('the list is newest first, and an unknown job is not found', () => {
  const store = closing(openMemoryStore())
  const ids = (['index', 'group', 'train'] as const).map((kind) => store.jobs.add(kind, null))
  expect(store.jobs.list().map(({ id }) => id)).toEqual(ids.toReversed())
  expect(store.jobs.list(1).map(({ kind }) => kind)).toEqual(['train'])
  expect(store.jobs.get(99)).toBeUndefined()
  expect(() => {
    store.jobs.start(99)
  }).toThrow(expect.objectContaining({ code: 'not-found' }))
})

test('a job that ended, or that this process has, is not interrupted', () => {
  const store = closing(openMemoryStore())
  store.jobs.start(store.jobs.add('index', null))
  store.jobs.finish(store.jobs.add('train', null), 'cancelled')
  expect(store.jobs.interrupted()).toEqual([])
})

test('a job whose opening was given up without an end is interrupted', () => {
  const folder = temporaryFolder()
  const first = openStore(folder)
  first.jobs.start(first.jobs.add('index', null))
  first.jobs.add('train', null)
  first.close()
  const second = closing(openStore(folder))
  expect(second.jobs.interrupted().map(({ kind }) => kind)).toEqual(['index', 'train'])
  second.jobs.finish(1, 'failed', { error: verbatim('Interrupted.'), finishedAt: null })
  second.jobs.start(2)
  expect(second.jobs.interrupted()).toEqual([])
})

test('the job of another process is interrupted when that process is gone, not while it lives', () => {
  const database = openDatabase(null)
  const store = closing(storeOn(database, null))
  const gone = spawnSync(process.execPath, ['--version']).pid
  const insert =
    "INSERT INTO jobs (kind, state, input, owner, started_at) VALUES (?, 'running', 'null', ?, 0)"
  database.run(insert, 'index', process.ppid)
  database.run(insert, 'train', gone)
  expect(store.jobs.interrupted().map(({ kind }) => kind)).toEqual(['train'])
})

test('a stored value that is not what it should be is damage, and names its place', () => {
  const database = openDatabase(null)
  const store = closing(storeOn(database, null))
  const id = store.jobs.add('index', null)
  database.run(`UPDATE jobs SET progress = '{"stage": 1}' WHERE id = ?`, id)
  expect(() => store.jobs.get(id)).toThrow(
    expect.objectContaining({ code: 'library-damaged', message: expect.stringContaining('job 1') as string }),
  )
})

test('a job of another version is listed, whatever it was called and doing', () => {
  const folder = temporaryFolder()
  const database = openDatabase(folder)
  const store = closing(storeOn(database, folder))
  const id = store.jobs.add('index', null)
  store.jobs.progress(id, PROGRESS)
  database.run("UPDATE jobs SET kind = 'dream', progress = replace(progress, 'reading photos', 'dreaming')")
  expect(store.jobs.list()).toMatchObject([{ kind: 'other', progress: { ...PROGRESS, stage: 'working' } }])
})
