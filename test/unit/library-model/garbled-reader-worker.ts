/** @file A reading thread that says what it should not. */
import { parentPort } from 'node:worker_threads'

parentPort?.on('message', () => {
  parentPort?.postMessage({ kind: 'done', id: 'one' })
  parentPort?.close()
})
