/**
 * @file ONNX Runtime must not report to its maker. Official builds for Linux and macOS do so unless ORT_DISABLE_TELEMETRY is in the
 * environment when the library loads: a permanent device id, paths, and the metadata of models (docs/privacy.md).
 *
 * The library reads the process's own environment. In a worker thread `process.env` is a copy, and writing to it changes nothing
 * there; so the main thread sets the variable before it starts a worker (`worker-url.ts` imports this file), and a worker checks.
 */
import { isMainThread } from 'node:worker_threads'

const SWITCH = 'ORT_DISABLE_TELEMETRY'
const OFF = '1'

if (isMainThread) process.env[SWITCH] = OFF
else if (process.env[SWITCH] !== OFF) {
  throw new Error(
    `${SWITCH} is not set: the main thread has to import no-telemetry.ts before it starts this worker.`,
  )
}
