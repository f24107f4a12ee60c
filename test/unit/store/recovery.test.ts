/** @file Backups, restore and repair as a person meets them: on the command line, and in the room that a window talks to. */
import { existsSync, readdirSync, rmSync, truncateSync } from 'node:fs'
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openRoom } from '../../../main/engine/room.ts'
import { serve } from '../../../main/engine/serve.ts'
import { createClient } from '../../../shared/client.ts'
import { type Method } from '../../../shared/contract.ts'
import { memoryPortPair } from '../../../shared/port.ts'
import { settingsIn } from '../../support/engine.ts'
import { runCommand } from '../../support/command-line.ts'
import { drawLibrary } from '../../support/photos/pictures.ts'
import { printedBy } from '../../support/printed.ts'

const PATIENCE = 300_000

let folder = ''
let photos = ''
let prepared = ''
let spare = 0

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'twinsort-recovery-'))
  photos = path.join(folder, 'photos')
  prepared = path.join(folder, 'prepared')
  const drawn = await drawLibrary(photos, { classes: 2, perClass: 3, seed: 5 })
  await json('index', prepared, ['index', photos, '--backbone', 'efficientnet-lite0-int8'])
  const table = path.join(folder, 'labels.csv')
  await writeFile(
    table,
    ['path,class', ...drawn.slice(0, 4).map((photo) => `"${photo.path}",cat`), ''].join('\n'),
  )
  await json('label', prepared, ['label', '--file', table])
}, PATIENCE)

afterAll(() => rm(folder, { recursive: true, force: true }))

async function run(library: string, words: readonly string[]) {
  return runCommand([...words, '--library', library, '--json'], {
    cwd: folder,
    environment: { TWINSORT_CACHE: path.join(folder, 'cache') },
  })
}

async function json<M extends Method>(method: M, library: string, words: readonly string[]) {
  const { code, stdout, stderr } = await run(library, words)
  expect(code, stderr).toBe(0)
  return printedBy(method, stdout)
}

async function library(): Promise<string> {
  const copy = path.join(folder, `library-${++spare}`)
  await cp(prepared, copy, { recursive: true })
  return copy
}

test('an import makes a backup before', { timeout: PATIENCE }, async () => {
  const { backups, bytes } = await json('backups', await library(), ['backup', '--list'])
  expect(backups.map(({ reason, decisions }) => ({ reason, decisions }))).toEqual([
    { reason: 'import', decisions: 0 },
  ])
  expect(bytes).toBe(backups.reduce((sum, backup) => sum + backup.bytes, 0))
})

test(
  'a library whose database is gone says so, and restore brings it back',
  { timeout: PATIENCE },
  async () => {
    const place = await library()
    const out = path.join(folder, 'elsewhere.db')
    expect(await json('backup', place, ['backup', '--out', out])).toMatchObject({ backup: out })
    const again = await run(place, ['backup', '--out', out])
    expect({ code: again.code, said: again.stdout }).toEqual({
      code: 1,
      said: expect.stringContaining('"conflict"') as string,
    })
    rmSync(path.join(place, 'library.db'))
    for (const command of ['status', 'check']) {
      const { code, stdout } = await run(place, [command])
      expect(code).toBe(1)
      expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'library-incomplete' } })
    }
    expect(existsSync(path.join(place, 'library.db'))).toBe(false)
    expect(await json('restore', place, ['restore', out])).toEqual({
      restored: out,
      kept: null,
      photos: 6,
      labelled: 4,
    })
    await json('index', place, ['index'])
    expect(await json('check', place, ['check'])).toEqual({ ok: true, problems: [], lostLabels: [] })
  },
)

test('repair computes again what is missing, and leaves a sound library', { timeout: PATIENCE }, async () => {
  const place = await library()
  await json('backup', place, ['backup'])
  rmSync(path.join(place, 'thumbnails'), { recursive: true })
  truncateSync(path.join(place, 'library.db'), 16_384 * 3)
  const { repaired, problems, kept } = await json('repair', place, ['repair'])
  expect(problems).toEqual([])
  expect(repaired.tables).toContainEqual({ name: 'labels', rows: 4 })
  expect(kept).toContain('damaged')
  expect(await json('check', place, ['check'])).toEqual({ ok: true, problems: [], lostLabels: [] })
  expect(
    readdirSync(path.join(place, 'thumbnails'), { recursive: true }).filter((name) =>
      String(name).endsWith('.jpg'),
    ),
  ).toHaveLength(6)
  expect(await json('status', place, ['status'])).toMatchObject({ photos: 6, labelled: 4 })
})

test(
  'in a window: the list, a backup, and a restore after which everything is asked anew',
  { timeout: PATIENCE },
  async () => {
    const place = await library()
    const home = path.join(folder, 'home')
    const [near, far] = memoryPortPair()
    const room = openRoom({ ...settingsIn(home), library: place })
    serve(room, far)
    const client = createClient(near)
    const { backup } = await client.call('backup', {})
    const { labelled } = await client.call('status', {})
    await client.call('undo', {})
    expect(await client.call('status', {})).toMatchObject({ labelled: 0 })
    const told = Promise.withResolvers<string>()
    client.on('library', (event) => {
      told.resolve(event.library)
    })
    const restored = await client.call('restore', { path: backup })
    expect(restored).toMatchObject({ restored: backup, labelled: 4 })
    expect(await told.promise).toBe(place)
    expect(await client.call('status', {})).toMatchObject({ labelled })
    const { backups } = await client.call('backups', {})
    expect(backups.map(({ path: file }) => file)).toContain(restored.kept)
    await expect(client.call('restore', { path: path.join(home, 'none.db') })).rejects.toMatchObject({
      code: 'not-found',
    })
    expect(await client.call('status', {})).toMatchObject({ labelled })
    client.close()
    await room.close()
  },
)
