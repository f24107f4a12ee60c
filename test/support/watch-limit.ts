/** @file Watches a folder in a process that the system lets watch only a few: in a world of users of its own, which has limits of its own. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import process from 'node:process'
import { text } from 'node:stream/consumers'
import { z } from 'zod'

const Printed = z.object({
  way: z.object({ way: z.string(), why: z.string().nullable() }),
  told: z.array(z.string()),
})

const LIMIT_FILE = '/proc/sys/user/max_inotify_watches'

/** Why this system cannot do it; undefined where it can. */
export async function whyNoLimit(): Promise<string | undefined> {
  if (process.platform !== 'linux') return 'only Linux has such a limit'
  const { code, stderr } = await underLimit(5, ['-e', '0'])
  return code === 0 ? undefined : stderr
}

/** @returns how the folder was watched, and what was told after the file was added */
export async function printedUnderLimit(
  folder: string,
  { limit, adds }: { limit: number; adds: string },
): Promise<z.infer<typeof Printed>> {
  const script = path.join(import.meta.dirname, 'watch-limit-child.ts')
  const { code, stdout, stderr } = await underLimit(limit, [script, folder, adds])
  if (code !== 0) throw new Error(stderr)
  return Printed.parse(JSON.parse(stdout))
}

async function underLimit(limit: number, words: readonly string[]) {
  const script = `echo ${limit} > ${LIMIT_FILE} && exec "$0" "$@"`
  const child = spawn('unshare', ['-r', 'sh', '-c', script, process.execPath, ...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  child.on('error', () => undefined) // the exit code tells
  const closed = once(child, 'close').catch(() => undefined)
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), closed])
  return { code: child.exitCode, stdout, stderr }
}
