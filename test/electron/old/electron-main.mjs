/**
 * @file Stands in for the module `electron` in the main process: Electron 9 itself, and what it lacks. utilityProcess becomes
 * a child process on today's Node; protocol.handle a buffer protocol; a MessagePort from the window a line of IPC messages.
 */
import { spawn } from 'node:child_process'
import { EventEmitter } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import electron from 'electron'
import * as codec from '../../../shared/codec.ts'
import { carry, MessageChannelMain, Wires } from './ports.mjs'

export const {
  app,
  BrowserWindow,
  clipboard,
  dialog,
  Menu,
  nativeImage,
  nativeTheme,
  Notification,
  screen,
  session,
  shell,
} = electron
export const { powerMonitor, powerSaveBlocker } = electron
export { MessageChannelMain }

// Chromium refuses to run with its sandbox where everything runs as root; the page's own limits hold all the same.
if (app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox = () => undefined

// Since version 21 the app is told all of the person's languages.
app.getPreferredSystemLanguages = () => [app.getLocale()]

// Since version 10 a session can do without spelling; here the preferences of each window say so.
app.on('session-created', (session) => {
  session.setSpellCheckerEnabled = () => undefined
})

// Since version 12 a page's wish for another window is answered by a handler; before, by an event.
app.on('web-contents-created', (_event, contents) => {
  contents.setWindowOpenHandler = (decide) => {
    contents.on('new-window', (event, url) => {
      if (decide({ url }).action === 'deny') event.preventDefault()
    })
  }
})

// Since version 15 a second start can send data to the first; here it leaves them in a file.
const lock = app.requestSingleInstanceLock.bind(app)
const letter = () => path.join(app.getPath('userData'), 'second-start.json')
app.requestSingleInstanceLock = (data) => {
  try {
    writeFileSync(letter(), JSON.stringify(data))
  } catch {
    // The very first start has no folder yet, and nobody to tell.
  }
  return lock()
}
const listen = app.on.bind(app)
app.on = (name, listener) => {
  if (name !== 'second-instance') return listen(name, listener)
  return listen(name, (event, words, folder) => {
    listener(event, words, folder, JSON.parse(readFileSync(letter(), 'utf8')))
  })
}

const engines = new Set()
const metrics = app.getAppMetrics.bind(app)
app.getAppMetrics = () => [...metrics(), ...engines]

export const utilityProcess = {
  fork(entry, words, { serviceName }) {
    const { TWINSORT_TEST_NODE: node, TWINSORT_TEST_ENGINE: shim } = process.env
    const child = spawn(node, ['--import', shim, entry, ...words], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    })
    const metric = { pid: child.pid, name: serviceName }
    engines.add(metric)
    const wires = new Wires((message) => child.connected && child.send(message), codec)
    let last = 0
    child.on('message', (message) => wires.receive(message))
    const process_ = new EventEmitter()
    process_.pid = child.pid
    process_.kill = () => child.kill()
    process_.postMessage = (data, transferred = []) => {
      const ports = transferred.map((port) => {
        carry(port, wires.open(++last))
        return last
      })
      if (child.connected) child.send({ data, ports })
    }
    child.once('exit', (code) => {
      engines.delete(metric)
      wires.end()
      process_.emit('exit', code ?? 1)
    })
    return process_
  },
}

export const protocol = {
  registerSchemesAsPrivileged: (schemes) => electron.protocol.registerSchemesAsPrivileged(schemes),
  handle(scheme, handler) {
    const signal = { aborted: false, addEventListener() {}, removeEventListener() {} }
    electron.protocol.registerBufferProtocol(scheme, ({ method, url }, respond) => {
      handler({ method, url, signal }).then(({ status, headers, body }) => {
        const all = Object.fromEntries(headers)
        const data = Buffer.from(body ?? '')
        respond({ statusCode: status, mimeType: all['Content-Type'], headers: all, data })
      })
    })
  },
}

const today = (event) => ({
  sender: event.sender,
  senderFrame: { url: event.sender.getURL(), parent: null },
})

export const ipcMain = {
  /** Every message from the window that the product listens to brings one port, numbered by old/electron-preload.mjs. */
  on(channel, listener) {
    electron.ipcMain.on(channel, (event, number) => {
      const { port1, port2 } = new MessageChannelMain()
      const { sender } = event
      const line = `stand-in:port:${number}`
      const wire = { send: (words) => !sender.isDestroyed() && sender.send(line, ...words) }
      carry(port2, wire)
      const hear = (_event, ...words) => wire.onWord(words)
      electron.ipcMain.on(line, hear)
      const end = () => {
        electron.ipcMain.removeListener(line, hear)
        wire.onEnd()
      }
      sender.once('destroyed', end)
      sender.once('did-navigate', end)
      listener({ ...today(event), ports: [port1] })
    })
  },
  handle: (channel, listener) =>
    electron.ipcMain.handle(channel, (event, ...words) => listener(today(event), ...words)),
}
