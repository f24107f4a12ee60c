/** @file A library without room for its files says so, by SQLite's own code; no damage is claimed, and nothing is lost. */
import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import path from 'node:path'
import process from 'node:process'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { openStore } from '../../../main/store/store.ts'
import { ENTRY } from '../../support/command-line.ts'
import { addPhotos, label, temporaryFolder } from './support.ts'

const Failure = z.object({ error: z.object({ code: z.string(), message: z.string() }) })

function library(): string {
  const folder = temporaryFolder()
  const store = openStore(folder)
  const labelSet = store.labelSets.current()
  label(store, labelSet, [{ photo: addPhotos(store, 2)[0], class: store.classes.ensure(labelSet, 'cat') }])
  store.close()
  return folder
}

/** The command line where no file may grow beyond so many blocks of 512 bytes: what a used-up quota is to SQLite. */
async function limited(blocks: number, words: readonly string[]): Promise<z.infer<typeof Failure>['error']> {
  const child = spawn(
    'sh',
    ['-c', `ulimit -f ${blocks}; exec "$0" "$@"`, process.execPath, ENTRY, ...words, '--json'],
    {
      env: { ...process.env, TWINSORT_CACHE: path.join(temporaryFolder(), 'cache') },
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  )
  return Failure.parse(JSON.parse(await text(child.stdout))).error
}

test('where not even the index of the log has room, every command says that the disk is full', async () => {
  const folder = library()
  for (const command of ['status', 'check', 'undo']) {
    expect(await limited(40, [command, '--library', folder])).toMatchObject({
      code: 'disk-full',
      message: expect.stringMatching(/no room left for the library.*Free some space there/) as string,
    })
  }
  const store = openStore(folder)
  expect(store.check()).toEqual([])
  expect(store.journal.lastId()).toBe(1)
  store.close()
})

test('a write that the disk refuses for another reason is no damage', async () => {
  const folder = library()
  // Room for the index of the log (32 kB), not for two pages of 16 kB in the log itself.
  expect(await limited(66, ['undo', '--library', folder])).toMatchObject({ code: 'disk-failed' })
  const store = openStore(folder)
  expect(store.check()).toEqual([])
  expect(store.journal.labels(store.labelSets.current()).size).toBe(1)
  store.close()
})
