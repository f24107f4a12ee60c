/** @file The command line's entry: `npm run -s twinsort -- COMMAND`. DESIGN.md holds its contract. */
import { runCommandLine } from './run.ts'

await runCommandLine(process.argv.slice(2))
