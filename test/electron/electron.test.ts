/**
 * @file The shell in a real Electron: what its window may and may not do, read from the running window, and the main job
 * through its bridge. Where the Electron at hand is an old one, old/ stands in for what it lacks.
 */
import { copyFile, mkdtemp, readFile, realpath, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { z } from 'zod'
import type { Method, Output } from '../../shared/contract.ts'
import { runCommand } from '../support/command-line.ts'
import { drawLibrary } from '../support/photos/pictures.ts'
import { askEngine } from './ask.ts'
import { findElectron } from './find-electron.ts'
import { ELECTRON, prepare, type Shell, type Starter } from './start-electron.ts'

const electron = findElectron()
const missing = typeof electron === 'string' ? electron : ''
if (missing !== '') process.stdout.write(`The shell is not tested in a real Electron. ${missing}\n`)
const PHOTOS = 24
const START_MS = 120_000

const SOON = { timeout: 30_000 }

function eventually<T>(read: () => T) {
  return expect.poll(read, SOON)
}

const Dragged = z.array(
  z.object({
    files: z.array(z.string()),
    file: z.string(),
    icon: z.object({ width: z.int(), height: z.int() }),
  }),
)

const NetLog = z.object({
  constants: z.object({ logEventTypes: z.record(z.string(), z.int()) }),
  events: z.array(z.object({ type: z.int(), params: z.unknown().optional() })),
})

/**
 * Names that were looked up and connections that were begun, as Chromium's own log of its network has them. Electron 9 asks for a
 * dictionary whatever it is told, so requests that failed before that are not among them.
 */
async function wentOut(file: string): Promise<string[]> {
  const { constants, events } = NetLog.parse(JSON.parse(await readFile(file, 'utf8')))
  const names = new Map(Object.entries(constants.logEventTypes).map(([name, type]) => [type, name]))
  expect([...names.values()]).toEqual(
    expect.arrayContaining(['TCP_CONNECT', 'UDP_CONNECT', 'HOST_RESOLVER_IMPL_JOB']),
  )
  return events
    .map(({ type, params }) => `${names.get(type) ?? ''} ${JSON.stringify(params)}`)
    .filter((event) =>
      /^(TCP_CONNECT|UDP_CONNECT|UDP_BYTES_SENT|SOCKET_BYTES_SENT|HOST_RESOLVER_IMPL_JOB)/.test(event),
    )
}

describe.skipIf(missing !== '')('the shell in a real Electron', () => {
  let folder: string
  let starter: Starter
  let shell: Shell

  beforeAll(async () => {
    if (typeof electron === 'string') return
    folder = await realpath(await mkdtemp(path.join(os.tmpdir(), 'twinsort-electron-')))
    await drawLibrary(path.join(folder, 'photos'), { classes: 4, perClass: PHOTOS / 4 })
    await drawLibrary(path.join(folder, 'more'), { classes: 1, perClass: 3, seed: 1 })
    const words = ['index', path.join(folder, 'photos'), '--backbone', 'efficientnet-lite0-int8']
    const indexed = await runCommand(['--library', path.join(folder, 'library'), ...words])
    expect(indexed).toMatchObject({ code: 0 })
    starter = await prepare(electron, folder)
    const log = `--log-net-log=${path.join(folder, 'network.json')}`
    await start(log, '--library', path.join(folder, 'library'))
  }, START_MS)

  afterAll(async () => {
    if (missing !== '') return
    starter.dispose()
    await rm(folder, { recursive: true, force: true })
  })

  /** Until its page is there: what is asked of the one before it is never answered. */
  async function start(...words: string[]): Promise<void> {
    shell = await starter.start(words)
    await inPage('document.readyState === "complete" && document.querySelector("#app").childElementCount > 0')
  }
  function ask<M extends Method>(method: M, input = {}): Promise<Output<M>> {
    return askEngine(shell.page, method, input)
  }
  /** Waits until an expression is true in the window. */
  function inPage(expression: string): Promise<void> {
    return vi.waitFor(async () => {
      expect(await shell.page.evaluate(expression), expression).toBe(true)
    }, SOON)
  }
  function inMain(expression: string): Promise<unknown> {
    return shell.main.evaluate(`{ const { app, BrowserWindow, Menu, shell } = ${ELECTRON}
      const [window] = BrowserWindow.getAllWindows()
      ;(${expression}) }`)
  }

  test('shows one window, with its own address and title', async () => {
    expect(await inMain('BrowserWindow.getAllWindows().length')).toBe(1)
    await eventually(() => inMain('window.isVisible()')).toBe(true)
    expect(await shell.page.evaluate('location.origin')).toBe('twinsort://app')
    await eventually(() => inMain('window.getTitle()')).toMatch(/photos – Twinsort$/)
  })

  test('is sandboxed, isolated and without Node, as the running window says', async () => {
    expect(await inMain('window.webContents.getLastWebPreferences()')).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
      spellcheck: false,
      devTools: false,
    })
    expect(await shell.page.evaluate('"gpu" in navigator')).toBe(false)
    const globals = ['require', 'process', 'module', 'Buffer', 'global', 'electron', 'ipcRenderer']
    expect(await shell.page.evaluate(`${JSON.stringify(globals)}.filter((name) => name in window)`)).toEqual(
      [],
    )
    expect(await shell.page.evaluate('Object.keys(window.twinsort)')).toEqual([
      'kind',
      'connect',
      'chooseFolder',
      'chooseFolders',
      'chooseFile',
      'showFile',
      'dragOut',
      'updates',
      'pathOf',
    ])
    expect(
      await shell.page.evaluate(
        'window.twinsort.connect().then((port) => (port.close(), Object.keys(port)))',
      ),
    ).toEqual(['post', 'onMessage', 'onClose', 'close'])
  })

  test('keeps to its content security policy', async () => {
    const { headers } = z
      .object({ headers: z.record(z.string(), z.string()) })
      .parse(
        await shell.page.evaluate(
          'fetch("/").then(({ headers }) => ({ headers: Object.fromEntries(headers) }))',
        ),
      )
    expect(headers['content-security-policy']).toMatch(
      /^default-src 'none'; script-src 'self'; style-src 'self';/,
    )
    expect(headers['content-security-policy']).not.toMatch(/unsafe/)
    expect(headers['x-content-type-options']).toBe('nosniff')
    // In a task of the page's own: the debugger itself may evaluate what it likes.
    const evaluated = `new Promise((resolve) => setTimeout(() => {
      try { resolve(new Function('return 1')()) } catch ({ name }) { resolve(name) }
    }))`
    expect(await shell.page.evaluate(evaluated)).toBe('EvalError')
    await expect(shell.page.evaluate('fetch("https://example.com/")')).rejects.toThrow(/Failed to fetch/)
    expect(
      await shell.page.evaluate(`{
        const script = document.createElement('script')
        script.textContent = 'window.wasRun = true'
        document.head.append(script)
        'wasRun' in window
      }`),
    ).toBe(false)
  })

  test('serves pictures by id, its own files, and nothing else', async () => {
    const get = async (address: string) =>
      z
        .array(z.unknown())
        .parse(
          await shell.page.evaluate(
            `fetch(${JSON.stringify(address)}).then(async (answer) => [answer.status, answer.headers.get('content-type'), (await answer.arrayBuffer()).byteLength > 500])`,
          ),
        )
    expect(await get('/thumbnails/1')).toEqual([200, 'image/jpeg', true])
    expect(await get('/photos/1')).toEqual([200, 'image/jpeg', true])
    expect(await get('/')).toEqual([200, 'text/html', true])
    for (const nothing of [
      '/thumbnails/999999',
      '/photos/0',
      '/photos/x',
      '/..%2fpackage.json',
      '/package.json',
    ]) {
      expect((await get(nothing))[0], nothing).toBe(404)
    }
  })

  test('answers through the bridge, with typed arrays as typed arrays', async () => {
    expect(await ask('status')).toMatchObject({ photos: PHOTOS, labelled: 0 })
    const kind = `new Promise(async (resolve) => {
      const port = await window.twinsort.connect()
      port.onMessage(({ output }) => { port.close(); resolve([output.ids instanceof Int32Array, output.ids.length]) })
      port.post({ type: 'call', sequence: 1, method: 'photos', input: {} })
    })`
    expect(await shell.page.evaluate(kind)).toEqual([true, PHOTOS])
  })

  test('a page is answered by keyboard, and taken back by the menu', async () => {
    await shell.page.evaluate('location.hash = "#/review"')
    await inPage('document.querySelector("[role=listbox][aria-busy=false]") !== null')
    const before = await ask('page')
    await shell.page.press('a') // the first letter opens the field for a name
    await inPage('document.activeElement.tagName === "INPUT"')
    await shell.page.type('nother')
    await shell.page.press('Enter')
    await eventually(async () => (await ask('status')).labelled).toBe(before.page?.photos.length)
    expect((await ask('status')).classes).toMatchObject([{ name: 'another' }])
    await eventually(async () => (await ask('page')).page?.id).not.toBe(before.page?.id)
    await inPage('document.querySelector(".review .tile img")?.complete === true')

    await inMain(`Menu.getApplicationMenu().items.find(({ label }) => label === '&Edit').submenu.items
      .find(({ label }) => label === 'Undo').click({ triggeredByAccelerator: false }, window, window.webContents)`)
    await eventually(async () => (await ask('status')).labelled).toBe(0)
  })

  test('goes nowhere else, opens no window, and hands only https to the browser', async () => {
    await inMain(
      '(app.openedOutside = [], shell.openExternal = async (address) => { app.openedOutside.push(address) }, 0)',
    )
    for (const address of ['https://example.com/a', 'http://example.com/b', 'file:///etc/passwd']) {
      await shell.page.evaluate(`(location.href = ${JSON.stringify(address)}, 0)`)
      await shell.page.evaluate(`(window.open(${JSON.stringify(`${address}2`)}), 0)`)
    }
    await eventually(() => inMain('app.openedOutside')).toEqual([
      'https://example.com/a',
      'https://example.com/a2',
    ])
    expect(await inMain('BrowserWindow.getAllWindows().length')).toBe(1)
    expect(await shell.page.evaluate('location.origin')).toBe('twinsort://app')
    expect(await ask('status')).toMatchObject({ photos: PHOTOS })
  })

  test('reaches no network, downloads nothing, has no developer tools', async () => {
    expect(await inMain('window.webContents.session.resolveProxy("https://example.com/")')).toBe(
      'PROXY 127.0.0.1:0',
    )
    expect(await inMain('app.commandLine.getSwitchValue("host-resolver-rules")')).toBe('MAP * ~NOTFOUND')
    // The product has listened before.
    await inMain(
      '(app.downloads = [], window.webContents.session.on("will-download", (event) => app.downloads.push(event.defaultPrevented)), 0)',
    )
    await shell.page.evaluate(`{
      const link = document.createElement('a')
      link.href = URL.createObjectURL(new Blob(['anything']))
      link.download = 'anything.txt'
      link.click()
    }`)
    await eventually(() => inMain('app.downloads')).toEqual([true])

    const roles = z.array(z.string()).parse(
      await inMain(`(function rolesOf(items) {
        return items.flatMap(({ role, submenu }) => [String(role).toLowerCase(), ...(submenu ? rolesOf(submenu.items) : [])])
      })(Menu.getApplicationMenu().items)`),
    )
    expect(roles).toContain('reload')
    expect(roles).not.toContain('toggledevtools')
    expect(await inMain('(window.webContents.openDevTools(), window.webContents.isDevToolsOpened())')).toBe(
      false,
    )
  })

  test('is given no permission but to copy', async () => {
    const copied = 'navigator.clipboard.writeText("a path").then(() => true, ({ message }) => message)'
    await inMain('window.webContents.focus()')
    expect(await shell.page.evaluate(copied)).toBe(true)
    expect(await shell.page.evaluate('navigator.clipboard.readText().catch(({ name }) => name)')).toBe(
      'NotAllowedError',
    )
    expect(await shell.page.evaluate('Notification.requestPermission()')).toBe('denied')
    const place =
      'new Promise((resolve) => navigator.geolocation.getCurrentPosition(() => resolve(0), ({ code }) => resolve(code)))'
    expect(await shell.page.evaluate(place)).toBe(1)
    expect(
      await shell.page.evaluate(
        'navigator.mediaDevices.getUserMedia({ audio: true }).catch(({ name }) => name)',
      ),
    ).toMatch(/NotAllowed|NotFound/)
  })

  test('goes on when the engine was killed', async () => {
    const pid = () => inMain("app.getAppMetrics().find(({ name }) => name === 'Twinsort engine')?.pid")
    const before = z.int().parse(await pid())
    const closed = shell.page.evaluate(
      'new Promise(async (resolve) => (await window.twinsort.connect()).onClose(() => resolve("closed")))',
    )
    await ask('status') // the port above was opened before this was answered
    process.kill(before, 'SIGKILL')
    expect(await closed).toBe('closed')
    expect(await ask('status')).toMatchObject({ photos: PHOTOS })
    expect(z.int().parse(await pid())).not.toBe(before)
    await inPage('document.querySelector(".review .tile img")?.complete === true')
  })

  test('a second start hands its folder to the first and goes', async () => {
    await inMain('window.minimize()')
    expect(await starter.startAgain([path.join(folder, 'more')])).toBe(0)
    await eventually(() => inMain('window.isMinimized()')).toBe(false)
    expect(await inMain('BrowserWindow.getAllWindows().length')).toBe(1)
    await eventually(() => ask('status')).toMatchObject({ photos: 3, roots: [path.join(folder, 'more')] })
    await inPage('location.hash === "#/indexing"')
    const { libraries } = await ask('libraries')
    expect(libraries.map(({ library }) => path.basename(library))).toEqual(['more', 'library'])
    // While it is at work it would ask before it quits.
    await eventually(async () => (await ask('jobs')).jobs.every(({ state }) => state === 'done')).toBe(true)
  })

  test('a file that stands for a library opens it, and a folder that is one: by a second start, and as macOS hands it over', async () => {
    const link = path.join(folder, 'library', 'library.twinsort')
    expect(await starter.startAgain([link])).toBe(0)
    await eventually(() => ask('status')).toMatchObject({
      photos: PHOTOS,
      library: path.join(folder, 'library'),
    })
    const { libraries } = await ask('libraries')
    const more = libraries.find(({ library }) => path.basename(library) === 'more')?.library ?? ''
    await inMain(
      `app.emit('open-file', { preventDefault() { app.prevented = true } }, ${JSON.stringify(more)})`,
    )
    await eventually(() => ask('status')).toMatchObject({ photos: 3, library: more })
    expect(await inMain('app.prevented')).toBe(true)

    await inMain(
      `(${ELECTRON}.dialog.showMessageBox = async (parent, { message }) => { app.said = message; return { response: 0 } }, 0)`,
    )
    const alone = path.join(folder, 'library.twinsort')
    await copyFile(link, alone)
    expect(await starter.startAgain([alone])).toBe(0)
    await eventually(() => inMain('app.said')).toBe(
      `${alone} opens the library in whose folder it lies, but there is none in this folder.`,
    )
    expect(await ask('status')).toMatchObject({ library: more })
    expect(await ask('libraries')).toMatchObject({ libraries: { length: libraries.length } })
  })

  test('drags the selected photos out as files of the open library, and nothing else', async () => {
    await inMain(`(app.dragged = [], window.webContents.startDrag = ({ files, file, icon }) => {
      app.dragged.push({ files, file, icon: icon.getSize() })
    }, 0)`)
    await shell.page.evaluate('location.hash = "#/library"')
    await inPage('document.querySelectorAll("[role=gridcell] img").length === 3')
    await shell.page.evaluate('document.querySelector("[role=gridcell]").focus()')
    await shell.page.evaluate(
      'document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key: "a", ctrlKey: true, bubbles: true, cancelable: true })), 0',
    )
    await inPage('document.querySelector(".drag-out") !== null')
    const { paths: known } = await ask('photo', { id: 1 })
    await shell.page.evaluate(
      'document.querySelector(".drag-out").dispatchEvent(new DragEvent("dragstart", { bubbles: true, cancelable: true })), 0',
    )
    await eventually(() => inMain('app.dragged.length')).toBe(1)
    const [dragged] = Dragged.parse(await inMain('app.dragged'))
    expect(dragged.files).toHaveLength(3)
    expect(dragged.files).toContain(known[0])
    for (const file of dragged.files) expect(path.dirname(path.dirname(file))).toBe(path.join(folder, 'more'))
    expect(dragged).toMatchObject({ file: dragged.files[0], icon: { width: 96 } })
    // Numbers of another library mean other photos; what is no number means none.
    for (const [ids, key] of [
      [[1], 'another'],
      [['/etc/passwd'], ''],
      [[], ''],
    ])
      expect(
        await shell.page.evaluate(`window.twinsort.dragOut(${JSON.stringify(ids)}, ${JSON.stringify(key)})`),
      ).toBe(0)
    expect(await inMain('app.dragged.length')).toBe(1)
  })

  test('looks for newer versions only where its build has a place for it, and the person says so', async () => {
    await shell.page.evaluate('location.hash = "#/settings"')
    await inPage('document.body.textContent.includes("Licences")')
    const none = { host: null, on: false, waits: false, ready: null, failed: false }
    expect(await shell.page.evaluate('window.twinsort.updates()')).toEqual(none)
    expect(await shell.page.evaluate('window.twinsort.updates(true)')).toEqual(none)
    expect(await shell.page.evaluate('document.body.textContent.includes("newer versions")')).toBe(false)
    // As a build with a feed would answer.
    await inMain(`(() => {
      const { ipcMain } = ${ELECTRON}
      let on = false
      ipcMain.removeHandler('twinsort:updates')
      ipcMain.handle('twinsort:updates', (_event, wanted) => {
        if (typeof wanted === 'boolean') on = wanted
        return { host: 'updates.example.org', on, waits: on, ready: null, failed: false }
      })
    })()`)
    await shell.page.evaluate('location.hash = "#/export"')
    await inPage('!document.body.textContent.includes("Licences")')
    await shell.page.evaluate('location.hash = "#/settings"')
    await inPage('document.body.textContent.includes("at updates.example.org and nowhere else")')
    await shell.page.evaluate(
      '[...document.querySelectorAll("label")].find(({ textContent }) => textContent.includes("newer versions")).click(), 0',
    )
    await inPage('document.body.textContent.includes("From the next start on.")')
  })

  test('closes the library when the person quits, and comes back as it was left', async () => {
    await inMain('window.setBounds({ x: 20, y: 30, width: 900, height: 650 })')
    const bounds = await inMain('window.getBounds()')
    expect(await shell.quit()).toBe(0)
    expect(await wentOut(path.join(folder, 'network.json'))).toEqual([])

    await start('--library', path.join(folder, 'library'))
    expect(await inMain('window.getBounds()')).toEqual(bounds)
    await eventually(() => ask('status')).toMatchObject({ photos: PHOTOS })
    expect(await shell.quit()).toBe(0)
  })

  test('reads the folders that it is started with, and ends in peace when it is told to meanwhile', async () => {
    await drawLibrary(path.join(folder, 'many'), { classes: 8, perClass: 75, seed: 2 })
    await start('--library', path.join(folder, 'library'), path.join(folder, 'many'))
    await inPage('location.hash === "#/indexing"')
    await eventually(async () => (await ask('jobs')).jobs.at(0)).toMatchObject({
      kind: 'index',
      state: 'running',
    })
    expect(await shell.terminate()).toBe(0)
  })

  test('shows how far long work is, and asks before it quits over it', async () => {
    await start('--library', path.join(folder, 'library'))
    await inMain(`(() => {
      app.asked = []
      app.progress = []
      const { dialog, powerSaveBlocker } = ${ELECTRON}
      dialog.showMessageBox = async (parent, { message, detail, buttons }) => {
        app.asked.push({ message, detail, buttons })
        return { response: 1 }
      }
      const show = window.setProgressBar.bind(window)
      window.setProgressBar = (share) => (app.progress.push([share, powerSaveBlocker.isStarted(0)]), show(share))
    })()`)
    // Takes a minute, and leaves the library as it is.
    const input = { truth: { kind: 'folders' }, repeats: 400, maxActions: 200 }
    const call = JSON.stringify({ type: 'call', sequence: 1, method: 'simulate', input })
    await shell.page.evaluate(
      `window.twinsort.connect().then((port) => { window.heldPort = port; port.post(${call}) })`,
    )
    const shares = async () => z.array(z.tuple([z.number(), z.boolean()])).parse(await inMain('app.progress'))
    await eventually(async () => (await shares()).some(([share]) => share >= 0)).toBe(true)
    await eventually(() => inMain(`${ELECTRON}.powerSaveBlocker.isStarted(0)`)).toBe(true)
    await inPage('/^\\d+% · .* – Twinsort$/.test(document.title)')
    await inMain('app.quit()')
    await eventually(() => inMain('app.asked')).toEqual([
      {
        message: 'Quit although Twinsort is at work?',
        detail: expect.stringMatching(/^Simulating is at \d+%. It ends, and can be started again/) as string,
        buttons: ['Quit', 'Keep working'],
      },
    ])
    await inMain('window.close()')
    await eventually(() => inMain('app.asked.length')).toBe(2)
    expect((await ask('jobs')).jobs.at(0)).toMatchObject({ kind: 'simulate', state: 'running' })
    // Whoever ends programs by a signal is not asked.
    expect(await shell.terminate()).toBe(0)
  })

  test('offers other libraries in its menu, and opens the one that is chosen', async () => {
    await start('--library', path.join(folder, 'library'))
    const recent = `Menu.getApplicationMenu().items.find(({ label }) => label === '&File').submenu.items
      .find(({ label }) => label === 'Open recent').submenu.items`
    await eventually(() => inMain(`${recent}.map(({ label }) => label)`)).toEqual(['many', 'more'])
    await inMain(`${recent}.find(({ label }) => label === 'more').click()`)
    await eventually(() => ask('status')).toMatchObject({ roots: [path.join(folder, 'more')] })
    await eventually(() => inMain(`${recent}.map(({ label }) => label)`)).toEqual(['photos', 'many'])
    expect(await shell.quit()).toBe(0)
  })
})
