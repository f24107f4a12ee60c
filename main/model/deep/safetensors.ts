/**
 * @file The safetensors format (github.com/huggingface/safetensors): 8 bytes with the header's length, a JSON header, then
 * the numbers, little endian. Heads are written in it, the trainable backbone is read from it.
 */
import { z } from 'zod'
import { fromFloat16 } from '../../math/float16.ts'

export interface NamedTensor {
  readonly name: string
  readonly shape: readonly number[]
  /** Row-major. */
  readonly data: Float32Array
}

export interface Safetensors {
  readonly metadata: Readonly<Record<string, string>>
  /** Shape of each tensor, in the file's order. */
  readonly shapes: ReadonlyMap<string, readonly number[]>
  /** @throws RangeError when it is absent, or its bytes are not in the file; float16 is widened. */
  read(name: string): NamedTensor
}

/** The header is padded with spaces, so that the numbers are aligned. */
const ALIGNMENT = 8
const LENGTH_BYTES = 8
const BYTES_EACH = { F16: 2, F32: 4 } as const

const Entry = z.object({
  dtype: z.enum(['F16', 'F32']),
  shape: z.array(z.int().nonnegative()),
  data_offsets: z.tuple([z.int().nonnegative(), z.int().nonnegative()]),
})
const Metadata = z.record(z.string(), z.string())

/** As float32. */
export function encodeSafetensors(
  tensors: readonly NamedTensor[],
  metadata: Readonly<Record<string, string>>,
): Uint8Array {
  const header: Record<string, unknown> = { __metadata__: metadata }
  let end = 0
  for (const { name, shape, data } of tensors) {
    header[name] = { dtype: 'F32', shape, data_offsets: [end, end + data.byteLength] }
    end += data.byteLength
  }
  const text = new TextEncoder().encode(JSON.stringify(header))
  const headerLength = Math.ceil(text.length / ALIGNMENT) * ALIGNMENT
  const bytes = new Uint8Array(LENGTH_BYTES + headerLength + end)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(headerLength), true)
  bytes.fill(' '.charCodeAt(0), LENGTH_BYTES, LENGTH_BYTES + headerLength)
  bytes.set(text, LENGTH_BYTES)
  let at = LENGTH_BYTES + headerLength
  for (const { data } of tensors) {
    writeFloats(bytes, at, data)
    at += data.byteLength
  }
  return bytes
}

/** @throws Error when the header is not one. */
export function decodeSafetensors(bytes: Uint8Array): Safetensors {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const body = LENGTH_BYTES + Number(view.getBigUint64(0, true))
  const text = new TextDecoder().decode(bytes.subarray(LENGTH_BYTES, body))
  const { __metadata__: metadata, ...tensors } = z.record(z.string(), z.unknown()).parse(JSON.parse(text))
  const entries = new Map(Object.entries(tensors).map(([name, entry]) => [name, Entry.parse(entry)]))
  return {
    metadata: Metadata.parse(metadata ?? {}),
    shapes: new Map([...entries].map(([name, { shape }]) => [name, shape])),
    read(name) {
      const entry = entries.get(name)
      if (entry === undefined) throw new RangeError(`it lacks ${name}`)
      const { shape, dtype } = entry
      const [from, to] = entry.data_offsets
      const count = shape.reduce((product, length) => product * length, 1)
      if (to - from !== count * BYTES_EACH[dtype] || body + to > bytes.length) {
        throw new RangeError(`${name} has another size`)
      }
      const part = bytes.subarray(body + from, body + to)
      return { name, shape, data: dtype === 'F16' ? fromFloat16(part) : readFloats(part) }
    },
  }
}

/** Little endian on every machine. */
function writeFloats(bytes: Uint8Array, at: number, values: Float32Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  for (let i = 0; i < values.length; i += 1) view.setFloat32(at + 4 * i, values[i], true)
}

function readFloats(bytes: Uint8Array): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const values = new Float32Array(bytes.length / 4)
  for (let i = 0; i < values.length; i += 1) values[i] = view.getFloat32(4 * i, true)
  return values
}
