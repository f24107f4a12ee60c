/**
 * @file The hidden window: WebGPU for the engine, whose own process has none in Electron. Its page has the rights of no page at
 * all: a session of its own that keeps nothing and reaches nothing but two files, and one port to the engine.
 */
import { readFile } from 'node:fs/promises'
import {
  BrowserWindow,
  MessageChannelMain,
  session,
  type MessagePortMain,
  type Session,
  type UtilityProcess,
} from 'electron'
import { COMPUTE } from '../channels.ts'
import { HIDDEN_ORIGIN, HIDDEN_POLICY, hiddenFile } from './hidden-files.ts'
import { LOCKED, NO_NETWORK } from '../security/locked-preferences.ts'
import { lockSession } from '../security/locked-session.ts'
import { HIDDEN_PRELOAD } from '../preload-files.ts'
import { SCHEME } from '../request-path.ts'
import { WindowRequest, type WindowNews } from './window-messages.ts'

/** In memory: without `persist:` nothing of it is written to disk. */
const PARTITION = 'hidden'

/**
 * Opens and closes hidden windows as an engine's process requests; those that are left end with it.
 * @param folder Absolute path of the folder that holds the page.
 */
export function serveHiddenWindows(engine: UtilityProcess, folder: string): void {
  const windows = new Map<number, BrowserWindow>()
  let hasEnded = false
  const tell = (news: WindowNews, ports: MessagePortMain[] = []): void => {
    if (!hasEnded) engine.postMessage(news, ports)
  }
  engine.on('message', (message: unknown) => {
    const request = WindowRequest.safeParse(message)
    if (!request.success) return
    const { window, number } = request.data
    if (window === 'close') windows.get(number)?.destroy()
    else {
      const opened = openHiddenWindow(folder, (port) => {
        tell({ window: 'opened', number }, [port])
      })
      windows.set(number, opened)
      opened.once('closed', () => {
        windows.delete(number)
        tell({ window: 'ended', number })
      })
    }
  })
  engine.once('exit', () => {
    hasEnded = true
    for (const window of windows.values()) window.destroy()
  })
}

/** @param onPage is given the page's port when the page is there */
function openHiddenWindow(folder: string, onPage: (port: MessagePortMain) => void): BrowserWindow {
  const { limited, ready } = (made ??= hiddenSession(folder))
  const window = new BrowserWindow({
    show: false,
    skipTaskbar: true,
    focusable: false,
    title: 'Twinsort computes',
    webPreferences: {
      ...LOCKED,
      session: limited,
      preload: HIDDEN_PRELOAD,
      backgroundThrottling: false, // nobody ever sees it, and it has to be fast
    },
  })
  const { webContents } = window
  webContents.setWebRTCIPHandlingPolicy(NO_NETWORK.webRtc)
  webContents.setWindowOpenHandler(() => ({ action: 'deny' }))
  webContents.on('will-navigate', (event) => {
    event.preventDefault()
  })
  webContents.once('did-finish-load', () => {
    const { port1, port2 } = new MessageChannelMain()
    webContents.postMessage(COMPUTE, null, [port1])
    onPage(port2)
  })
  const giveUp = (): void => {
    if (!window.isDestroyed()) window.destroy()
  }
  webContents.once('render-process-gone', giveUp)
  webContents.once('did-fail-load', giveUp)
  ready.then(() => window.loadURL(`${HIDDEN_ORIGIN}/index.html`)).catch(giveUp)
  return window
}

/** A session, and when all of its limits hold. */
interface HiddenSession {
  limited: Session
  ready: Promise<void>
}

let made: HiddenSession | undefined

function hiddenSession(folder: string): HiddenSession {
  const own = session.fromPartition(PARTITION)
  own.protocol.handle(SCHEME, ({ method, url }) => answer(method === 'GET' ? url : '', folder))
  return { limited: own, ready: lockSession(own, HIDDEN_ORIGIN, []) }
}

async function answer(address: string, folder: string): Promise<Response> {
  const headers = { 'Content-Security-Policy': HIDDEN_POLICY, 'X-Content-Type-Options': 'nosniff' }
  const file = hiddenFile(address, folder)
  if (file === undefined) return new Response(null, { status: 404, headers })
  return new Response(new Uint8Array(await readFile(file.path)), {
    headers: { ...headers, 'Content-Type': file.type },
  })
}
