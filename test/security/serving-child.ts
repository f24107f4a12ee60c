/** @file A web shell without an engine, in a process whose open files are limited. Prints its address. */
import { startWebShell } from '../../main/shells/web/server.ts'
import { memoryPortPair } from '../../shared/port.ts'

const shell = await startWebShell({
  connect: () => memoryPortPair()[0],
  windowFolder: process.argv[2],
  port: 0,
  onFreshAddress: () => undefined,
  onProblem: () => undefined,
  limits: { strangers: 1000 }, // the system's limit is to be met, not ours
})
process.stdout.write(`${shell.url}\n`)
