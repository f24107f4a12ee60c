/**
 * Completes `dist/` after the bundles: whatever stands beside the sources and is not TypeScript (SQL, JSON, WebAssembly)
 * is copied to the same place, so that a module finds its neighbours from source and from `dist/` alike (bundle-main.mjs).
 * `resources/` is not copied: it is found at the package's root.
 */
import { cp, readdir } from 'node:fs/promises'
import path from 'node:path'

const root = path.resolve(import.meta.dirname, '..')

for (const folder of ['main', 'shared', 'test/bench']) {
  const entries = await readdir(path.join(root, folder), { recursive: true, withFileTypes: true })
  for (const entry of entries) {
    if (!entry.isFile() || /\.[cm]?ts$/.test(entry.name)) continue
    const source = path.join(entry.parentPath, entry.name)
    await cp(source, path.join(root, 'dist', path.relative(root, source)))
  }
}
