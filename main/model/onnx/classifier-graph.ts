/**
 * @file From embeddings to class probabilities, as a head's own classifier gives them (learn/training/head-evaluation.ts): the cosine with
 * each class's mean, or a learned distance to some of its photos, then a softmax.
 */
import type { Matrix } from '../../math/matrix.ts'
import type { Model } from '../../math/onnx/onnx-graph.ts'
import { GraphBuilder, type Value } from './builder.ts'
import { asStored } from './head-graph.ts'
import { append } from './join.ts'
import { EMBEDDING } from './network-graph.ts'

export const PROBABILITIES = 'probabilities'

export interface Classifier {
  /** Multiplies the scores before the softmax. */
  inverseTemperature: number
  /** What is compared with: the classes' means, or photos of the classes by a learned distance. */
  scorer: { means: Matrix } | LearnedDistance
}

/** The logit that two photos are of one class is `bias` less the weighted difference of their embeddings. */
export interface LearnedDistance {
  /** [width] */
  distance: readonly number[]
  bias: number
  /** [photos, width] */
  members: Matrix
  /** [photos] the class of each, every class of 0 .. classes - 1 at least once */
  classes: readonly number[]
}

/**
 * The same model with one more output: `probabilities` [n, classes], rows sum to 1.
 * @param keep outputs of the model beside its embedding that the whole gives out as well
 */
export function withClassifier(
  model: Model,
  { inverseTemperature, scorer: reading }: Classifier,
  keep: readonly string[] = [],
): Model {
  const graph = new GraphBuilder('classifier')
  const width = 'means' in reading ? reading.means.columns : reading.members.columns
  const embedding = graph.input('given', 'float32', ['n', width])
  // The library's own answer starts from the embedding as it keeps it.
  const stored = asStored(graph, embedding)
  const [scores, classes] =
    'means' in reading
      ? [cosines(graph, stored, reading.means), reading.means.rows]
      : [meanProbabilities(graph, stored, reading), countOf(reading.classes)]
  const scaled = graph.node('Mul', [scores, number(graph, inverseTemperature)])
  const probabilities = graph.node('Softmax', [scaled], { axis: { int: 1 } })
  graph.output(PROBABILITIES, probabilities, 'float32', ['n', classes])
  return append(model, { graph: graph.build(), operatorSets: {} }, { given: EMBEDDING }, [...keep, EMBEDDING])
}

/** How many there are. @param classes as many as photos: too many for the arguments of one call */
function countOf(classes: readonly number[]): number {
  return 1 + classes.reduce((most, each) => Math.max(most, each), -1)
}

function number(graph: GraphBuilder, value: number): Value {
  return graph.floats('number', [], Float32Array.of(value))
}

function cosines(graph: GraphBuilder, embedding: Value, { rows, columns, data }: Matrix): Value {
  const means = graph.floats('means', [rows, columns], data)
  return graph.node('MatMul', [embedding, graph.node('Transpose', [means], { perm: { ints: [1, 0] } })])
}

/** The mean, over the photos of each class, of the probability of being of one class with it. */
function meanProbabilities(graph: GraphBuilder, embedding: Value, reading: LearnedDistance): Value {
  const { members, classes, distance, bias } = reading
  const { rows, columns, data } = members
  const apart = graph.node('Reshape', [embedding, graph.integers('shape', [-1, 1, columns])])
  const difference = graph.node('Abs', [
    graph.node('Sub', [apart, graph.floats('members', [1, rows, columns], data)]),
  ])
  const weights = graph.floats('distance', [columns, 1], Float32Array.from(distance))
  const taken = graph.node('Reshape', [
    graph.node('MatMul', [difference, weights]),
    graph.integers('shape', [-1, rows]),
  ])
  const same = graph.node('Sigmoid', [graph.node('Sub', [number(graph, bias), taken])])
  const count = countOf(classes)
  const sizes = Array.from({ length: count }, (_, c) => classes.filter((each) => each === c).length)
  const shares = new Float32Array(rows * count)
  classes.forEach((c, member) => (shares[member * count + c] = 1 / sizes[c]))
  return graph.node('MatMul', [same, graph.floats('shares', [rows, count], shares)])
}
