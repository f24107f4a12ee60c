import { execFile } from 'node:child_process'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { packageRoot } from '../../../main/engine/folders.ts'

const LOG = pathToFileURL(path.join(packageRoot(), 'main/jobs/log.ts')).href

/** What a process writes that notes one thing of each kind. */
async function linesFrom(level: string): Promise<unknown[]> {
  const code = `
    const { createLog } = await import(${JSON.stringify(LOG)})
    const log = createLog(${JSON.stringify(level)})
    log.info({ file: 'a "b"' }, 'it was left')
    log.warn({ error: 'no room' }, 'it was not written')`
  const { stdout, stderr } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', code])
  expect(stdout).toBe('')
  return stderr
    .split('\n')
    .filter((line) => line !== '')
    .map((line): unknown => JSON.parse(line))
}

test('notes are lines of JSON on standard error, from the level that was asked for', async () => {
  const left: unknown = expect.objectContaining({ level: 'info', file: 'a "b"', message: 'it was left' })
  const failed: unknown = expect.objectContaining({
    level: 'warn',
    error: 'no room',
    message: 'it was not written',
  })
  expect(await linesFrom('info')).toEqual([left, failed])
  expect(await linesFrom('warn')).toEqual([failed])
  for (const none of ['error', 'silent', '']) expect(await linesFrom(none)).toEqual([])
})
