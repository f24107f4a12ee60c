/**
 * @file A trained deep network as one block of bytes (safetensors): what it is built like, and its parameters. With it any
 * picture can be embedded.
 */
import { AppError } from '../../../shared/errors.ts'
import { parameterCount } from '../../math/network.ts'
import { EMBEDDING_WIDTH } from '../head.ts'
import { DeepShape, type DeepNetwork } from './network.ts'
import { pixelNetwork } from './networks.ts'
import { decodeSafetensors, encodeSafetensors } from './safetensors.ts'

export interface DeepArtifact {
  shape: DeepShape
  parameters: Float32Array
  /** [width, bits] directions of binary codes; null where the strategy learns none. */
  codes: Float32Array | null
  /** Strategy, seed, backend: told, not needed. */
  notes: Readonly<Record<string, string>>
}

const FORMAT = 'twinsort-deep'
/** Raised when the meaning of the tensors changes; older ones must stay readable. */
const VERSION = '1'
const CODES = 'codes'
const RESERVED = ['format', 'version', 'shape']

export function encodeDeepArtifact({ shape, parameters, codes, notes }: DeepArtifact): Uint8Array {
  const { blocks } = pixelNetwork(shape)
  const tensors = blocks.map(({ name, shape: lengths, offset, size }) => ({
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

/** @throws AppError `library-damaged` when the bytes are no deep network, `library-newer` when a newer Twinsort wrote them. */
export function decodeDeepArtifact(bytes: Uint8Array): DeepArtifact & { network: DeepNetwork } {
  try {
    const file = decodeSafetensors(bytes)
    const { format, version } = file.metadata
    if (format !== FORMAT) throw new RangeError('its header names another format')
    if (version !== VERSION) {
      throw new AppError('library-newer', `This head has format ${version}: a newer Twinsort wrote it.`)
    }
    const shape = DeepShape.parse(JSON.parse(file.metadata.shape))
    const network = pixelNetwork(shape)
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
