/** @file What `doctor` says about the compute backends, from files alone: nothing heavy is loaded. */
import { isUsable, type BackendReport } from '../../../shared/contract/backends.ts'
import type { BackendName } from '../../../shared/domain.ts'
import { INSTALL_COMMANDS, nativeFolder, webGpuFolder, type NativeVariant } from './folders.ts'
import { BACKEND_ORDER } from './load.ts'
import { findNative } from './node.ts'
import { latestResult, WEBGPU_ELSEWHERE } from './self-test/record.ts'
import { findWebGpu } from './webgpu/dawn.ts'

/**
 * Every backend, fastest first. "Available" means installed: what a damaged library or a graphics driver is worth shows when it
 * is loaded and tested.
 * @param hasWindow whether a hidden window of the app provides WebGPU
 */
export function probeBackends(cache?: string, hasWindow = false): BackendReport[] {
  return BACKEND_ORDER.map((name) =>
    name === 'webgpu' && hasWindow
      ? { name, ...IN_WINDOW, selfTest: latestResult(WEBGPU_ELSEWHERE, cache) }
      : { name, ...probe(name, cache), selfTest: latestResult(name, cache) },
  )
}

const IN_WINDOW = {
  available: true,
  inWindow: true,
  note: 'Any graphics card, through a hidden window of the app.',
}

/** The one that trains next: the chosen one, else the fastest, that is there and has not failed its self-test. */
export function computesWith(
  reports: readonly BackendReport[],
  chosen: BackendName | null = null,
): BackendName {
  return chosenIfUsable(reports, chosen) ?? reports.find(isUsable)?.name ?? 'cpu'
}

/** A slow one is nobody's first choice, but may be the person's. Undefined for none, and for one that is gone or failed. */
export function chosenIfUsable(
  reports: readonly BackendReport[],
  chosen: BackendName | null,
): BackendName | undefined {
  const report = reports.find(({ name }) => name === chosen)
  return report?.available === true && report.selfTest?.passed !== false ? report.name : undefined
}

function probe(name: BackendName, cache?: string): Pick<BackendReport, 'available' | 'note'> {
  switch (name) {
    case 'wasm':
      return { available: true, note: 'WebAssembly with SIMD, on one core.' }
    case 'cpu':
      return { available: true, note: 'Plain JavaScript: slow, the last resort.' }
    case 'webgpu':
      return probeWebGpu(cache)
    case 'tfjs-node':
      return probeNative('cpu', cache)
    case 'tfjs-node-gpu':
      return probeNative('gpu', cache)
  }
}

function probeNative(variant: NativeVariant, cache?: string): Pick<BackendReport, 'available' | 'note'> {
  const found = findNative(variant, cache)
  if (found !== undefined) return { available: true, note: `libtensorflow in ${found.folder}.` }
  const command = INSTALL_COMMANDS[variant === 'gpu' ? 'tfjs-node-gpu' : 'tfjs-node']
  const folder = nativeFolder(variant, cache)
  return { available: false, note: `Not installed; \`${command}\` builds it in ${folder}.` }
}

function probeWebGpu(cache?: string): Pick<BackendReport, 'available' | 'note'> {
  const found = findWebGpu(cache)
  if (found !== undefined) return { available: true, note: `Any graphics card, through Dawn in ${found}.` }
  return {
    available: false,
    note: `Not installed; \`${INSTALL_COMMANDS.webgpu}\` fetches it to ${webGpuFolder(cache)}.`,
  }
}
