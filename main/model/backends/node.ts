/**
 * @file The native backends: tfjs-node on libtensorflow, from node_modules where npm could install it, else from the cache
 * folder that `npm run tensorflow` fills. The package is CommonJS and optional, hence `createRequire` and no import.
 */
import fs from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import util from 'node:util'
import type { TensorFlow } from '../../math/tensorflow.ts'
import { NATIVE_PACKAGES, nativeFolder, type NativeVariant } from './folders.ts'

export interface NativePackage {
  variant: NativeVariant
  /** Absolute path of the package's folder. */
  folder: string
}

/** The installed package of a variant whose native addon is there, or undefined. Looks at files only. */
export function findNative(variant: NativeVariant, cache?: string): NativePackage | undefined {
  return candidates(variant, cache)
    .filter((folder) => hasAddon(folder))
    .map((folder) => ({ variant, folder }))
    .at(0)
}

/** Loads libtensorflow into this process (about a second, 300 MB). Throws what the loader throws. */
export function loadNative(found: NativePackage): TensorFlow {
  restoreRemovedUtilities()
  // libtensorflow prints what it finds on the processor; only its errors are worth a person's time.
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '2'
  const loaded: unknown = createRequire(path.join(found.folder, 'package.json'))(found.folder)
  if (!isTensorFlow(loaded)) throw new TypeError(`${found.folder} is not TensorFlow.js.`)
  return loaded
}

function candidates(variant: NativeVariant, cache?: string): string[] {
  const name = NATIVE_PACKAGES[variant]
  const inCache = path.join(nativeFolder(variant, cache), 'node_modules', name)
  try {
    const manifest = createRequire(import.meta.url).resolve(`${name}/package.json`)
    return [path.dirname(manifest), inCache]
  } catch {
    return [inCache] // npm leaves an optional package out where its own download fails
  }
}

/** The addon lies in `lib/napi-vN/`; without it the package is there but useless. */
function hasAddon(folder: string): boolean {
  const libraries = path.join(folder, 'lib')
  if (!fs.existsSync(libraries)) return false
  return fs
    .readdirSync(libraries)
    .some((version) => fs.existsSync(path.join(libraries, version, 'tfjs_binding.node')))
}

/** tfjs-node 4.22 still calls two helpers that Node 23 removed from `util`. */
function restoreRemovedUtilities(): void {
  const missing: Record<string, (value: unknown) => boolean> = {
    isNullOrUndefined: (value) => value === null || value === undefined,
    isArray: (value) => Array.isArray(value),
  }
  // The package sees the CommonJS exports object, which this default import is.
  for (const [name, helper] of Object.entries(missing)) {
    if (!(name in util))
      Object.defineProperty(util, name, { value: helper, configurable: true, writable: true })
  }
}

function isTensorFlow(value: unknown): value is TensorFlow {
  return typeof value === 'object' && value !== null && 'tidy' in value && 'valueAndGrads' in value
}
