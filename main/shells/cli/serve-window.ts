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
    // The window shows how far it is.
    if (folders.length > 0)
      readFolders(host, folders, signal).catch((thrown: unknown) => {
        if (!signal.aborted) terminal.note(AppError.from(thrown).message)
      })
    await raised(signal)
  } finally {
    await web.close()
    await host.close()
  }
}

/** Reads folders in the background. When the engine dies of something, the next one takes it up where it stopped. */
export async function readFolders(
  host: EngineHost,
  folders: string[],
  signal: AbortSignal,
  resumes = MOST_RESUMES,
): Promise<void> {
  try {
    await createClient(host.connect()).call('index', { folders }, { signal })
  } catch (thrown) {
    if (resumes === 0 || signal.aborted || AppError.from(thrown).code !== 'disconnected') throw thrown
    await readFolders(host, folders, signal, resumes - 1)
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
