/** @file `npm test` checks everything; `npm test -- PATTERN` runs the matching test files and nothing else. */
import { execFile } from 'node:child_process'
import path from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const root = path.resolve(import.meta.dirname, '../../..')
const script = path.join(root, 'scripts/test.mjs')

/** Runs the script as npm does. */
function run(words: string[], environment: Record<string, string> = {}) {
  return promisify(execFile)(process.execPath, [script, ...words], {
    cwd: root,
    env: { ...process.env, ...environment },
  })
}

test('with a pattern it runs the matching files alone, and prints the closing line', async () => {
  const { stdout } = await run(['test/unit/project/documents'])
  // Vitest begins: nothing was checked before. (The folder of the project may have any name, so lines are compared.)
  expect(stdout.trimStart()).toMatch(/^\S*\s*RUN/)
  expect(stdout).toContain('test/unit/project/documents.test.ts')
  expect(stdout.trimEnd().split('\n').at(-1)).toMatch(/^\d+ passed, 0 failed, 0 skipped$/)
})

test('with a pattern that no file has, it fails', async () => {
  await expect(run(['no-such-file-at-all'])).rejects.toMatchObject({ code: 1 })
})

test('without a pattern it checks first, and stops where that fails', async () => {
  const npm = path.join(root, 'test/support/run/failing-npm-child.ts')
  await expect(run([], { npm_execpath: npm })).rejects.toMatchObject({ code: 3, stdout: 'run -s check\n' })
})
