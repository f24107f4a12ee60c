/** @file The file manager is opened at a place that an export wrote, at no other, and by no shell. */
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { opener } from '../../../main/engine/open-place.ts'
import { serve } from '../../../main/engine/serve.ts'
import { createClient } from '../../../shared/client.ts'
import { memoryPortPair } from '../../../shared/port.ts'
import { plantPhotos, roomIn, storeIn } from '../../support/engine.ts'
import { temporaryFolder } from '../../support/folder.ts'

/** A folder with spaces, quotes and what shells take for their own. */
const ODD = `it's $(touch x) "odd"; & more`

/** For one test: the environment of whoever opens it. */
function inEnvironment(values: Record<string, string>): void {
  for (const [name, value] of Object.entries(values)) vi.stubEnv(name, value)
  onTestFinished(() => {
    vi.unstubAllEnvs()
  })
}

/** A client of a library with one labelled photo. */
async function labelledIn(folder: string) {
  const store = storeIn(folder)
  const ids = await plantPhotos(store, path.join(folder, 'photos'), { 'a.jpg': 'a' })
  const labelSet = store.labelSets.current()
  const labels = [{ photo: ids.get('a.jpg') ?? 0, class: store.classes.ensure(labelSet, 'hen') }]
  store.journal.decide({ labelSet, kind: 'label', actor: 'test', labels, rejections: [], skips: [] })
  store.close()
  const [near, far] = memoryPortPair()
  serve(roomIn(folder), far)
  return createClient(near)
}

describe('what shows a place', () => {
  it.each([
    ['linux', true, ['xdg-open', '/out/sorted']],
    ['linux', false, ['xdg-open', '/out']],
    ['darwin', true, ['open', '-R', '/out/sorted']],
    ['darwin', false, ['open', '-R', '/out/sorted']],
  ])('on %s, for a folder: %s', (platform, isFolder, words) => {
    expect(opener('/out/sorted', isFolder, platform)).toEqual(words)
  })

  it('on Windows', () => {
    expect(opener('C:\\out\\a.csv', false, 'win32')).toEqual(['explorer.exe', 'C:\\out'])
  })
})

describe.skipIf(process.platform === 'win32' || process.platform === 'darwin')('an export', () => {
  it('is shown once it is written, and nothing else is', async () => {
    const folder = await temporaryFolder()
    const client = await labelledIn(folder)
    const program = path.join(folder, 'bin', 'xdg-open')
    await mkdir(path.dirname(program))
    await writeFile(program, `#!/bin/sh\nprintf '%s' "$#:$1" > ${folder}/asked\n`)
    await chmod(program, 0o755)
    inEnvironment({ PATH: `${path.dirname(program)}:${process.env.PATH ?? ''}`, DISPLAY: ':99' })

    const out = path.join(folder, ODD)
    const open = (place: string) => client.call('openExport', { out: place })
    await expect(open(out)).rejects.toMatchObject({ code: 'not-found' })
    await client.call('export', { format: 'imagefolder', out, dryRun: true })
    await expect(open(out)).rejects.toMatchObject({ code: 'not-found' })
    await client.call('export', { format: 'imagefolder', out })
    for (const other of [folder, path.join(out, 'hen'), path.join(folder, 'photos')])
      await expect(open(other)).rejects.toMatchObject({ code: 'not-found' })
    expect(await open(out)).toEqual({ opened: true })
    expect(await readFile(path.join(folder, 'asked'), 'utf8')).toBe(`1:${out}`)

    await writeFile(program, '#!/bin/sh\nexit 3\n')
    expect(await open(out)).toEqual({ opened: false })
    inEnvironment({ DISPLAY: '', WAYLAND_DISPLAY: '' })
    expect(await open(out)).toEqual({ opened: false })
    client.close()
  })
})
