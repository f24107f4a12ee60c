/**
 * @file What WebGPU computes, beside plain JavaScript: started by webgpu.test.ts in an environment in which Dawn finds an adapter.
 * Prints one JSON object.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { isDeviceFailure } from '../../../main/model/backends/device-failure.ts'
import { loadTensorFlow } from '../../../main/model/backends/load.ts'
import { loadBackend } from '../../../main/model/backends/loaders.ts'
import { selfTested } from '../../../main/model/backends/self-test/self-test.ts'

const backend = await loadBackend('webgpu')
const { tf, about, software } = backend
const empty = mkdtempSync(path.join(os.tmpdir(), 'twinsort-webgpu-'))
const before = tf.memory().numTensors
const selfTest = await selfTested('webgpu', backend, empty)
const tensorsLeft = tf.memory().numTensors - before
rmSync(empty, { recursive: true })

// In the middle of a computation, as some losses do.
const product = tf.tidy(() => tf.matMul(tf.tensor2d([[1, 2]]), tf.tensor2d([[3], [4]])).dataSync()[0])

const chosen = await loadTensorFlow(undefined, undefined, ['tfjs-node-gpu', 'tfjs-node'])

await backend.activate()
const device: unknown = Reflect.get(tf.backend(), 'device')
if (device instanceof GPUDevice) device.destroy()
let lost: unknown
try {
  tf.tidy(() => tf.add(tf.fill([1000], 1), 1).dataSync())
} catch (thrown) {
  lost = thrown
}

const result = {
  ...{ about, software, selfTest, tensorsLeft, product },
  chosen: { name: chosen.name, note: chosen.note },
  lost: { message: String(lost), isDeviceFailure: isDeviceFailure(lost) },
}
// Dawn's own threads keep the process alive.
process.stdout.write(JSON.stringify(result), () => process.exit(0))
