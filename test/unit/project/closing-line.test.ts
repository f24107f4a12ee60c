/** @file What `.ci/run` leans on: the closing line is the last line, tells the truth, and the exit code agrees with it. */
import { execFile } from 'node:child_process'
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'

const root = path.resolve(import.meta.dirname, '../../..')
const start = `import { beforeAll, describe, expect, test } from 'vitest'\n`

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'twinsort-closing-line-'))
  await symlink(path.join(root, 'node_modules'), path.join(folder, 'node_modules'), 'junction')
})
afterEach(() => rm(folder, { recursive: true, force: true }))

/** Runs vitest, as `npm test` does, on test files with these bodies. */
async function run(...bodies: string[]): Promise<{ code: number | null; lastLine: string | undefined }> {
  for (const [i, body] of bodies.entries()) await writeFile(path.join(folder, `${i}.test.ts`), start + body)
  const reporter = path.join(root, 'test/support/run/closing-line.ts')
  const vitest = path.join(root, 'node_modules/vitest/vitest.mjs')
  const words = ['run', '--reporter=default', `--reporter=${reporter}`, '--root', folder]
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [vitest, ...words], { cwd: folder }, (_error, out, err) => {
      resolve({ code: child.exitCode, lastLine: (err + out).trimEnd().split('\n').at(-1) })
    })
  })
}

test('a green run', async () => {
  const { code, lastLine } = await run(`test('a', () => { expect(1).toBe(1) }); test.skip('b', () => {})`)
  expect(lastLine).toBe('1 passed, 0 failed, 1 skipped')
  expect(code).toBe(0)
})

test('failed tests, files that cannot load, set-up that throws and stray errors all count as failed', async () => {
  const { code, lastLine } = await run(
    `test('passes', () => {}); test('fails', () => { expect(1).toBe(2) })`,
    `import './no-such-file.ts'; test('never runs', () => {})`,
    `describe('suite', () => { beforeAll(() => { throw new Error('no') }); test('skipped', () => {}) })`,
    `test('stray', async () => { void Promise.reject(new Error('late')); await new Promise(setImmediate) })`,
  )
  expect(lastLine).toBe('2 passed, 4 failed, 1 skipped')
  expect(code).toBe(1)
})

test('a run that ran nothing is not green', async () => {
  expect(await run()).toEqual({ code: 1, lastLine: '0 passed, 0 failed, 0 skipped' })
  expect(await run(`test.skip('a', () => {})`)).toEqual({
    code: 1,
    lastLine: '0 passed, 0 failed, 1 skipped',
  })
})
