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

/** Fewer than the host puts up with: a folder of which the engine dies must not cost the person the window as well. */
const MOST_RESUMES = 3

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

/** In the background; the window shows how far it is. When the engine dies the next one takes it up where it stopped. */
async function read(folders: string[], host: EngineHost, { terminal, signal }: Shell): Promise<void> {
  for (let resumes = 0; !signal.aborted; resumes++) {
    try {
      await createClient(host.connect()).call('index', { folders }, { signal })
      return
    } catch (thrown) {
      const { code, message } = AppError.from(thrown)
      if (code === 'disconnected' && resumes < MOST_RESUMES) continue
      if (!signal.aborted) terminal.note(message)
      return
    }
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
