/**
 * @file A trained head as one block of bytes, in the safetensors format, which other tools can read too. It holds all that
 * new photos need: the means that centre each level and the parameters.
 */
import { z } from 'zod'
import { AttentionForm } from '../../shared/domain.ts'
import { AppError } from '../../shared/errors.ts'
import { sentence } from '../../shared/sentences/sentence.ts'
import { parameterCount } from '../math/network.ts'
import {
  decodeSafetensors,
  encodeSafetensors,
  type NamedTensor,
  type Safetensors,
} from './deep/safetensors.ts'
import { createHead, EMBEDDING_WIDTH, type Head, type HeadShape } from './head.ts'

export interface HeadArtifact {
  shape: HeadShape
  /** One [d] per level: what preprocessing subtracts. */
  means: readonly Float32Array[]
  parameters: Float32Array
  /** [width, bits] directions of binary codes; null for heads without codes. */
  codes: Float32Array | null
  /** Strategy, seed, hyper-parameters: for information only. */
  notes: Readonly<Record<string, string>>
}

/** Raised when the meaning of the tensors changes; older ones must stay readable. */
const FORMAT_VERSION = '1'
const CODES = 'codes'
/** Ours among the header's metadata; the rest are notes. */
const RESERVED = ['format', 'version', 'shape']

/** The first heads knew one form only. */
const Attention = z.union([AttentionForm, z.boolean().transform((on) => (on ? 'gate' : 'off'))])
const Shape = z.object({
  levels: z.array(z.object({ name: z.string(), dimensions: z.int().positive() })).min(1),
  attention: Attention,
})

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
  return encodeSafetensors(tensors, metadata)
}

/** @throws AppError `library-damaged` when the bytes are not a head, `library-newer` when a newer Twinsort wrote them. */
export function decodeArtifact(bytes: Uint8Array): HeadArtifact & { head: Head } {
  const file = readFile(bytes)
  const { metadata } = file
  if (metadata.format !== 'twinsort-head') throw damaged('its header names another format')
  if (metadata.version !== FORMAT_VERSION) {
    throw new AppError('library-newer', sentence('head-newer', { version: metadata.version }))
  }
  const shape = readShape(metadata.shape)
  const read = (name: string, count: number): Float32Array => {
    const { data } = readTensor(file, name)
    if (data.length !== count) throw damaged(`${name} has another size`)
    return data
  }
  const head = createHead(shape)
  const parameters = new Float32Array(parameterCount(head.blocks))
  for (const { name, offset, size } of head.blocks) parameters.set(read(name, size), offset)
  const means = shape.levels.map(({ name, dimensions }) => read(`mean/${name}`, dimensions))
  const notes = Object.fromEntries(Object.entries(metadata).filter(([key]) => !RESERVED.includes(key)))
  const bits = file.shapes.get(CODES)?.at(1)
  const codes = bits === undefined ? null : read(CODES, EMBEDDING_WIDTH * bits)
  return { shape, means, parameters, codes, notes, head }
}

function readFile(bytes: Uint8Array): Safetensors {
  try {
    return decodeSafetensors(bytes)
  } catch (cause) {
    throw damaged('its header cannot be read', cause)
  }
}

function readTensor(file: Safetensors, name: string): NamedTensor {
  try {
    return file.read(name)
  } catch (cause) {
    throw damaged(cause instanceof Error ? cause.message : String(cause), cause)
  }
}

function readShape(text: string): HeadShape {
  try {
    return Shape.parse(JSON.parse(text))
  } catch (cause) {
    throw damaged('its shape cannot be read', cause)
  }
}

function damaged(reason: string, cause?: unknown): AppError {
  return new AppError('library-damaged', sentence('head-damaged', { reason }), undefined, cause)
}
