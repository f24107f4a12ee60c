/** @file Networks that read pictures, as one graph each: pixels in, embeddings out. */
import { unitRows } from '../../math/network.ts'
import type { Model } from '../../math/onnx/onnx-graph.ts'
import type { Tensor2D, TensorFlow } from '../../math/tensorflow.ts'
import { GraphBuilder } from './builder.ts'
import { record } from './record.ts'

/** Input and output of every graph that turns pictures into embeddings. */
export const PIXELS = 'pixels'
export const EMBEDDING = 'embedding'

export interface PictureNetwork {
  /** Height and width of the pictures. */
  side: number
  /** Numbers in an embedding. */
  width: number
  /** @param pixels [n, side * side * 3] RGB, 0 .. 255. @returns [n, width], of any length */
  project: (tf: TensorFlow, pixels: Tensor2D) => Tensor2D
}

/** `pixels` uint8 [n, side, side, 3] -> `embedding` float32 [n, width], rows L2-normalised. @throws RangeError: see `record`. */
export function pictureGraph(tf: TensorFlow, { side, width, project }: PictureNetwork): Model {
  const graph = new GraphBuilder('network')
  const pixels = graph.input(PIXELS, 'uint8', ['n', side, side, 3])
  const columns = side * side * 3
  const numbers = graph.node('Cast', [pixels], { to: { int: 1 } })
  const rows = graph.node('Reshape', [numbers, graph.integers('shape', [-1, columns])])
  const embedding = record(tf, graph, [{ value: rows, columns }], ([given]) =>
    unitRows(tf, project(tf, given)),
  )
  graph.output(EMBEDDING, embedding, 'float32', ['n', width])
  return { graph: graph.build(), operatorSets: {} }
}
