/** @file The TensorFlow.js backends that this machine has, for tests that run on each of them. */
import { describe } from 'vitest'
import type { BackendName } from '../../../shared/domain.ts'
import type { TensorFlow } from '../../../main/math/tensorflow.ts'
import { loadTensorFlow } from '../../../main/model/backends/load.ts'
import { probeBackends } from '../../../main/model/backends/probe.ts'

/** Native and WebAssembly; the GPU build only where it is installed. Plain JavaScript is the reference of parity tests. */
const TESTED: readonly BackendName[] = ['tfjs-node', 'wasm']

type Tests = (load: () => Promise<TensorFlow>) => void

/** One `describe` per backend; an absent one is skipped and says so in its name. */
export function describeBackends(name: string, tests: Tests): void {
  describeEach(TESTED, name, tests)
}

/** The native package alone, whose copy of the core brings gradients of its own into the process. */
export function describeNative(name: string, tests: Tests): void {
  describeEach(['tfjs-node'], name, tests)
}

function describeEach(wanted: readonly BackendName[], name: string, tests: Tests): void {
  for (const { name: backend, available, note } of probeBackends()) {
    if (!wanted.includes(backend) && !(backend === 'tfjs-node-gpu' && available)) continue
    const title = `${name} on ${backend}`
    if (available)
      describe(title, () => {
        tests(() => activate(backend))
      })
    else
      describe.skip(`${title} (${note})`, () => {
        tests(() => activate(backend))
      })
  }
}

/** The copies of TensorFlow.js in one process share their engine, so that each test file must name its backend again. */
export async function activate(backend: BackendName): Promise<TensorFlow> {
  return (await loadTensorFlow(backend)).tf
}
