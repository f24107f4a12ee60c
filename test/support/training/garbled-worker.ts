/** @file A thread that answers what nobody understands, as often as it is asked. In the place of main/jobs/training/thread/train-worker.ts. */
import { parentPort } from 'node:worker_threads'

parentPort?.on('message', () => {
  parentPort?.postMessage({ kind: 'started', backend: 'wasm' })
  parentPort?.postMessage({ kind: 'nonsense' })
  parentPort?.postMessage({ kind: 'nonsense' })
})
