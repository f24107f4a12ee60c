/**
 * @file The probabilities of several experts, multiplied: their geometric mean, a logarithmic opinion pool (Genest
 * and Zidek 1986). One ONNX graph computes it from the features on, so that only the result is ever as long as the
 * library, and the numbers of a row stay in the processor's cache. [Note: pool] For each row x:
 *
 *     ridge = softmax(temperature · x B)      spread = (mass · weight) / their sum, uniform where nothing has reached
 *     raw = ((ridge + e) (spread + e) (expert + e) ...)^(1 / experts)
 *     out = raw, or (raw + e)^(1 - w) (head + e)^w, divided by the row's sum
 */
import type { Matrix } from '../../math/matrix.ts'
import { matrix } from '../../math/matrix.ts'
import { tensorOf, type Graph, type GraphNode, type GraphValue } from '../../math/onnx/onnx-graph.ts'
import { rowsOperand, type Operand } from '../../math/products/operand.ts'
import { runGraph } from '../../math/products/product-graphs.ts'

export interface Experts {
  /** The input of ridge regression, at least one part; they lie side by side: [n, ·] each. */
  readonly representation: readonly Matrix[]
  /** B: [columns of all parts, classes] */
  readonly coefficients: Matrix
  /** What labels have spread to the photos: mass [n, classes], and the weight of each class [classes]. */
  readonly spread?: { readonly mass: Matrix; readonly weightOf: Float64Array } | undefined
  /** [n, classes] each, rows sum to 1 */
  readonly others: readonly Matrix[]
  readonly head?: HeadOpinion | undefined
}

/** The head's class probabilities for the photos, and their weight. */
export interface HeadOpinion {
  /** [n, classCount] rows sum to 1. */
  readonly probabilities: Matrix
  /** Share of the pool, 0 to 1. */
  readonly weight: number
}

/** Chosen on caltech24 by simulated sessions over five seeds and on variants of it (fewer classes, uneven classes). */
export const INVERSE_TEMPERATURE = 8
/** Added to every probability, so that a zero of one expert does not rule out a class by itself. */
const LEAST_SHARE = 1e-4
/** Mass below this is rounding: no label has reached the photo. */
export const LEAST_MASS = 1e-12
/** Rows of one run: they fit in the processor's cache, and the thread is free again after a few milliseconds. */
const ROWS_AT_ONCE = 4096

/** @returns [n, classes] rows sum to 1 */
export async function poolExperts({
  representation,
  coefficients,
  spread,
  others,
  head,
}: Experts): Promise<Matrix> {
  const classes = coefficients.columns
  const out = matrix(representation[0].rows, classes)
  const graph = poolGraph(representation.length, spread !== undefined, others.length, head !== undefined)
  const rowwise: [string, Matrix][] = [
    ...representation.map((part, index): [string, Matrix] => [`x${index}`, part]),
    ...(spread === undefined ? [] : [['mass', spread.mass] satisfies [string, Matrix]]),
    ...others.map((expert, index): [string, Matrix] => [`expert${index}`, expert]),
    ...(head === undefined ? [] : [['head', head.probabilities] satisfies [string, Matrix]]),
  ]
  const fixed: Record<string, Operand> = {}
  let first = 0
  for (const [index, { columns }] of representation.entries()) {
    fixed[`coefficients${index}`] = rowsOperand(coefficients, first, first + columns)
    first += columns
  }
  if (spread !== undefined) {
    fixed.weightOf = oneRow(Float32Array.from(spread.weightOf))
    fixed.uniform = oneRow(Float32Array.of(1 / classes))
  }
  if (head !== undefined) {
    fixed.headWeight = oneRow(Float32Array.of(head.weight))
    fixed.rawWeight = oneRow(Float32Array.of(1 - head.weight))
  }
  for (let from = 0; from < out.rows; from += ROWS_AT_ONCE) {
    const to = Math.min(out.rows, from + ROWS_AT_ONCE)
    const parts = Object.fromEntries(rowwise.map(([name, each]) => [name, rowsOperand(each, from, to)]))
    await runGraph(graph, { ...fixed, ...parts }, { out: rowsOperand(out, from, to) })
  }
  return out
}

/** The pool of one number with the head's, not normalised: see [Note: pool]. */
export function pool(raw: number, ofHead: number, weight: number): number {
  return (raw + LEAST_SHARE) ** (1 - weight) * (ofHead + LEAST_SHARE) ** weight
}

function oneRow(data: Float32Array): Operand {
  return { type: 'float32', data, dims: [1, data.length] }
}

/**
 * @param parts of what ridge sees
 * @param others how many experts there are beside ridge and the spreading
 */
function poolGraph(parts: number, spreads: boolean, others: number, hasHead: boolean): Graph {
  const inputs: GraphValue[] = []
  const nodes: GraphNode[] = []
  const input = (name: string, rows: string | number, columns: string | number): string => {
    inputs.push({ name, type: 'float32', shape: [rows, columns] })
    return name
  }
  const node = (operator: string, ...operands: string[]): string => {
    const name = `${operator}${nodes.length}`
    nodes.push({ operator, inputs: operands, outputs: [name] })
    return name
  }
  const constant = (name: string, value: number) => tensorOf(name, [1], Float32Array.of(value))
  const sum = (of: string): string => node('ReduceSum', of, 'last')
  const lifted = (expert: string): string => node('Add', expert, 'least')

  const scores = Array.from({ length: parts }, (_, part) =>
    node('MatMul', input(`x${part}`, 'n', `d${part}`), input(`coefficients${part}`, `d${part}`, 'classes')),
  ).reduce((sumSoFar, score) => node('Add', sumSoFar, score))
  let product = lifted(node('Softmax', node('Mul', scores, 'temperature')))
  if (spreads) {
    const weighted = node('Mul', input('mass', 'n', 'classes'), input('weightOf', 1, 'classes'))
    const total = sum(weighted)
    const isReached = node('Greater', total, 'leastMass')
    const share = node('Div', weighted, node('Max', total, 'leastMass'))
    product = node('Mul', product, lifted(node('Where', isReached, share, input('uniform', 1, 1))))
  }
  for (let index = 0; index < others; index += 1) {
    product = node('Mul', product, lifted(input(`expert${index}`, 'n', 'classes')))
  }
  const count = 1 + (spreads ? 1 : 0) + others
  // Nearly always two experts: a square root is many times faster than a power.
  let pooled = count === 1 ? product : count === 2 ? node('Sqrt', product) : node('Pow', product, 'root')
  if (hasHead) {
    const logarithm = (of: string, weight: string): string =>
      node('Mul', node('Log', lifted(of)), input(weight, 1, 1))
    const ofRaw = logarithm(pooled, 'rawWeight')
    pooled = node('Exp', node('Add', ofRaw, logarithm(input('head', 'n', 'classes'), 'headWeight')))
  }
  nodes.push({ operator: 'Div', inputs: [pooled, sum(pooled)], outputs: ['out'] })
  return {
    name: `pool ${parts} ${count} ${String(spreads)} ${String(hasHead)}`,
    inputs,
    outputs: [{ name: 'out', type: 'float32', shape: ['n', 'classes'] }],
    nodes,
    initializers: [
      tensorOf('last', [1], BigInt64Array.of(1n)),
      constant('least', LEAST_SHARE),
      constant('temperature', INVERSE_TEMPERATURE),
      ...(spreads ? [constant('leastMass', LEAST_MASS)] : []),
      ...(count > 2 ? [constant('root', 1 / count)] : []),
    ],
  }
}
