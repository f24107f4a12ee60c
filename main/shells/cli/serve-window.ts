/** @file Serves the window until the person interrupts: the engine in a process of its own, the web shell in this one. */
import path from 'node:path'
import { createClient } from '../../../shared/client.ts'
import { AppError } from '../../../shared/errors.ts'
import { packageRoot } from '../../engine/folders.ts'
import { EngineHost } from '../../engine/host/engine-host.ts'
import { startNodeEngine } from '../../engine/host/node-engine.ts'
import { hasDisplay, openBrowser } from '../web/open-browser.ts'
import { startWebShell } from '../web/server.ts'
import type { Shell } from './shell.ts'

interface ServeOptions {
  /** Absolute paths of folders to read. */
  folders: string[]
  port: number
  /** Whether to open the browser where there is a display. */
  open: boolean
}

export async function serveWindow(shell: Shell, { folders, port, open }: ServeOptions): Promise<void> {
  const { terminal, signal } = shell
  const web = await startWebShell({
    connect: () => host.connect(),
    windowFolder: path.join(packageRoot(), 'dist', 'renderer'),
    port,
    onFreshAddress(url) {
      terminal.note(`The address was used before. A fresh one: ${url}`)
    },
  })
  const host = new EngineHost(startNodeEngine, shell.settings)
  try {
    terminal.print(
      { url: web.url },
      `Twinsort is open at ${web.url}\nThis address lets one browser in. Ctrl-C ends Twinsort.`,
    )
    if (open && hasDisplay()) openBrowser(web.url)
    if (folders.length > 0) void read(folders, host, shell)
    await raised(signal)
  } finally {
    await web.close()
    await host.close()
  }
}

/**
 * In the background; the window shows how far it is. An engine that dies of it is started again, but not with the same
 * folders: what killed it once would do so for ever.
 */
async function read(folders: string[], host: EngineHost, { terminal, signal }: Shell): Promise<void> {
  try {
    await createClient(host.connect()).call('index', { folders }, { signal })
  } catch (thrown) {
    if (!signal.aborted) terminal.note(AppError.from(thrown).message)
  }
}

function raised(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    signal.addEventListener(
      'abort',
      () => {
        resolve()
      },
      { once: true },
    )
  })
}
