/** @file Starts the shell in a real Electron on a display of its own, and takes hold of its window and its main process. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { vi } from 'vitest'
import { z } from 'zod'
import { packageRoot } from '../../main/engine/folders.ts'
import type { Found } from './find-electron.ts'
import { Inspector } from './inspector.ts'
import { layOut } from './package-layout.ts'

/** The module, for an expression in the main process. */
export const ELECTRON = "(process.mainModule ? process.mainModule.require('electron') : require('electron'))"

const SOON = { timeout: 30_000 }

const Targets = z.array(z.object({ type: z.string(), url: z.string(), webSocketDebuggerUrl: z.string() }))

export interface Shell {
  main: Inspector
  page: Inspector
  /** As a person does. Resolves to its exit code. */
  quit(): Promise<number | null>
  /** As the command line does when it is interrupted. */
  terminate(): Promise<number | null>
}

export interface Starter {
  start(words: readonly string[]): Promise<Shell>
  /** A start that is expected to hand over to the first and to go. Resolves to its exit code. */
  startAgain(words: readonly string[]): Promise<number | null>
  /** Ends whatever of it still runs. */
  dispose(): void
}

/** @param folder An empty folder for everything that the shell writes. */
export async function prepare({ executable, isOld }: Found, folder: string): Promise<Starter> {
  const shipped = { main: path.join(packageRoot(), 'dist/main/shells/electron/main.js'), engineShim: '' }
  const { main: script, engineShim } = isOld ? await layOut(path.join(folder, 'app')) : shipped
  const environment = {
    ...process.env,
    LANGUAGE: 'en', // of the menu
    XDG_CONFIG_HOME: path.join(folder, 'config'),
    XDG_DATA_HOME: path.join(folder, 'data'),
    TWINSORT_TEST_NODE: process.execPath,
    TWINSORT_TEST_ENGINE: engineShim,
  }
  const children = new Set<ChildProcess>()

  function run(words: readonly string[]): ChildProcess {
    // Chromium 83's own sandbox knows neither root nor the system calls of today's C library.
    const switches = (process.env.TWINSORT_TEST_SWITCHES ?? '').split(' ').filter((word) => word !== '')
    const all = [...(isOld ? ['--no-sandbox'] : []), ...switches, ...words]
    const [command, ...rest] =
      process.platform === 'linux'
        ? ['xvfb-run', '--auto-servernum', executable, ...all]
        : [executable, ...all]
    const child = spawn(command, rest, {
      env: environment,
      stdio: ['ignore', 'ignore', 'pipe'],
      detached: true, // with a group of its own, that is ended as a whole
    })
    children.add(child)
    return child
  }
  async function end(child: ChildProcess): Promise<number | null> {
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    children.delete(child)
    return child.exitCode
  }

  return {
    async start(words) {
      const child = run(['--remote-debugging-port=0', '--inspect=0', script, ...words])
      const said = standardError(child)
      const addresses = await debuggers(said)
      const main = await Inspector.connect(addresses.main)
      const page = await Inspector.connect(await pageTarget(addresses.browser, said))
      const release = () => {
        for (const inspector of [main, page]) inspector.close() // Node waits for them before it ends
      }
      return {
        main,
        page,
        async quit() {
          await main.evaluate(`setImmediate(() => ${ELECTRON}.app.quit()), 0`)
          release()
          return end(child)
        },
        async terminate() {
          const pid = z.int().parse(await main.evaluate('process.pid'))
          release()
          process.kill(pid, 'SIGTERM')
          return end(child)
        },
      }
    },
    startAgain(words) {
      const child = run([script, ...words])
      child.stderr?.resume()
      return end(child)
    },
    dispose() {
      for (const { pid } of children) if (pid !== undefined) process.kill(-pid, 'SIGKILL')
    },
  }
}

/** What a process has written so far. */
type Said = () => string

function standardError(child: ChildProcess): Said {
  let said = ''
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => (said += chunk))
  return () => said
}

/** Both say on standard error where they listen. */
async function debuggers(said: Said): Promise<{ main: string; browser: string }> {
  return vi.waitFor(() => {
    const main = /^Debugger listening on (\S+)/m.exec(said())?.at(1)
    const browser = /^DevTools listening on ws:\/\/([^/]+)/m.exec(said())?.at(1)
    if (main !== undefined && browser !== undefined) return { main, browser }
    throw new Error(`Electron says: ${said()}`)
  }, SOON)
}

/** An error in the main process does not end Electron: it shows a dialog, and says it on standard error. */
function pageTarget(browser: string, said: Said): Promise<string> {
  return vi.waitFor(async () => {
    const targets = Targets.parse(await (await fetch(`http://${browser}/json/list`)).json())
    const page = targets.find(({ type, url }) => type === 'page' && url.startsWith('twinsort:'))
    if (page === undefined) throw new Error(`There is no window. Electron says: ${said()}`)
    return page.webSocketDebuggerUrl
  }, SOON)
}
