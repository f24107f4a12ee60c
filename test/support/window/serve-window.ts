/** @file The web shell with the window as it is built, for one test. */
import { onTestFinished } from 'vitest'
import { startWebShell } from '../../../main/shells/web/server.ts'
import type { Port } from '../../../shared/port.ts'
import { builtWindow } from './built-window.ts'

/** @returns the address, with the secret that opens it; closed after the test. */
export async function serveWindow(connect: () => Port): Promise<string> {
  const shell = await startWebShell({
    connect,
    windowFolder: await builtWindow(),
    port: 0,
    onFreshAddress: () => undefined,
    onProblem: (thrown) => {
      console.error(thrown)
    },
  })
  onTestFinished(() => shell.close())
  return shell.url
}
