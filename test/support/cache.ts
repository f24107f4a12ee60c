/**
 * @file The cache folder of a test. It knows what the self-tests found on this machine, where they ran before (run/self-tests.ts): each
 * test that reads photos or trains would repeat them.
 */
import { cpSync, existsSync } from 'node:fs'
import path from 'node:path'
import { cacheFolder } from '../../main/model/backends/folders.ts'

/** Of a network on this processor, and of the backend that computes everywhere; the native one lies in the cache folder itself. */
const KNOWN = ['backbone-self-test', path.join('backends', 'wasm.json')]

/** Absolute path of `folder/cache`, or of another name in the folder. */
export function cacheIn(folder: string, name = 'cache'): string {
  const cache = path.join(folder, name)
  for (const part of KNOWN) {
    const known = path.join(cacheFolder(), part)
    if (existsSync(known)) cpSync(known, path.join(cache, part), { recursive: true })
  }
  return cache
}
