/**
 * @file A trained head as one block of bytes, in the safetensors format (8 bytes with the header's length, a JSON header,
 * float32 little endian), which other tools can read too. It holds all that new photos need: the means that centre each
 * level, the parameters, and how the scores are read.
 */
import { z } from 'zod'
import { AttentionForm } from '../../shared/domain.ts'
import { AppError } from '../../shared/errors.ts'
import { createHead, EMBEDDING_WIDTH, parameterCount, type Head, type HeadShape } from './head.ts'

export interface HeadArtifact {
  shape: HeadShape
  /** One [d] per level: what preprocessing subtracts. */
  means: readonly Float32Array[]
  parameters: Float32Array
  /** [width, bits] directions of binary codes; null for heads without codes. */
  codes: Float32Array | null
  /** Strategy, seed, hyper-parameters: told, not needed. */
  notes: Readonly<Record<string, string>>
}

/** Raised when the meaning of the tensors changes; older ones must stay readable. */
const FORMAT_VERSION = '1'
/** safetensors pads the header with spaces, so that the numbers are aligned. */
const ALIGNMENT = 8
const LENGTH_BYTES = 8
const CODES = 'codes'
/** Ours among the header's metadata; the rest are notes. */
const RESERVED = ['format', 'version', 'shape']

const Entry = z.object({
  dtype: z.literal('F32'),
  shape: z.array(z.int().nonnegative()),
  data_offsets: z.tuple([z.int().nonnegative(), z.int().nonnegative()]),
})
/** The first heads knew one form only. */
const Attention = z.union([AttentionForm, z.boolean().transform((on) => (on ? 'gate' : 'off'))])
const Shape = z.object({
  levels: z.array(z.object({ name: z.string(), dimensions: z.int().positive() })).min(1),
  attention: Attention,
})
const Metadata = z.record(z.string(), z.string())

export function encodeArtifact({ shape, means, parameters, codes, notes }: HeadArtifact): Uint8Array {
  const head = createHead(shape)
  const tensors = [
    ...shape.levels.map(({ name, dimensions }, index) => ({
      name: `mean/${name}`,
      shape: [dimensions],
      data: means[index],
    })),
    ...head.blocks.map(({ name, shape: size, offset, size: count }) => ({
      name,
      shape: size,
      data: parameters.subarray(offset, offset + count),
    })),
    ...(codes === null
      ? []
      : [{ name: CODES, shape: [EMBEDDING_WIDTH, codes.length / EMBEDDING_WIDTH], data: codes }]),
  ]
  const metadata = {
    ...notes,
    format: 'twinsort-head',
    version: FORMAT_VERSION,
    shape: JSON.stringify(shape),
  }
  const header: Record<string, unknown> = { __metadata__: metadata }
  let end = 0
  for (const { name, shape: size, data } of tensors) {
    header[name] = { dtype: 'F32', shape: size, data_offsets: [end, end + data.byteLength] }
    end += data.byteLength
  }
  const text = JSON.stringify(header)
  const unpadded = new TextEncoder().encode(text)
  const headerLength = Math.ceil(unpadded.length / ALIGNMENT) * ALIGNMENT
  const bytes = new Uint8Array(LENGTH_BYTES + headerLength + end)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(headerLength), true)
  bytes.fill(' '.charCodeAt(0), LENGTH_BYTES, LENGTH_BYTES + headerLength)
  bytes.set(unpadded, LENGTH_BYTES)
  let at = LENGTH_BYTES + headerLength
  for (const { data } of tensors) {
    writeFloats(bytes, at, data)
    at += data.byteLength
  }
  return bytes
}

/** @throws AppError `library-damaged` when the bytes are not a head, `library-newer` when a newer Twinsort wrote them. */
export function decodeArtifact(bytes: Uint8Array): HeadArtifact & { head: Head } {
  const { entries, metadata, body } = readHeader(bytes)
  if (metadata.format !== 'twinsort-head') throw damaged('its header names another format')
  if (metadata.version !== FORMAT_VERSION) {
    throw new AppError(
      'library-newer',
      `This head has format ${metadata.version}: a newer Twinsort wrote it.`,
    )
  }
  const shape = readShape(metadata.shape)
  const read = (name: string, count: number): Float32Array => {
    const entry = entries.get(name)
    if (entry === undefined) throw damaged(`it lacks ${name}`)
    const [from, to] = entry.data_offsets
    if (to - from !== count * 4 || body + to > bytes.length) throw damaged(`${name} has another size`)
    return readFloats(bytes, body + from, count)
  }
  const head = createHead(shape)
  const parameters = new Float32Array(parameterCount(head.blocks))
  for (const { name, offset, size } of head.blocks) parameters.set(read(name, size), offset)
  const means = shape.levels.map(({ name, dimensions }) => read(`mean/${name}`, dimensions))
  const notes = Object.fromEntries(Object.entries(metadata).filter(([key]) => !RESERVED.includes(key)))
  const bits = entries.get(CODES)?.shape.at(1)
  const codes = bits === undefined ? null : read(CODES, EMBEDDING_WIDTH * bits)
  return { shape, means, parameters, codes, notes, head }
}

function readHeader(bytes: Uint8Array): {
  entries: Map<string, z.infer<typeof Entry>>
  metadata: Record<string, string>
  body: number
} {
  try {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    const body = LENGTH_BYTES + Number(view.getBigUint64(0, true))
    const text = new TextDecoder().decode(bytes.subarray(LENGTH_BYTES, body))
    const { __metadata__: metadata, ...tensors } = z.record(z.string(), z.unknown()).parse(JSON.parse(text))
    const entries = new Map(Object.entries(tensors).map(([name, entry]) => [name, Entry.parse(entry)]))
    return { entries, metadata: Metadata.parse(metadata), body }
  } catch (cause) {
    throw damaged('its header cannot be read', cause)
  }
}

function readShape(text: string): HeadShape {
  try {
    return Shape.parse(JSON.parse(text))
  } catch (cause) {
    throw damaged('its shape cannot be read', cause)
  }
}

/** Little endian on every machine. */
function writeFloats(bytes: Uint8Array, at: number, values: Float32Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  for (let i = 0; i < values.length; i += 1) view.setFloat32(at + 4 * i, values[i], true)
}

function readFloats(bytes: Uint8Array, at: number, count: number): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return Float32Array.from({ length: count }, (_, index) => view.getFloat32(at + 4 * index, true))
}

function damaged(reason: string, cause?: unknown): AppError {
  return new AppError('library-damaged', `A stored head cannot be read: ${reason}.`, undefined, cause)
}
