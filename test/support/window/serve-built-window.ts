/** @file The built window, served with an engine process of its own: as a person has it who starts the command line. Needs `npm run build`. */
import path from 'node:path'
import { packageRoot } from '../../../main/engine/folders.ts'
import { EngineHost } from '../../../main/engine/host/engine-host.ts'
import { startNodeEngine } from '../../../main/engine/host/node-engine.ts'
import { startWebShell, type WebShell } from '../../../main/shells/web/server.ts'

interface BuiltWindow {
  readonly host: EngineHost
  readonly shell: WebShell
}

/** @param folder holds `library`, or will; and what the engine keeps for itself. Close the shell, then the host. */
export async function serveBuiltWindow(folder: string): Promise<BuiltWindow> {
  const root = packageRoot()
  const host = new EngineHost(startNodeEngine, {
    library: path.join(folder, 'library'),
    userFolder: path.join(folder, 'user'),
    cacheFolder: path.join(folder, 'cache'),
    resources: path.join(root, 'resources'),
    logLevel: 'silent',
  })
  const shell = await startWebShell({
    connect: () => host.connect(),
    windowFolder: path.join(root, 'dist', 'renderer'),
    port: 0,
    onFreshAddress: () => undefined,
    onProblem: (thrown) => {
      console.error(thrown)
    },
  })
  return { host, shell }
}
