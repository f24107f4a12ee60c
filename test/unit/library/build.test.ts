/** @file What tells one build of the program from all others, so that nothing that another one computed is taken for its own. */
import { execFile } from 'node:child_process'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { packageRoot } from '../../../main/engine/folders.ts'
import { buildIn } from '../../../main/jobs/library/installed-version.ts'
import { temporaryFolder } from '../../support/folder.ts'

const run = promisify(execFile)

async function noted(root: string): Promise<string | undefined> {
  await run(process.execPath, [path.join(packageRoot(), 'scripts/note-build.mjs'), root])
  return buildIn(path.join(root, 'dist/main/build.json'))
}

test('any change of the compiled program, or of what it uses, is another build; building again is none', async () => {
  const root = await temporaryFolder()
  const write = async (file: string, text: string): Promise<void> => {
    await mkdir(path.dirname(path.join(root, file)), { recursive: true })
    await writeFile(path.join(root, file), text)
  }
  await write('package.json', '{}')
  await write('dist/main/learn/rank.js', 'export const a = 1')
  const first = await noted(root)
  expect(first).toMatch(/^[0-9a-f]{64}$/)
  await write('dist/renderer/index.js', 'a window ranks nothing')
  expect(await noted(root)).toBe(first)
  const builds = new Set([first])
  const changes = [
    () => write('dist/main/learn/rank.js', 'export const a = 2'),
    () => write('dist/main/learn/more.js', ''),
    () => write('package-lock.json', '{}'),
    () => rm(path.join(root, 'dist/main/learn/more.js')),
  ]
  for (const change of changes) {
    await change()
    builds.add(await noted(root))
  }
  expect(builds.size).toBe(1 + changes.length)
})

test('the program that is built knows its build; its sources, which may change at any time, have none', () => {
  expect(buildIn(path.join(packageRoot(), 'dist/main/build.json'))).toMatch(/^[0-9a-f]{64}$/)
  expect(buildIn()).toBeUndefined()
})
