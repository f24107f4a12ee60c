/** @file What tests make once and keep, for all files and runs, until a source that it depends on changes. */
import { createHash } from 'node:crypto'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { packageRoot } from '../../main/engine/folders.ts'

/** What was made of other sources longer ago is removed: nothing of a run that is under way. */
const KEPT_MS = 24 * 3600 * 1000

const root = packageRoot()

interface Kept {
  /** Of its folder below node_modules/.cache. */
  readonly name: string
  /** All files that it depends on, as patterns below the package's root. */
  readonly sources: readonly string[]
  /** What tells it from others of the same name and sources. */
  readonly variant?: string
  /** Fills an empty folder. */
  readonly make: (folder: string) => Promise<void>
}

/** @returns the absolute path of the folder, which nobody may change; made by the first who asks for it */
export async function kept({ name, sources, variant = '', make }: Kept): Promise<string> {
  const cache = path.join(root, 'node_modules/.cache', name)
  const hash = createHash('sha256').update(hashOf(sources)).update(variant)
  const folder = path.join(cache, hash.digest('hex').slice(0, 16))
  if (existsSync(folder)) return folder
  await removeOld(cache)
  await mkdir(cache, { recursive: true })
  // Beside its place first, so that two at once, or a killed one, leave no half of it.
  const beside = await mkdtemp(`${folder}-`)
  try {
    await make(beside)
    await rename(beside, folder)
  } catch (thrown) {
    await rm(beside, { recursive: true, force: true })
    if (!existsSync(folder)) throw thrown // else another file was quicker
  }
  return folder
}

const hashes = new Map<readonly string[], string>()

function hashOf(sources: readonly string[]): string {
  const known = hashes.get(sources)
  if (known !== undefined) return known
  const hash = createHash('sha256')
  for (const file of globSync(sources, { cwd: root }).sort()) {
    if (path.extname(file) === '') continue // a folder
    hash.update(file).update(readFileSync(path.join(root, file)))
  }
  const digest = hash.digest('hex')
  hashes.set(sources, digest)
  return digest
}

async function removeOld(cache: string): Promise<void> {
  for (const name of await readdir(cache).catch(() => [])) {
    const old = path.join(cache, name)
    if (Date.now() - (await stat(old)).mtimeMs > KEPT_MS) await rm(old, { recursive: true, force: true })
  }
}
