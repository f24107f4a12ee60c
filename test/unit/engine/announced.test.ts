/** @file What was decided is told to the windows, also where a later step of the same call fails. */
import path from 'node:path'
import SqliteDatabase from 'better-sqlite3'
import { expect, it, onTestFinished } from 'vitest'
import { createClient } from '../../../shared/client.ts'
import { memoryPortPair } from '../../../shared/port.ts'
import { announceDecision } from '../../../main/engine/announce.ts'
import { Emitter } from '../../../main/engine/emitter.ts'
import { watchOtherProcesses } from '../../../main/engine/other-processes.ts'
import { serve } from '../../../main/engine/serve.ts'
import { engineIn, storeIn } from '../../support/engine.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { labelTruly, someProblem } from '../../support/review.ts'
import { fillLibrary } from '../../support/photos/synthetic-library.ts'

it('tells of the steps that were undone before one that could not be', async () => {
  const folder = await temporaryFolder()
  const store = storeIn(folder)
  fillLibrary(store, someProblem)
  for (const count of [10, 20, 30]) labelTruly(store, someProblem, count)
  const last = store.journal.lastId()
  const beside = new SqliteDatabase(path.join(folder, 'library', 'library.db'))
  onTestFinished(() => {
    beside.close()
  })
  beside.exec(
    `CREATE TRIGGER refuse BEFORE INSERT ON decisions WHEN (SELECT max(id) FROM decisions) > ${last}
      BEGIN SELECT RAISE(ABORT, 'no room'); END`,
  )
  const [near, far] = memoryPortPair()
  serve(engineIn(folder), far)
  const client = createClient(near)
  const told: number[] = []
  client.on('decided', ({ decision }) => told.push(decision))
  await expect(client.call('undo', { count: 2 })).rejects.toThrow(/no room/)
  expect(store.journal.lastId()).toBe(last + 1)
  expect(told).toEqual([last + 1])
})

it('tells what another process decided, and not once more what was decided here', async () => {
  const folder = await temporaryFolder()
  const [here, there] = [storeIn(folder), storeIn(folder)]
  fillLibrary(here, someProblem)
  const events = new Emitter()
  const told: number[] = []
  events.listen((event) => {
    if (event.event === 'decided') told.push(event.payload.decision)
  })
  onTestFinished(watchOtherProcesses({ store: here, events }, 5))
  labelTruly(there, someProblem, 10)
  const first = there.journal.lastId()
  await expect.poll(() => told).toEqual([first])
  labelTruly(here, someProblem, 20)
  announceDecision(here, events)
  labelTruly(there, someProblem, 30)
  await expect.poll(() => told.length).toBeGreaterThan(2)
  expect(told).toEqual([first, first + 1, first + 2])
})
