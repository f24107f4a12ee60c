/**
 * @file The Siamese head as a graph behind its backbone: from the levels of the pyramid to the embedding, with the
 * preprocessing of model/preprocess.ts in between.
 */
import { parameterTensors, unitRows } from '../../math/network.ts'
import { ElementType, type Model } from '../../math/onnx/onnx-graph.ts'
import type { TensorFlow } from '../../math/tensorflow.ts'
import type { HeadArtifact } from '../artifact.ts'
import { EMBEDDING_WIDTH, type Head } from '../head.ts'
import { GraphBuilder, type Value } from './builder.ts'
import { append, cut } from './join.ts'
import { EMBEDDING } from './network-graph.ts'
import { record } from './record.ts'

/** As in preprocess.ts: shorter rows are noise and become zeros. */
const ZERO_NORM = 1e-6

/** What the graph needs of a head. */
export type HeadParts = Pick<HeadArtifact, 'means' | 'parameters'> & { head: Head }

/**
 * `pixels` -> `embedding` [n, 128]. Levels are rounded to float16 on the way, as the library keeps them and as the head was
 * trained on them.
 * @param backbone has the levels of the head among its outputs
 * @param keep outputs of the backbone that the graph gives out as well
 * @throws AppError `bad-input` when it has not
 */
export function headGraph(
  tf: TensorFlow,
  { head, means, parameters }: HeadParts,
  backbone: Model,
  keep: readonly string[] = [],
): Model {
  const graph = new GraphBuilder('head')
  const { levels } = head.shape
  const inputs = levels.map(({ name, dimensions }, index) => {
    const level = graph.input(name, 'float32', ['n', dimensions])
    return { value: preprocessed(graph, level, means[index]), columns: dimensions }
  })
  const embedding = record(tf, graph, inputs, (rows) =>
    unitRows(tf, head.project(tf, parameterTensors(tf, head, parameters), rows)),
  )
  graph.output(EMBEDDING, embedding, 'float32', ['n', EMBEDDING_WIDTH])
  const names = levels.map(({ name }) => name)
  const needed = { ...backbone, graph: cut(backbone.graph, [...new Set([...keep, ...names])]) }
  const wires = Object.fromEntries(names.map((name) => [name, name]))
  return append(needed, { graph: graph.build(), operatorSets: {} }, wires, keep)
}

/** Signed square root, L2, less the mean, L2. */
function preprocessed(graph: GraphBuilder, level: Value, mean: Float32Array): Value {
  const stored = asStored(graph, level)
  const root = graph.node('Mul', [
    graph.node('Sign', [stored]),
    graph.node('Sqrt', [graph.node('Abs', [stored])]),
  ])
  const centred = graph.node('Sub', [
    normalised(graph, root, mean.length),
    graph.floats('mean', [mean.length], mean),
  ])
  return normalised(graph, centred, mean.length)
}

function normalised(graph: GraphBuilder, x: Value, width: number): Value {
  const ones = graph.floats('ones', [width, 1], new Float32Array(width).fill(1))
  const number = (value: number): Value => graph.floats('number', [1], Float32Array.of(value))
  const norm = graph.node('Sqrt', [graph.node('MatMul', [graph.node('Mul', [x, x]), ones])])
  const isZero = graph.node('Less', [norm, number(ZERO_NORM)])
  return graph.node('Mul', [
    x,
    graph.node('Where', [isZero, number(0), graph.node('Div', [number(1), norm])]),
  ])
}

/** Rounded to float16 and back: vectors lie in the library so. */
export function asStored(graph: GraphBuilder, x: Value): Value {
  const half = graph.node('Cast', [x], { to: { int: ElementType.float16 } })
  return graph.node('Cast', [half], { to: { int: ElementType.float32 } })
}
