/**
 * @file Turns what goes wrong on a graphics device, which WebGPU reports by events, into errors of the step that it spoils.
 */
import { z } from 'zod'
import type { DataId } from '@tensorflow/tfjs-core'
import type { TensorFlow } from '../../../math/tensorflow.ts'

type Values = Float32Array | Int32Array | Uint8Array

/** What is used of the backend (tfjs-backend-webgpu 4.22, backend_webgpu.js). */
interface WatchedBackend {
  device: {
    lost: Promise<{ message: string }>
    addEventListener(type: 'uncapturederror', listener: (event: { error: { message: string } }) => void): void
  }
  read(id: DataId): Promise<Values>
  readSync(id: DataId): Values
}

const watched = new WeakSet<object>()

/** For the backend `webgpu`, which is active: reading throws from the first problem on. Idempotent. */
export function failWithDevice(tf: TensorFlow): void {
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
  const readSync = backend.readSync.bind(backend)
  backend.read = async (id) => {
    try {
      const values = await read(id)
      check()
      return values
    } catch (thrown) {
      check()
      throw isGivenUp(thrown) ? new Error('The graphics device was lost.', { cause: thrown }) : thrown
    }
  }
  backend.readSync = (id) => {
    const values = readSync(id)
    check()
    return values
  }
}

/** A buffer that is being read when the device goes says so before the device does (WebGPU, section 5.3): an `AbortError`. */
function isGivenUp(thrown: unknown): boolean {
  return thrown instanceof Error && thrown.name === 'AbortError'
}

const Backend = z.custom<WatchedBackend>(
  (value) =>
    typeof value === 'object' &&
    value !== null &&
    ['device', 'read', 'readSync'].every((name) => name in value),
)
