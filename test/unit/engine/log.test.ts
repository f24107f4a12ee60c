import { execFile } from 'node:child_process'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { packageRoot } from '../../../main/engine/folders.ts'

const at = (file: string): string => JSON.stringify(pathToFileURL(path.join(packageRoot(), file)).href)

/** What a process writes that makes a log twice, and notes one thing of each kind. */
async function linesFrom(level: string): Promise<unknown[]> {
  const code = `
    const { createLog } = await import(${at('main/jobs/log.ts')})
    const { sentence, verbatim } = await import(${at('shared/sentences/sentence.ts')})
    createLog(${JSON.stringify(level)})
    const log = createLog(${JSON.stringify(level)})
    log.info(sentence('log-job-done'), { job: { id: 3, kind: 'index' }, took: 1500, notes: [sentence('job-added', { count: 2 })] })
    log.warn(sentence('log-no-backup'), { reason: verbatim('no room for "a"') })`
  const { stdout, stderr } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', code])
  expect(stdout).toBe('')
  return stderr
    .split('\n')
    .filter((line) => line !== '')
    .map((line): unknown => JSON.parse(line))
}

const done: unknown = expect.objectContaining({
  ...{ level: 'info', job: 3, kind: 'index', seconds: 1.5 },
  message: 'Done. 2 new photos were read.',
})
const failed: unknown = expect.objectContaining({
  ...{ level: 'warn', error: 'no room for "a"', message: 'The daily backup was not made.' },
})

test('notes are lines of JSON on standard error, from the level that was asked for', async () => {
  expect(await linesFrom('info')).toEqual([done, failed])
  expect(await linesFrom('warn')).toEqual([failed])
  for (const none of ['error', 'silent', '']) expect(await linesFrom(none)).toEqual([])
})

test('of a level that there is not is said once which there are, and it counts as the usual one', async () => {
  const told: unknown = expect.objectContaining({
    level: 'warn',
    message:
      'TWINSORT_LOG is "verbose", which is none of these: silent, error, warn, info, debug, trace. It counts as warn.',
  })
  expect(await linesFrom('verbose')).toEqual([told, failed])
})
