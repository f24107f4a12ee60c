/**
 * @file A fine-tuned network as one block of bytes (safetensors): what it is built like, and the weights that were trained.
 * What lies before them is the shipped backbone, whose checksum is kept with them.
 */
import { z } from 'zod'
import { AppError } from '../../../shared/errors.ts'
import { parameterCount, type Network } from '../../math/network.ts'
import { EMBEDDING_WIDTH } from '../head.ts'
import { InvertedResidual } from './efficientnet.ts'
import { createFineTune, type FineTuneShape } from './fine-tune.ts'
import { decodeSafetensors, encodeSafetensors } from './safetensors.ts'

export interface FineTuneArtifact {
  shape: FineTuneShape
  parameters: Float32Array
  /** [width, bits] directions of binary codes; null where the strategy learns none. */
  codes: Float32Array | null
  /** Strategy, seed, backend: told, not needed. */
  notes: Readonly<Record<string, string>>
}

const FORMAT = 'twinsort-fine-tune'
/** Raised when the meaning of the tensors changes; older ones must stay readable. */
const VERSION = '1'
const CODES = 'codes'
const RESERVED = ['format', 'version', 'shape']

const Shape = z.object({
  blocks: z.array(InvertedResidual).min(1),
  features: z.int().positive(),
  side: z.int().positive(),
})

export function encodeFineTune({ shape, parameters, codes, notes }: FineTuneArtifact): Uint8Array {
  const tensors = createFineTune(shape).blocks.map(({ name, shape: lengths, offset, size }) => ({
    name,
    shape: lengths,
    data: parameters.subarray(offset, offset + size),
  }))
  if (codes !== null) {
    tensors.push({ name: CODES, shape: [EMBEDDING_WIDTH, codes.length / EMBEDDING_WIDTH], data: codes })
  }
  const metadata = { ...notes, format: FORMAT, version: VERSION, shape: JSON.stringify(shape) }
  return encodeSafetensors(tensors, metadata)
}

/** Whether these are the bytes of a fine-tuned network, damaged or not. */
export function isFineTune(bytes: Uint8Array): boolean {
  try {
    return decodeSafetensors(bytes).metadata.format === FORMAT
  } catch {
    return false
  }
}

/** @throws AppError `library-damaged` when the bytes are no such network, `library-newer` when a newer Twinsort wrote them. */
export function decodeFineTune(bytes: Uint8Array): FineTuneArtifact & { network: Network } {
  try {
    const file = decodeSafetensors(bytes)
    const { format, version } = file.metadata
    if (format !== FORMAT) throw new RangeError('its header names another format')
    if (version !== VERSION) {
      throw new AppError('library-newer', `This head has format ${version}: a newer Twinsort wrote it.`)
    }
    const shape = Shape.parse(JSON.parse(file.metadata.shape))
    const network = createFineTune(shape)
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
    throw new AppError('library-damaged', 'A stored head cannot be read.', undefined, cause)
  }
}
