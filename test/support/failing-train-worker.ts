/**
 * @file The training worker on a WebAssembly that fails for good in the middle of the work: `throwing` as kernels do whose
 * memory is exhausted, `ending` as a thread that dies
 * (TWINSORT_TEST_FAILS). Started by tests in the place of main/jobs/train-worker.ts.
 */
import { loadBackend } from '../../main/model/backends/loaders.ts'

/** Some epochs of a small training. */
const CALLS = 600

const by = process.env.TWINSORT_TEST_FAILS
const { tf } = await loadBackend('wasm')
const original = tf.getKernel(tf.Multiply, 'wasm')
let calls = 0
tf.unregisterKernel(tf.Multiply, 'wasm')
tf.registerKernel({
  ...original,
  kernelFunc: (given) => {
    calls += 1
    if (calls > CALLS && by === 'ending') endThread()
    if (calls > CALLS) throw new WebAssembly.RuntimeError('memory access out of bounds')
    return original.kernelFunc(given)
  },
})
await import('../../main/jobs/train-worker.ts') // whose messages wait until then

/** In a worker this ends the thread alone, and not before it comes to rest. */
function endThread(): void {
  process.exit(1)
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
}
