/**
 * @file Reads tensors from the graphics card at once, as the losses and the optimiser do on every other backend; and turns what
 * goes wrong on the device, which WebGPU reports by events, into errors of the step that it spoils.
 */
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
  device: {
    lost: Promise<{ message: string }>
    addEventListener(type: 'uncapturederror', listener: (event: { error: { message: string } }) => void): void
  }
  ensureCommandEncoderReady(): void
  endComputePassEncoder(): void
  submitQueue(): void
  read(id: DataId): Promise<Values>
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

const watched = new WeakSet<object>()

/** For the backend `webgpu`, which is active. Idempotent. */
export function readWithoutPromises(tf: TensorFlow): void {
  const found: unknown = tf.backend()
  const backend = Backend.parse(found)
  if (watched.has(backend)) return
  watched.add(backend)
  let problem: string | undefined
  backend.device.addEventListener('uncapturederror', ({ error }) => (problem ??= error.message))
  void backend.device.lost.then(({ message }) => (problem ??= `The graphics device was lost. ${message}`))
  const check = (): void => {
    if (problem !== undefined) throw new Error(problem.trim())
  }
  const read = backend.read.bind(backend)
  backend.read = async (id) => {
    const values = await read(id)
    check()
    return values
  }
  backend.readSync = (id) => {
    const data = backend.tensorMap.get(id)
    const values = data.values ?? typed(copied(backend, data.resource), data.dtype)
    data.values = values
    check()
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
    ['tensorMap', 'bufferManager', 'device', 'ensureCommandEncoderReady', 'submitQueue', 'readSync'].every(
      (name) => name in value,
    ),
)
