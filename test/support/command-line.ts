/** @file Runs the real command line, as a person or a script would. */
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { placeOf } from './run/built.ts'

export interface Run {
  code: number | null
  /** What ended the process, if it did not end by itself. */
  signal: NodeJS.Signals | null
  stdout: string
  stderr: string
}

export interface RunOptions {
  /** What the program reads on its standard input; it ends there. */
  input?: string
  cwd?: string
  environment?: Record<string, string>
  /** Called when the process has been started; may signal it, also later. */
  onStart?: (kill: (signal: NodeJS.Signals) => void) => void
  /** Called with what was written to standard output so far; may signal the process. */
  onStandardOutput?: (written: string, kill: (signal: NodeJS.Signals) => void) => void
  /** Called with what was written to standard error so far; may signal the process. */
  onStandardError?: (written: string, kill: (signal: NodeJS.Signals) => void) => void
}

/** The command line's own file, for a test that starts it in its own way. */
export const ENTRY = fileURLToPath(placeOf('main/shells/cli/main'))

export function runCommand(words: readonly string[], options: RunOptions = {}): Promise<Run> {
  return runProgram(ENTRY, words, options)
}

/** @param entry the file that Node runs */
export async function runProgram(
  entry: string,
  words: readonly string[],
  options: RunOptions = {},
): Promise<Run> {
  const child = spawn(process.execPath, [entry, ...words], {
    cwd: options.cwd,
    env: { ...process.env, ...options.environment },
    stdio: 'pipe',
  })
  const closed = new Promise<Pick<Run, 'code' | 'signal'>>((resolve) => {
    child.once('close', (code, signal) => {
      resolve({ code, signal })
    })
  })
  child.stdin.on('error', () => undefined) // it may be killed before it has read its input
  child.stdin.end(options.input ?? '')
  options.onStart?.((signal) => child.kill(signal))
  let written = ''
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    written += chunk
    options.onStandardError?.(written, (signal) => child.kill(signal))
  })
  let stdout = ''
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    stdout += chunk
    options.onStandardOutput?.(stdout, (signal) => child.kill(signal))
  })
  return { ...(await closed), stdout, stderr: written }
}
