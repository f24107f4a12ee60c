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
  /** [n, 2] where the rows begin, at any scale. */
  readonly start: Float32Array
}

/**
 * @param lists of n rows
 * @returns [n, 2]
 * @throws AppError `cancelled`
 */
export async function layOut(
  lists: DistanceLists,
  { random, start, ...work }: LayoutOptions,
): Promise<Float32Array> {
  const positions = scaled(start, random.fork('start'))
  const rows = positions.length / 2
  if (rows < 3) return positions
  const edges = joinedDirections(lists, membershipStrengths(lists))
  await descend(positions, edges, {
    ...work,
    curve: fitCurve(MIN_DISTANCE),
    epochs: rows <= FEW ? EPOCHS_OF_FEW : EPOCHS,
    random: random.fork('descent'),
  })
  return positions
}

/**
 * The two principal components: where a layout begins, so that its large distances mean something as well (Kobak and Linderman 2021).
 * @param x [n, d]
 * @param random the same as for the layout, for the same map from the same seed
 * @returns [n, 2]
 * @throws AppError `cancelled`
 */
export async function principalPlane(
  x: Matrix,
  { random, signal }: Pick<LayoutOptions, 'random' | 'signal'>,
): Promise<Float32Array> {
  const plane = new Float32Array(2 * x.rows)
  const dimensions = Math.min(2, x.columns)
  if (x.rows === 0 || dimensions === 0) return plane
  const begin = random.fork('start').fork('components')
  const { components } = await principalComponents(x, dimensions, begin, { signal })
  const { data } = await multiplyTransposed(x, components, { signal })
  for (let i = 0; i < data.length; i += 1) plane[2 * Math.floor(i / dimensions) + (i % dimensions)] = data[i]
  return plane
}

/** [n, 2] around the middle, at the scale of the curve; a little shaken, so that equal rows come apart. */
function scaled(values: Float32Array, random: Random): Float32Array {
  const rows = values.length / 2
  const middle = [0, 0]
  for (let i = 0; i < values.length; i += 1) middle[i & 1] += values[i] / rows
  let farthest = 0
  for (let i = 0; i < values.length; i += 1)
    farthest = Math.max(farthest, Math.abs(values[i] - middle[i & 1]))
  const scale = farthest > 0 ? EXTENT / farthest : 0
  return values.map((value, i) => (value - middle[i & 1]) * scale + SHAKE * random.normal())
}
