/** @file Runs a part of a benchmark in a process of its own, so that its memory is its own. */
import { execFile } from 'node:child_process'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** @param name of a file of this folder, without its ending. @returns what it printed. */
export async function runChild(name: string, words: readonly string[]): Promise<string> {
  const module = new URL(`./${name}${path.extname(import.meta.url)}`, import.meta.url)
  const { stdout } = await run(process.execPath, ['--expose-gc', fileURLToPath(module), ...words])
  return stdout
}
