/**
 * @file A backbone of the person's own as the file that a library keeps: the encoder with its scaling as one graph, which says
 * where it comes from. It lies in the library's folder, so that a library that is moved or copied has it along.
 */
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { BackboneFacts, PictureScaling } from '../../../shared/contract/photos.ts'
import type { OwnBackbone } from '../../../shared/domain.ts'
import { AppError, sentenceOf } from '../../../shared/errors.ts'
import { sentence, type Sentence } from '../../../shared/sentences/sentence.ts'
import type { Model } from '../../math/onnx/onnx-graph.ts'
import { openSession, Tensor } from '../../math/onnx/onnx-runtime.ts'
import { encodeGraph, encodeModel } from '../../math/onnx/onnx-write.ts'
import { asBackbone, inspectEncoder, scalingFor } from './image-encoder.ts'
import { PIXELS } from './network-graph.ts'
import { readModel } from './read.ts'

const FORMAT = 'twinsort-backbone'
const LOG_ERRORS = 3
/** More make no better features, and every photo costs their memory. */
const MOST_DIMENSIONS = 8192

export interface PreparedBackbone {
  facts: BackboneFacts
  /** The file that is to be kept. */
  bytes: Uint8Array
  /** What was found and what was assumed. */
  notes: Sentence[]
}

/**
 * Inspects an encoder, joins it with its scaling, and runs it once.
 * @param bytes the person's own file, `file` its name
 * @throws AppError `bad-input` that says why it cannot be used
 */
export async function prepareBackbone(
  bytes: Uint8Array,
  file: string,
  declared: PictureScaling,
): Promise<PreparedBackbone> {
  const model = readModel(bytes)
  const encoder = inspectEncoder(model, declared.output)
  const { scaling, assumed } = scalingFor(encoder, declared, file)
  const joined = asBackbone(model, encoder, scaling)
  const dimensions = await dimensionsOf(joined)
  const [features] = joined.graph.outputs
  const graph = { ...joined.graph, outputs: [{ ...features, shape: ['n', dimensions] }] }
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  const kept = encodeModel({
    ...joined,
    graph,
    metadata: {
      format: FORMAT,
      source: path.basename(file),
      source_sha256: sha256,
      preprocessing: JSON.stringify(scaling),
      graph_sha256: sha256Of(graph),
    },
  })
  const { input, output, form } = encoder
  const source = path.basename(file)
  const said = assumed.map((key) => `${key} ${JSON.stringify(scaling[key])}`).join(', ')
  return {
    facts: {
      ...{ name: `own:${slug(file)}`, source, bytes: bytes.length, sha256, dimensions, assumed },
      preprocessing: { ...scaling, mean: [...scaling.mean], deviation: [...scaling.deviation] },
    },
    bytes: kept,
    notes: [
      sentence('own-found', {
        ...{ file: source, checksum: sha256.slice(0, 12), dimensions, form },
        ...{ input: input.name, type: input.type, output: output.name },
      }),
      said === '' ? sentence('own-declared') : sentence('own-assumed', { settings: said }),
    ],
  }
}

/** Where the library keeps it. */
export function ownBackbonePath(library: string, name: OwnBackbone): string {
  return path.join(library, 'backbones', `${name.slice('own:'.length)}.onnx`)
}

/** @throws AppError `backend-unavailable` when the file is absent or damaged */
export async function readOwnBackbone(
  library: string | null,
  name: OwnBackbone,
): Promise<{ bytes: Uint8Array<ArrayBuffer>; sha256: string; model: Model }> {
  const file = ownBackbonePath(library ?? '', name)
  let bytes: Buffer<ArrayBuffer>
  try {
    bytes = await readFile(file)
  } catch (cause) {
    const said = sentence('own-absent', { backbone: name, file })
    throw new AppError('backend-unavailable', said, { file }, cause)
  }
  const model = readIntact(bytes)
  if (model === undefined) {
    const said = sentence('own-damaged', { file })
    throw new AppError('backend-unavailable', said, { file })
  }
  return { bytes, sha256: createHash('sha256').update(bytes).digest('hex'), model }
}

function readIntact(bytes: Uint8Array): Model | undefined {
  try {
    const model = readModel(bytes)
    return model.metadata?.graph_sha256 === sha256Of(model.graph) ? model : undefined
  } catch {
    return undefined
  }
}

function sha256Of(graph: Model['graph']): string {
  return createHash('sha256').update(encodeGraph(graph)).digest('hex')
}

/** Numbers a photo, found out by running the network on a grey picture. @throws AppError `bad-input` when it does not run. */
async function dimensionsOf(model: Model): Promise<number> {
  const side = Number(model.graph.inputs[0].shape[1])
  const grey = new Uint8Array(side * side * 3).fill(127)
  try {
    const session = await openSession(encodeModel(model), { logSeverityLevel: LOG_ERRORS })
    try {
      const results = await session.run({ [PIXELS]: new Tensor('uint8', grey, [1, side, side, 3]) })
      const { dims, data } = results[session.outputNames[0]]
      const isUsable = dims.length === 2 && dims[0] === 1 && dims[1] >= 2 && dims[1] <= MOST_DIMENSIONS
      if (!isUsable)
        throw new AppError('bad-input', sentence('fails-shape', { shape: `[${dims.join(', ')}]` }))
      if (!(data instanceof Float32Array) || !data.every(Number.isFinite)) {
        throw new AppError('bad-input', sentence('fails-not-finite'))
      }
      return dims[1]
    } finally {
      await session.release()
    }
  } catch (cause) {
    throw new AppError(
      'bad-input',
      sentence('network-fails', { reason: sentenceOf(cause) }),
      undefined,
      cause,
    )
  }
}

function slug(file: string): string {
  const name = path
    .basename(file)
    .replace(/\.onnx$/i, '')
    .replaceAll(/[^A-Za-z0-9._-]+/g, '-')
    .replaceAll(/^[-.]+|[-.]+$/g, '')
  return name === '' ? 'backbone' : name.slice(0, 80)
}
