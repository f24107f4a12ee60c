/** @file Small image encoders, as an exporter would have written them: the features of a photo are its mean colours, or what is asked for. */
import type { Dimension, ElementName, Model } from '../../../main/math/onnx/onnx-graph.ts'
import { encodeModel } from '../../../main/math/onnx/onnx-write.ts'
import { GraphBuilder, type Value } from '../../../main/model/onnx/builder.ts'

/** Height and width of the pictures that they read. */
export const ENCODER_SIDE = 6
const FORMATS = { NCHW: [3, ENCODER_SIDE, ENCODER_SIDE], NHWC: [ENCODER_SIDE, ENCODER_SIDE, 3] } as const

export interface EncoderOptions {
  format?: keyof typeof FORMATS
  type?: ElementName
  batch?: Dimension
  inputs?: number
  /** From the input [n, 3, side, side], float32. */
  build?: (graph: GraphBuilder, x: Value) => { value: Value; shape: readonly Dimension[] }
  operators?: number
}

/** The mean of each colour: [n, 3]. */
export function colours(graph: GraphBuilder, x: Value): Value {
  return graph.node('Flatten', [graph.node('GlobalAveragePool', [x])], { axis: { int: 1 } })
}

/** @returns the ONNX file's bytes */
export function encoder(options: EncoderOptions = {}): Uint8Array {
  const { format = 'NCHW', type = 'float32', batch = 'batch', inputs = 1, operators = 14 } = options
  const graph = new GraphBuilder('encoder')
  let x = graph.input('image', type, [batch, ...FORMATS[format]])
  for (let extra = 1; extra < inputs; extra += 1) graph.input(`input ${extra}`, 'int64', ['batch', 77])
  if (type !== 'float32') x = graph.node('Cast', [x], { to: { int: 1 } })
  if (format === 'NHWC') x = graph.node('Transpose', [x], { perm: { ints: [0, 3, 1, 2] } })
  const build =
    options.build ?? ((g: GraphBuilder, image: Value) => ({ value: colours(g, image), shape: [batch, 3] }))
  const { value, shape } = build(graph, x)
  graph.output('out', value, 'float32', shape)
  const model: Model = { graph: graph.build(), operatorSets: { '': operators } }
  return encodeModel(model)
}
