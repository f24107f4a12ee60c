/** @file What `doctor` says about the compute backends, from files alone: nothing heavy is loaded. */
import type { BackendName } from '../../../shared/domain.ts'
import { nativeFolder, type NativeVariant } from './folders.ts'
import { BACKEND_ORDER } from './load.ts'
import { findNative } from './node.ts'

export interface BackendProbe {
  name: BackendName
  available: boolean
  /** A sentence for the person. */
  note: string
}

/** Every backend, fastest first. "Available" means installed: a damaged library shows only when it is loaded. */
export function probeBackends(cache?: string): BackendProbe[] {
  return BACKEND_ORDER.map((name) => {
    if (name === 'wasm') return { name, available: true, note: 'WebAssembly with SIMD, on one core.' }
    if (name === 'cpu') return { name, available: true, note: 'Plain JavaScript: slow, the last resort.' }
    return probeNative(name, name === 'tfjs-node-gpu' ? 'gpu' : 'cpu', cache)
  })
}

function probeNative(name: BackendName, variant: NativeVariant, cache?: string): BackendProbe {
  const found = findNative(variant, cache)
  if (found !== undefined) return { name, available: true, note: `libtensorflow in ${found.folder}.` }
  const command = variant === 'gpu' ? 'npm run tensorflow -- --gpu' : 'npm run tensorflow'
  const folder = nativeFolder(variant, cache)
  return { name, available: false, note: `Not installed; \`${command}\` builds it in ${folder}.` }
}
