/**
 * @file The training worker on a WebAssembly that fails for good in the middle of the work: `throwing` as kernels do whose
 * memory is exhausted, `ending` as a thread that dies (TWINSORT_TEST_FAILS); after some epochs of a small training, or in
 * the second epoch of one that keeps its state in this folder (TWINSORT_TEST_CHECKPOINTS), which it copies before: FOLDER-then.
 * `embedding`: another backend (TWINSORT_TEST_BACKEND) that throws once photos are to be embedded.
 * Started by tests in the place of main/jobs/training/thread/train-worker.ts.
 */
import { cpSync, readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { deserialize } from 'node:v8'
import { parentPort } from 'node:worker_threads'
import { TrainingState } from '../../../main/learn/training/checkpoint.ts'
import { ThreadRequest } from '../../../main/jobs/training/thread/train-protocol.ts'
import { ToWorker } from '../../../main/workers/protocol.ts'
import { loadBackend } from '../../../main/model/backends/loaders.ts'
import { BackendName } from '../../../shared/domain.ts'

/** Some epochs of a small training. */
const CALLS = 600

const by = process.env.TWINSORT_TEST_FAILS
const checkpoints = process.env.TWINSORT_TEST_CHECKPOINTS
const backend = BackendName.parse(process.env.TWINSORT_TEST_BACKEND ?? 'wasm')
const { tf } = await loadBackend(backend)
const kernels = tf.getKernelsForBackend(tf.getBackend())
const original = kernels.find(({ kernelName }) => kernelName === tf.Multiply)
if (original === undefined) throw new Error(`${backend} cannot multiply.`)
let calls = 0
let isEmbedding = false
if (by === 'embedding') {
  parentPort?.on('message', (message) => {
    const asked = ToWorker.parse(message)
    if (asked.type === 'ask' && ThreadRequest.parse(asked.request).kind === 'embed') isEmbedding = true
  })
}
tf.unregisterKernel(tf.Multiply, original.backendName)
tf.registerKernel({
  ...original,
  kernelFunc: (given) => {
    calls += 1
    const isTime = by === 'embedding' ? isEmbedding : isLate()
    if (isTime && checkpoints !== undefined) cpSync(checkpoints, `${checkpoints}-then`, { recursive: true })
    if (isTime && by === 'ending') endThread()
    if (isTime) throw new WebAssembly.RuntimeError('memory access out of bounds')
    return original.kernelFunc(given)
  },
})
await import('../../../main/jobs/training/thread/train-worker.ts') // whose messages wait until then

function isLate(): boolean {
  return checkpoints === undefined ? calls > CALLS : isFirstEpochDone(checkpoints)
}

/** In a worker this ends the thread alone, and not before it comes to rest. */
function endThread(): void {
  process.exit(1)
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
}

/** What was read last; a state is written again and renamed, so that another one is another file. */
let looked = { file: 0, epoch: 0 }

function isFirstEpochDone(folder: string): boolean {
  const name = readdirSync(folder).find((each) => each.endsWith('.state'))
  if (name === undefined) return false
  const file = path.join(folder, name)
  const { ino } = statSync(file)
  if (ino !== looked.file) {
    looked = { file: ino, epoch: TrainingState.parse(deserialize(readFileSync(file))).run.epoch }
  }
  return looked.epoch > 0
}
