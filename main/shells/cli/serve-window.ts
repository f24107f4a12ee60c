/** @file Serves the window until the person interrupts: the engine in a process of its own, the web shell in this one. */
import { once } from 'node:events'
import path from 'node:path'
import { AppError } from '../../../shared/errors.ts'
import { hasDisplay } from '../../engine/open-place.ts'
import { packageRoot } from '../../engine/folders.ts'
import { EngineHost } from '../../engine/host/engine-host.ts'
import { startNodeEngine } from '../../engine/host/node-engine.ts'
import { ownClient, readFolders } from '../../engine/host/own-client.ts'
import { lastLibrary } from '../../engine/recent.ts'
import type { EngineSettings } from '../../engine/settings.ts'
import { openBrowser } from '../web/open-browser.ts'
import { startWebShell, type WebShell, type WebShellOptions } from '../web/server.ts'
import type { Shell } from './shell.ts'
import type { Terminal } from './terminal.ts'

interface ServeOptions {
  /** Absolute paths of folders to read. */
  folders: string[]
  /** Without it the usual one, or another where that is taken. */
  port?: number
  /** Whether to open the browser where there is a display. */
  open: boolean
}

/**
 * A browser keeps what a page remembers (appearance, language) by its address, so the address should stay the same; the
 * number means nothing, and lies below the range that systems hand out by themselves.
 */
const USUAL_PORT = 29413

export async function serveWindow(shell: Shell, { folders, port, open }: ServeOptions): Promise<void> {
  const { terminal, signal } = shell
  const onProblem = problemNotes(terminal)
  // The web shell only passes on what others made: after a defect in one answer it serves the next as before.
  shell.onDefect = onProblem
  const web = await startOn(port, {
    connect: () => host.connect(),
    windowFolder: path.join(packageRoot(), 'dist', 'renderer'),
    onFreshAddress(url) {
      terminal.note(`The address was used before. A fresh one: ${url}`)
    },
    onProblem,
  })
  const host = new EngineHost(startNodeEngine, settingsFor(shell, folders))
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

/** At most this many different problems are printed: more would fill the terminal. */
const MOST_PROBLEMS = 50

/** Tells each problem once. */
function problemNotes(terminal: Terminal): (thrown: unknown) => void {
  const reported = new Set<string>()
  return (thrown) => {
    const { message } = AppError.from(thrown)
    if (reported.has(message) || reported.size >= MOST_PROBLEMS) return
    reported.add(message)
    terminal.note(`One request failed, the others go on: ${message}`)
  }
}

async function startOn(port: number | undefined, options: Omit<WebShellOptions, 'port'>): Promise<WebShell> {
  if (port !== undefined) return startWebShell({ ...options, port })
  try {
    return await startWebShell({ ...options, port: USUAL_PORT })
  } catch (thrown) {
    if (AppError.from(thrown).code !== 'conflict') throw thrown
    return startWebShell({ ...options, port: 0 }) // another Twinsort has it: any free one
  }
}

/** Where neither a library nor a folder is named, the person goes on where they were. */
function settingsFor({ settings, library }: Shell, folders: readonly string[]): EngineSettings {
  const isNamed = library !== undefined || process.env.TWINSORT_LIBRARY !== undefined || folders.length > 0
  const last = isNamed ? undefined : lastLibrary(settings.userFolder)
  return { ...settings, library: last ?? settings.library, watches: true }
}
