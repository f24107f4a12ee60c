/** @file A reading thread that never comes to the end of what it was asked for, and hears nothing meanwhile. */
import { parentPort } from 'node:worker_threads'

parentPort?.on('message', () => {
  for (;;);
})
