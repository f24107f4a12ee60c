/** @file The window as the sources are now: built by the first test that serves it, and kept for all files and runs until a source changes. */
import path from 'node:path'
import { build } from 'vite'
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

let built: Promise<string> | undefined

/** @returns the absolute path of the folder with index.html */
export function builtWindow(): Promise<string> {
  built ??= kept({
    name: 'twinsort-window',
    sources: SOURCES,
    make: async (outDir) => {
      const configFile = path.join(packageRoot(), 'vite.config.ts')
      await build({ configFile, logLevel: 'silent', build: { outDir, emptyOutDir: true } })
    },
  })
  built.catch(() => (built = undefined)) // the next test tries again
  return built
}
