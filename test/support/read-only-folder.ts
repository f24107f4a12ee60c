/** @file Runs a script where a folder cannot be written, by a read-only mount or by the folder's rights; and what a folder holds. */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { chmodSync, lstatSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import process from 'node:process'
import { text } from 'node:stream/consumers'

export interface Ended {
  code: number | null
  stdout: string
  stderr: string
}

interface Options {
  environment?: Record<string, string>
}

type Runs = (folder: string, words: readonly string[], options?: Options) => Promise<Ended>

const IS_ROOT = process.getuid?.() === 0
/** As whom root runs a script, to be held to a folder's rights. */
const NOBODY = 65_534

/** Mounts the folder on itself, read-only, in a world of mounts that ends with the script. */
const MOUNTED = 'mount --bind "$1" "$1" && mount -o remount,ro,bind "$1" && shift && exec "$0" "$@"'

/** What runs the words by Node where the folder lies on a read-only disk. */
export function commandOnReadOnlyDisk(folder: string, words: readonly string[]): [string, string[]] {
  const world = IS_ROOT ? ['-m'] : ['-r', '-m']
  return ['unshare', [...world, 'sh', '-c', MOUNTED, process.execPath, folder, ...words]]
}

export const onReadOnlyDisk: Runs = (folder, words, options) =>
  ended(...commandOnReadOnlyDisk(folder, words), options)

/** Node runs the words as somebody who may read the folder but not write to it. */
export const withoutRights: Runs = (_, words, options) =>
  IS_ROOT
    ? ended(
        'setpriv',
        [`--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups', process.execPath, ...words],
        options,
      )
    : ended(process.execPath, words, options)

/** Why this system cannot do it; undefined where it can. */
export async function whyNot(runs: Runs, folder: string): Promise<string | undefined> {
  if (process.platform === 'win32') return 'Windows has neither such mounts nor such rights'
  const script = path.join(import.meta.dirname, 'read-only-probe-child.ts')
  const { code, stderr } = await runs(folder, [script, folder]).catch((thrown: unknown) => ({
    code: 1,
    stderr: String(thrown),
  }))
  return code === 0 ? undefined : stderr
}

/** Takes the right to write off everything in the folder and gives everybody the right to read. @returns gives the owner's rights back */
export function takeRights(folder: string): () => void {
  setRights(folder, { folders: 0o555, files: 0o444 })
  return () => {
    setRights(folder, { folders: 0o700, files: 0o600 })
  }
}

/** Everything of a folder that somebody could have changed: name -> kind, rights, times, content. */
export function snapshot(folder: string): Record<string, string> {
  return Object.fromEntries(
    ['.', ...readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()].map((name) => {
      const file = path.join(folder, name)
      const { mode, size, mtimeNs, ctimeNs } = lstatSync(file, { bigint: true })
      const isFile = lstatSync(file).isFile()
      const content = isFile ? createHash('sha256').update(readFileSync(file)).digest('hex') : 'a folder'
      return [name, `${mode.toString(8)} ${size} ${mtimeNs} ${ctimeNs} ${content}`]
    }),
  )
}

function setRights(folder: string, { folders, files }: { folders: number; files: number }): void {
  chmodSync(folder, 0o700)
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const file = path.join(folder, entry.name)
    if (entry.isDirectory()) setRights(file, { folders, files })
    else chmodSync(file, files)
  }
  chmodSync(folder, folders)
}

async function ended(
  command: string,
  words: readonly string[],
  { environment }: Options = {},
): Promise<Ended> {
  const child = spawn(command, words, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...environment },
  })
  const closed = once(child, 'close')
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), closed])
  return { code: child.exitCode, stdout, stderr }
}
