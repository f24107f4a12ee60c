/**
 * @file The window as the sources are now. It is built before the first test of a file that imports this, because on a busy machine
 * that takes its time, and kept for all files and runs until a source changes.
 */
import { createHash } from 'node:crypto'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { build } from 'vite'
import { beforeAll } from 'vitest'
import { packageRoot } from '../../../main/engine/folders.ts'

/** All that a build depends on. */
const SOURCES = [
  'renderer/**/*',
  'shared/**/*',
  'resources/locales/**/*',
  'vite.config.ts',
  'package-lock.json',
]
/** Builds of other sources that were made longer ago are removed: none of a run that is under way. */
const KEPT_MS = 24 * 3600 * 1000

const root = packageRoot()
const cache = path.join(root, 'node_modules/.cache/twinsort-window')
const folder = path.join(cache, hashOfSources())

beforeAll(async () => {
  if (existsSync(folder)) return
  await removeOld()
  await mkdir(cache, { recursive: true })
  // Beside its place first, so that two at once, or a killed one, leave no half of a window.
  const beside = await mkdtemp(`${folder}-`)
  const configFile = path.join(root, 'vite.config.ts')
  await build({ configFile, logLevel: 'silent', build: { outDir: beside, emptyOutDir: true } })
  try {
    await rename(beside, folder)
  } catch (thrown) {
    await rm(beside, { recursive: true, force: true })
    if (!existsSync(folder)) throw thrown // else another file was quicker
  }
}, 180_000)

/** Absolute path of the folder with index.html. */
export function builtWindow(): string {
  return folder
}

function hashOfSources(): string {
  const hash = createHash('sha256')
  for (const file of globSync(SOURCES, { cwd: root }).sort()) {
    const absolute = path.join(root, file)
    if (path.extname(file) === '') continue // a folder
    hash.update(file).update(readFileSync(absolute))
  }
  return hash.digest('hex').slice(0, 16)
}

async function removeOld(): Promise<void> {
  for (const name of await readdir(cache).catch(() => [])) {
    const old = path.join(cache, name)
    if (Date.now() - (await stat(old)).mtimeMs > KEPT_MS) await rm(old, { recursive: true, force: true })
  }
}
