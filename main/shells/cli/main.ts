/**
 * @file The command line's entry: `npm run -s twinsort -- COMMAND`. docs/command-line.md holds its contract. The rest is loaded once
 * interrupts are listened for: loading takes up to some seconds, and who interrupts then gets an answer as well.
 */
import { setImmediate } from 'node:timers/promises'
import { listenForInterrupts } from './interrupts.ts'
import { problemOfNode } from './node-version.ts'

const problem = problemOfNode(process.versions.node)
if (problem !== undefined) {
  process.stderr.write(`${problem}\n`)
  process.exit(1)
}
const interrupt = listenForInterrupts()
const { runCommandLine } = await import('./run.ts')
await setImmediate() // a signal that came while modules were loaded is told in the next turn
await runCommandLine(process.argv.slice(2), interrupt)
