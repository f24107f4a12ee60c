/**
 * @file The installed application's first file. Its command (resources/package/bin) calls it with `--command` and words of the command
 * line: it is the command line then, which opens no window, save for `start`. Else it is the window.
 */
import { readCall } from './call.ts'

const call = readCall(process.argv)
if (call.kind === 'command') {
  process.argv.splice(1, Infinity, 'twinsort', ...call.words) // as Node has them: the program, its script, words
  await import('../cli/main.ts')
} else {
  process.argv.splice(1, Infinity, ...call.words)
  // Awaited, so that Electron is not ready before it was told what it has to know by then.
  await import('../electron/main.ts')
}
