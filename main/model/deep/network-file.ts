/**
 * @file What every trained deep network is kept as: one block of bytes (safetensors) with what it is built like and its parameters.
 * artifact.ts and fine-tune/artifact.ts say which networks there are.
 */
import { AppError } from '../../../shared/errors.ts'
import { sentence } from '../../../shared/sentences/sentence.ts'
import { parameterCount, type Network } from '../../math/network.ts'
import { EMBEDDING_WIDTH } from '../head.ts'
import { decodeSafetensors, encodeSafetensors } from './safetensors.ts'

export interface NetworkFile<Shape> {
  shape: Shape
  parameters: Float32Array
  /** [width, bits] directions of binary codes; null where the strategy learns none. */
  codes: Float32Array | null
  /** Strategy, seed, backend: for information only. */
  notes: Readonly<Record<string, string>>
}

/** A kind of network: the name of its format, and how a stored shape becomes a network again. */
export interface NetworkKind<Shape, Built extends Network> {
  readonly format: string
  /** Throws where it is no shape. */
  parse: (shape: unknown) => Shape
  build: (shape: Shape) => Built
}

/** Raised when the meaning of the tensors changes; older ones must stay readable. */
const VERSION = '1'
const CODES = 'codes'
const RESERVED = ['format', 'version', 'shape']

export function encodeNetwork<Shape>(
  { format, build }: NetworkKind<Shape, Network>,
  { shape, parameters, codes, notes }: NetworkFile<Shape>,
): Uint8Array {
  const tensors = build(shape).blocks.map(({ name, shape: lengths, offset, size }) => ({
    name,
    shape: lengths,
    data: parameters.subarray(offset, offset + size),
  }))
  if (codes !== null) {
    tensors.push({ name: CODES, shape: [EMBEDDING_WIDTH, codes.length / EMBEDDING_WIDTH], data: codes })
  }
  return encodeSafetensors(tensors, { ...notes, format, version: VERSION, shape: JSON.stringify(shape) })
}

/** @throws AppError `library-damaged` when the bytes are no such network, `library-newer` when a newer Twinsort wrote them. */
export function decodeNetwork<Shape, Built extends Network>(
  { format, parse, build }: NetworkKind<Shape, Built>,
  bytes: Uint8Array,
): NetworkFile<Shape> & { network: Built } {
  try {
    const file = decodeSafetensors(bytes)
    const { format: found, version } = file.metadata
    if (found !== format) throw new RangeError('its header names another format')
    if (version !== VERSION) {
      throw new AppError('library-newer', sentence('head-newer', { version }))
    }
    const shape = parse(JSON.parse(file.metadata.shape))
    const network = build(shape)
    const parameters = new Float32Array(parameterCount(network.blocks))
    for (const { name, offset, size } of network.blocks) {
      const { data } = file.read(name)
      if (data.length !== size) throw new RangeError(`${name} has another size`)
      parameters.set(data, offset)
    }
    const codes = file.shapes.has(CODES) ? file.read(CODES).data : null
    const notes = Object.fromEntries(Object.entries(file.metadata).filter(([key]) => !RESERVED.includes(key)))
    return { shape, parameters, codes, notes, network }
  } catch (cause) {
    if (cause instanceof AppError) throw cause
    throw new AppError('library-damaged', sentence('head-unreadable'), undefined, cause)
  }
}
