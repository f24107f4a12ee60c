/**
 * @file The hidden window in a real Electron that has WebGPU, on whatever graphics card there is: what test/e2e shows of its page
 * in a browser, with Electron's own window, session and ports. TWINSORT_TEST_SWITCHES may hold switches of Chromium that this
 * machine's card needs.
 */
import { mkdtemp, realpath, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runCommand } from '../support/command-line.ts'
import { drawLibrary } from '../support/photos/pictures.ts'
import { askEngine } from './ask.ts'
import { findElectron } from './find-electron.ts'
import { ELECTRON, prepare, type Shell, type Starter } from './start-electron.ts'

const electron = findElectron()
const missing =
  typeof electron === 'string' ? electron : electron.isOld ? 'This Electron is too old for WebGPU.' : ''
if (missing !== '') process.stdout.write(`The hidden window is not tested in a real Electron. ${missing}\n`)

describe.skipIf(missing !== '')('the hidden window in a real Electron', () => {
  let folder: string
  let starter: Starter
  let shell: Shell

  beforeAll(async () => {
    if (typeof electron === 'string') return
    folder = await realpath(await mkdtemp(path.join(os.tmpdir(), 'twinsort-electron-')))
    await drawLibrary(path.join(folder, 'photos'), { classes: 2, perClass: 12 })
    const words = ['index', path.join(folder, 'photos'), '--backbone', 'efficientnet-lite0-int8']
    expect(await runCommand(['--library', path.join(folder, 'library'), ...words])).toMatchObject({ code: 0 })
    starter = await prepare(electron, folder)
    shell = await starter.start(['--library', path.join(folder, 'library')])
    const ids = Array.from({ length: 12 }, (_, index) => index + 1)
    await askEngine(shell.page, 'relabel', { ids, class: 'one' })
    await askEngine(shell.page, 'relabel', { ids: ids.map((id) => id + 12), class: 'other' })
  }, 120_000)

  afterAll(async () => {
    if (missing !== '') return
    await shell.quit()
    starter.dispose()
    await rm(folder, { recursive: true, force: true })
  })

  /** Windows that are there and not shown, as main sees them. */
  function hidden(expression: string): Promise<unknown> {
    return shell.main.evaluate(`{ const hidden = ${ELECTRON}.BrowserWindow.getAllWindows()
      .filter((window) => window.webContents.getURL().startsWith('twinsort://compute/'))
      ;(${expression}) }`)
  }

  test('passes its self-test, trains, and leaves the training to another backend when it crashes', async ({
    skip,
  }) => {
    const { backends } = await askEngine(shell.page, 'doctor', { selfTest: true })
    const report = backends.find(({ name }) => name === 'webgpu')
    expect(report).toMatchObject({ available: true, inWindow: true })
    skip(report?.selfTest?.reason.includes('no graphics card') === true, report?.selfTest?.reason)
    expect(report?.selfTest).toMatchObject({ passed: true })
    await expect.poll(() => hidden('hidden.length')).toBe(0) // the test is over

    const training = { network: 'head', backend: 'webgpu' }
    expect(await askEngine(shell.page, 'train', training)).toMatchObject({ backend: 'webgpu', fellBack: [] })
    expect(await hidden('hidden.map((window) => window.isVisible())')).toEqual([false])
    expect(await hidden('hidden[0].webContents.getLastWebPreferences()')).toMatchObject({
      ...{ sandbox: true, contextIsolation: true, nodeIntegration: false, webSecurity: true },
    })
    const fetched = '(hidden[0].webContents.executeJavaScript("fetch(\'/page.js\').then(() => 1, () => 0)"))'
    expect(await hidden(fetched)).toBe(0)

    const again = askEngine(shell.page, 'train', { ...training, epochs: 60 })
    await hidden('(hidden[0].webContents.forcefullyCrashRenderer(), 0)')
    const { backend, fellBack } = await again
    expect(backend).not.toBe('webgpu')
    expect(fellBack).toMatchObject([{ backend: 'webgpu' }])
    await expect.poll(() => hidden('hidden.length')).toBe(0)
  })
})
