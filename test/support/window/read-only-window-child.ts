/**
 * @file A window on a library, in a process that may be held to a read-only disk; prints its address. Its words: the library, a
 * folder for all else, and the files of the window.
 */
import path from 'node:path'
import { packageRoot } from '../../../main/engine/folders.ts'
import { openRoom } from '../../../main/engine/room.ts'
import { serve } from '../../../main/engine/serve.ts'
import { startWebShell } from '../../../main/shells/web/server.ts'
import { memoryPortPair } from '../../../shared/port.ts'

const [, , library, folder, windowFolder] = process.argv
const room = openRoom({
  library,
  userFolder: path.join(folder, 'user'),
  cacheFolder: path.join(folder, 'cache'),
  resources: path.join(packageRoot(), 'resources'),
  logLevel: 'silent',
})
const shell = await startWebShell({
  connect: () => {
    const [near, far] = memoryPortPair()
    serve(room, far)
    return near
  },
  windowFolder,
  port: 0,
  onFreshAddress: () => undefined,
  onProblem: (thrown) => {
    console.error(thrown)
  },
})
process.stdout.write(`${shell.url}\n`)
