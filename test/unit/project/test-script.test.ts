/**
 * @file `npm test` checks everything, then tests; `npm test -- PATTERN` runs the matching test files and nothing else. `npm run check`
 * runs every check.
 */
import { execFile } from 'node:child_process'
import path from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import project from '../../../package.json' with { type: 'json' }

const root = path.resolve(import.meta.dirname, '../../..')
const CHECKS = Object.keys(project.scripts).filter((name) => name.startsWith('check:'))

/** Runs a script as npm does. */
function start(name: string, words: string[], environment: Record<string, string> = {}) {
  return promisify(execFile)(process.execPath, [path.join(root, 'scripts', name), ...words], {
    cwd: root,
    env: { ...process.env, ...environment },
  })
}

const run = (words: string[], environment?: Record<string, string>) => start('test.mjs', words, environment)

/** With an npm that only prints what it is asked for. */
const asked = { npm_execpath: path.join(root, 'test/support/run/npm-child.ts') }

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
  await expect(run([], { ...asked, FAILING: 'check' })).rejects.toMatchObject({
    code: 3,
    stdout: 'run -s check\n',
  })
  const { stdout } = await run([], asked)
  expect(stdout).toBe('run -s check\nrun -s test:all\n')
})

test('the check is every script of its name', async () => {
  const { stdout, stderr } = await start('check.mjs', [], asked)
  expect(stdout.trim().split('\n').sort()).toEqual(CHECKS.map((name) => `run -s ${name}`).sort())
  expect(stderr).toBe('')
})

test.each(CHECKS)('where %s fails the check fails, and the others have run', async (name) => {
  await expect(start('check.mjs', [], { ...asked, FAILING: name })).rejects.toMatchObject({
    code: 1,
    stdout: expect.stringMatching(
      new RegExp(CHECKS.map((each) => `(?=[^]*\\b${each}\\n)`).join('')),
    ) as string,
    stderr: `npm run ${name} failed.\n`,
  })
})
