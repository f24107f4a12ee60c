/** @file A reading thread that says what it should not. */
import { parentPort } from 'node:worker_threads'

parentPort?.on('message', () => {
  parentPort?.postMessage({ type: 'done', id: 'one' })
  parentPort?.close()
})
