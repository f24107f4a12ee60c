/**
 * @file Where a libtensorflow of our own making lies: outside node_modules, so that `npm ci` does not throw away what took a
 * download of 200 MB. scripts/tensorflow.mjs builds it there and node.ts loads it from there; both ask this file.
 */
import os from 'node:os'
import path from 'node:path'
import type { BackendName } from '../../../shared/domain.ts'

/** The version of tfjs-node that the folder is made for: the one beside tfjs-core in package.json. */
export const TFJS_VERSION = '4.22.0'

export type NativeVariant = 'cpu' | 'gpu'

/** The packages as npm names them. */
export const NATIVE_PACKAGES: Readonly<Record<NativeVariant, string>> = {
  cpu: '@tensorflow/tfjs-node',
  gpu: '@tensorflow/tfjs-node-gpu',
}

/** What installs a backend that is no part of Twinsort. */
export const INSTALL_COMMANDS = {
  'tfjs-node': 'npm run tensorflow',
  'tfjs-node-gpu': 'npm run tensorflow -- --gpu',
  webgpu: 'npm run tensorflow -- --webgpu',
} as const satisfies Partial<Record<BackendName, string>>

type Environment = Readonly<Record<string, string | undefined>>

/** Twinsort's cache folder: TWINSORT_CACHE itself, else `twinsort` in the place that the system keeps for caches. */
export function cacheFolder(
  environment: Environment = process.env,
  platform: string = process.platform,
): string {
  if (environment.TWINSORT_CACHE) return path.resolve(environment.TWINSORT_CACHE)
  return path.join(systemCacheFolder(environment, platform), 'twinsort')
}

/** The folder of one variant, whether or not it exists; its node_modules hold the package. */
export function nativeFolder(variant: NativeVariant, cache: string = cacheFolder()): string {
  return path.join(cache, 'tensorflow', `${TFJS_VERSION}-${variant}`)
}

/** The folder of Dawn and the WebGPU backend, whether or not it exists. */
export function webGpuFolder(cache: string = cacheFolder()): string {
  return path.join(cache, 'tensorflow', `${TFJS_VERSION}-webgpu`)
}

function systemCacheFolder(environment: Environment, platform: string): string {
  if (environment.XDG_CACHE_HOME) return environment.XDG_CACHE_HOME
  if (platform === 'win32' && environment.LOCALAPPDATA) return environment.LOCALAPPDATA
  if (platform === 'darwin') return path.join(os.homedir(), 'Library', 'Caches')
  return path.join(os.homedir(), '.cache')
}
