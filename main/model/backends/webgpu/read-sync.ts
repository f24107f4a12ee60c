/** @file Reads tensors from the graphics card at once, as some losses do on every other backend: with Dawn, in Node. */
import { z } from 'zod'
import type { DataId } from '@tensorflow/tfjs-core'
import type { TensorFlow } from '../../../math/tensorflow.ts'
import { mapNow } from './waiting.ts'

interface Buffer {
  readonly size: number
  readonly mapState: 'unmapped' | 'pending' | 'mapped'
  mapAsync(mode: number): Promise<unknown>
  getMappedRange(): ArrayBuffer
  unmap(): void
}

/** What is used of the backend (tfjs-backend-webgpu 4.22, backend_webgpu.js). */
interface WebGpuBackend {
  tensorMap: { get(id: DataId): TensorData }
  bufferManager: { acquireBuffer(size: number, usage: number): Buffer; releaseBuffer(buffer: Buffer): void }
  commandEncoder: {
    copyBufferToBuffer(from: Buffer, start: number, to: Buffer, at: number, size: number): void
  }
  ensureCommandEncoderReady(): void
  endComputePassEncoder(): void
  submitQueue(): void
  readSync(id: DataId): Values
}
interface TensorData {
  values: Values | null | undefined
  dtype: 'float32' | 'int32' | 'bool'
  resource: Buffer
}
type Values = Float32Array | Int32Array | Uint8Array

/** GPUBufferUsage.COPY_DST | GPUBufferUsage.MAP_READ */
const STAGING = 0x8 | 0x1

const changed = new WeakSet<object>()

/** For the backend `webgpu`, which is active. Idempotent. */
export function readWithoutPromises(tf: TensorFlow): void {
  const found: unknown = tf.backend()
  const backend = Backend.parse(found)
  if (changed.has(backend)) return
  changed.add(backend)
  backend.readSync = (id) => {
    const data = backend.tensorMap.get(id)
    const values = data.values ?? typed(copied(backend, data.resource), data.dtype)
    data.values = values
    return values
  }
}

/** Logical values lie on the device as whole numbers. */
function typed(bytes: ArrayBuffer, dtype: TensorData['dtype']): Values {
  if (dtype === 'float32') return new Float32Array(bytes)
  const whole = new Int32Array(bytes)
  return dtype === 'int32' ? whole : Uint8Array.from(whole)
}

/** The bytes of a buffer on the device, by way of one that the host may read. */
function copied(backend: WebGpuBackend, buffer: Buffer): ArrayBuffer {
  const staging = backend.bufferManager.acquireBuffer(buffer.size, STAGING)
  backend.ensureCommandEncoderReady()
  backend.endComputePassEncoder()
  backend.commandEncoder.copyBufferToBuffer(buffer, 0, staging, 0, buffer.size)
  backend.submitQueue()
  mapNow(staging)
  const bytes = staging.getMappedRange().slice(0)
  staging.unmap()
  backend.bufferManager.releaseBuffer(staging)
  return bytes
}

const Backend = z.custom<WebGpuBackend>(
  (value) =>
    typeof value === 'object' &&
    value !== null &&
    ['tensorMap', 'bufferManager', 'ensureCommandEncoderReady', 'submitQueue', 'readSync'].every(
      (name) => name in value,
    ),
)
