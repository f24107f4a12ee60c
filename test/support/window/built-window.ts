/**
 * @file The window as the sources are now. It is built before the first test of a file that imports this, because on a busy machine
 * that takes its time, and kept for all files and runs until a source changes.
 */
import path from 'node:path'
import { build } from 'vite'
import { beforeAll } from 'vitest'
import { packageRoot } from '../../../main/engine/folders.ts'
import { kept } from '../kept.ts'

/** All that a build depends on. */
const SOURCES = [
  'renderer/**/*',
  'shared/**/*',
  'resources/locales/**/*',
  'vite.config.ts',
  'package-lock.json',
]

let folder = ''

beforeAll(async () => {
  folder = await kept({
    name: 'twinsort-window',
    sources: SOURCES,
    make: async (outDir) => {
      const configFile = path.join(packageRoot(), 'vite.config.ts')
      await build({ configFile, logLevel: 'silent', build: { outDir, emptyOutDir: true } })
    },
  })
}, 180_000)

/** Absolute path of the folder with index.html. */
export function builtWindow(): string {
  return folder
}
