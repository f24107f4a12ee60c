/** @file Serves the window until the person interrupts: the engine in a process of its own, the web shell in this one. */
import { once } from 'node:events'
import path from 'node:path'
import { AppError } from '../../../shared/errors.ts'
import { packageRoot } from '../../engine/folders.ts'
import { EngineHost } from '../../engine/host/engine-host.ts'
import { startNodeEngine } from '../../engine/host/node-engine.ts'
import { ownClient, readFolders } from '../../engine/host/own-client.ts'
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
    // The window shows how far it is.
    if (folders.length > 0)
      readFolders(ownClient(host), folders, signal).catch((thrown: unknown) => {
        if (!signal.aborted) terminal.note(AppError.from(thrown).message)
      })
    if (!signal.aborted) await once(signal, 'abort')
  } finally {
    await web.close()
    await host.close()
  }
}
