/** @file A thread that answers what nobody understands, as often as it is asked. In the place of main/jobs/training/thread/train-worker.ts. */
import { parentPort } from 'node:worker_threads'
import { ToWorker } from '../../../main/workers/protocol.ts'

parentPort?.on('message', (message) => {
  const asked = ToWorker.parse(message)
  if (asked.type !== 'ask') return
  parentPort?.postMessage({ type: 'news', id: asked.id, news: { kind: 'started', backend: 'wasm' } })
  parentPort?.postMessage({ kind: 'nonsense' })
  parentPort?.postMessage({ kind: 'nonsense' })
})
