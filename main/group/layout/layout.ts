/**
 * @file Rows on a plane, look-alikes beside each other: UMAP (McInnes, Healy, Melville 2018) from a graph of neighbours that is
 * there already. What was tried before it was written: docs/adr/0036.
 */
import type { Matrix } from '../../math/matrix.ts'
import { principalComponents } from '../../math/pca.ts'
import { multiplyTransposed, type LongWork } from '../../math/products/products.ts'
import type { Random } from '../../math/random.ts'
import { fitCurve } from './curve.ts'
import { descend } from './descend.ts'
import { joinedDirections, membershipStrengths, type DistanceLists } from './fuzzy-graph.ts'

/** As umap-learn has it: how near look-alikes come, and how long is descended. */
const MIN_DISTANCE = 0.1
const EPOCHS = 200
const EPOCHS_OF_FEW = 500
const FEW = 10_000
/** The first positions lie within so much of the middle, in both directions: the curve works at this scale. */
const EXTENT = 10
const SHAKE = 1e-4

export interface LayoutOptions extends LongWork {
  readonly random: Random
  /** [n, 2] where the rows begin; by default at the two principal components. */
  readonly start?: Float32Array | undefined
}

/**
 * Begins at the two principal components, so that the large distances mean something as well (Kobak and Linderman 2021).
 * @param x [n, d] the rows
 * @returns [n, 2]
 * @throws AppError `cancelled`
 */
export async function layOut(
  x: Matrix,
  lists: DistanceLists,
  { random, start, ...work }: LayoutOptions,
): Promise<Float32Array> {
  const positions =
    start === undefined
      ? await firstPositions(x, random.fork('start'), work.signal)
      : scaled(start, 2, random.fork('start'))
  if (x.rows < 3) return positions
  const edges = joinedDirections(lists, membershipStrengths(lists))
  await descend(positions, edges, {
    ...work,
    curve: fitCurve(MIN_DISTANCE),
    epochs: x.rows <= FEW ? EPOCHS_OF_FEW : EPOCHS,
    random: random.fork('descent'),
  })
  return positions
}

async function firstPositions(
  x: Matrix,
  random: Random,
  signal: AbortSignal | undefined,
): Promise<Float32Array> {
  const dimensions = Math.min(2, x.columns)
  if (x.rows === 0 || dimensions === 0) return new Float32Array(2 * x.rows)
  const { components } = await principalComponents(x, dimensions, random.fork('components'), { signal })
  const { data } = await multiplyTransposed(x, components, { signal })
  return scaled(data, dimensions, random)
}

/** [n, 2] around the middle, at the scale of the curve; a little shaken, so that equal rows come apart. */
function scaled(values: Float32Array, dimensions: number, random: Random): Float32Array {
  const rows = values.length / dimensions
  const middle = [0, 0]
  for (let i = 0; i < values.length; i += 1) middle[i % dimensions] += values[i] / rows
  let farthest = 0
  for (let i = 0; i < values.length; i += 1)
    farthest = Math.max(farthest, Math.abs(values[i] - middle[i % dimensions]))
  const scale = farthest > 0 ? EXTENT / farthest : 0
  const positions = new Float32Array(2 * rows)
  for (let i = 0; i < positions.length; i += 1) {
    const [row, k] = [i >> 1, i & 1]
    const value = k < dimensions ? values[row * dimensions + k] - middle[k] : 0
    positions[i] = value * scale + SHAKE * random.normal()
  }
  return positions
}
