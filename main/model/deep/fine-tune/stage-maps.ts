/**
 * @file The maps after stage 4 of EfficientNet-Lite0, by ONNX Runtime: what the network of `fine-tune` reads. The first stages
 * stay as they are, so that this part of the network runs once for each photo (and view), and is never trained.
 */
import { encodeModel } from '../../../math/onnx/onnx-write.ts'
import { tensorOf, type Graph, type GraphNode, type Model } from '../../../math/onnx/onnx-graph.ts'
import { AppError } from '../../../../shared/errors.ts'
import { startModel } from '../../backbone.ts'
import { cut } from '../../onnx/join.ts'
import { readModel } from '../../onnx/read.ts'
import { readShippedFile } from '../../shipped-file.ts'
import { PICTURE_SIDE } from './efficientnet.ts'
import { MAP_NUMBERS } from './map-shape.ts'

/** The output of the model. */
export const MAPS = 'maps'
const POOLED = 'stage4'
const FILE = 'efficientnet-lite0-fp16.onnx'

export interface StageMaps {
  /** Of the whole network's file: maps of another one are other maps. */
  readonly sha256: string
  /**
   * @param pixels RGB, uint8 [count, 224, 224, 3]
   * @returns [count, 14 * 14 * 112], a photo's places row by row, channels last
   * @throws AppError `backend-unavailable` when ONNX Runtime fails
   */
  compute(pixels: Uint8Array, count: number): Promise<Float32Array>
  /** Frees the model. */
  close(): Promise<void>
}

/** @throws AppError `backend-unavailable` when the model is absent or damaged, or ONNX Runtime cannot open it. */
export async function openStageMaps(resources: string): Promise<StageMaps> {
  const { bytes, sha256 } = await readShippedFile(FILE, resources)
  const model = await startModel(
    'the first stages of efficientnet-lite0',
    encodeModel(stageMapsModel(readModel(bytes))),
  )
  return {
    sha256,
    compute: async (pixels, count) => (await model.embed(pixels, count))[MAPS],
    close: () => model.close(),
  }
}

/** The part of the whole network that computes the maps after stage 4: pixels uint8 [n, 224, 224, 3] -> maps [n, 21952]. */
export function stageMapsModel(whole: Model): Model {
  const { graph } = whole
  const first = placesOf(graph)
  const added: GraphNode[] = [
    {
      operator: 'Transpose',
      inputs: [first],
      outputs: ['maps/places'],
      attributes: { perm: { ints: [0, 2, 3, 1] } }, // channels last, as TensorFlow.js has them
    },
    { operator: 'Reshape', inputs: ['maps/places', 'maps/shape'], outputs: [MAPS] },
  ]
  const shape = tensorOf('maps/shape', [2], BigInt64Array.of(-1n, BigInt(MAP_NUMBERS)))
  const withMaps: Graph = {
    ...graph,
    nodes: [...graph.nodes, ...added],
    initializers: [...(graph.initializers ?? []), shape],
    outputs: [{ name: MAPS, type: 'float32', shape: ['n', MAP_NUMBERS] }],
  }
  return { ...whole, graph: cut(withMaps, [MAPS]) }
}

/** The name of what the pooled level averages: [n, channels, height, width]. */
function placesOf(graph: Graph): string {
  let name = POOLED
  for (;;) {
    const node = graph.nodes.find(({ outputs }) => outputs.includes(name))
    if (node === undefined) throw new AppError('internal', `${FILE} has no level ${POOLED}.`)
    name = node.inputs[0]
    if (node.operator === 'ReduceMean') return name
  }
}

/** [count, 224, 224, 3] RGB, each picture mirrored: the other view of a photo that its maps are kept of. */
export function mirrored(pixels: Uint8Array): Uint8Array {
  const out = new Uint8Array(pixels.length)
  const row = PICTURE_SIDE * 3
  for (let start = 0; start < pixels.length; start += row) {
    for (let x = 0; x < row; x += 3) {
      const from = start + row - 3 - x
      out[start + x] = pixels[from]
      out[start + x + 1] = pixels[from + 1]
      out[start + x + 2] = pixels[from + 2]
    }
  }
  return out
}
