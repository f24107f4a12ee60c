/**
 * @file The window as the sources are now, built once for each file of tests that imports this: before its first test,
 * because on a busy machine that takes its time, and removed after its last.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { build } from 'vite'
import { afterAll, beforeAll } from 'vitest'
import { packageRoot } from '../../main/engine/folders.ts'

let folder = ''

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'twinsort-window-'))
  const configFile = path.join(packageRoot(), 'vite.config.ts')
  await build({ configFile, logLevel: 'silent', build: { outDir: folder, emptyOutDir: true } })
}, 180_000)
afterAll(() => rm(folder, { recursive: true, force: true }))

/** Absolute path of the folder with index.html. */
export function builtWindow(): string {
  return folder
}
