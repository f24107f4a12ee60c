/** @file Makes of the features where the photos lie: principal components, the graph of look-alikes and diffusion on it. */
import type { JobStage } from '../../../shared/jobs.ts'
import { diffusionCoordinates } from '../../group/diffusion.ts'
import { nearestNeighbours } from '../../group/neighbours.ts'
import { evenParts } from '../../math/even-parts.ts'
import { matrix, row, rowsBetween, type Allocate, type Matrix } from '../../math/matrix.ts'
import { principalComponents } from '../../math/pca.ts'
import { multiplyTransposed, type LongWork } from '../../math/products/products.ts'
import { Random } from '../../math/random.ts'
import { normalisedAdjacency, type SparseMatrix } from '../../math/sparse.ts'
import { lengthOf } from '../../math/vectors.ts'
import type { SpaceMatrices } from './space-cache.ts'

/** All chosen by simulated sessions: docs/adr on page choice. */
const GRAPH_DIMENSIONS = 64
const PRINCIPAL_DIMENSIONS = 128
const NEIGHBOURS = 12
/** The space must be the same for everyone who opens the library, whatever seed a page is asked with. */
const SPACE_SEED = 0
/** Photos whose principal coordinates are in memory at once. */
const ROWS_AT_ONCE = 16_384

/** What a job is given as well. */
export interface Control {
  readonly signal: AbortSignal
  readonly report: (progress: { stage: JobStage; done: number; total: number | null }) => void
}

export interface SpaceControl extends Control {
  /** Where the principal coordinates are to lie, which other threads read as well. */
  readonly allocate: Allocate
}

/** @param features [n, d] preprocessed. @throws AppError `cancelled` */
export async function computeSpace(
  features: Matrix,
  { signal, report, allocate }: SpaceControl,
): Promise<SpaceMatrices> {
  const work = (stage: JobStage): LongWork => ({
    signal,
    report: (done, total) => {
      report({ stage, done, total })
    },
  })
  const random = new Random(SPACE_SEED).fork('space')
  // The features are centred already, so their products with the components are the principal coordinates.
  const dimensions = Math.min(PRINCIPAL_DIMENSIONS, features.columns)
  const { components } = await principalComponents(features, dimensions, random.fork('components'), {
    signal,
  })
  const affinity = await graphOf(features, components, work('comparing photos'))
  const coordinates = await diffusionCoordinates(
    affinity,
    random.fork('diffusion'),
    work('looking for groups'),
  )
  const principal = await principalOf(features, components, { signal, allocate })
  return { principal, coordinates, affinity }
}

/** [n, components] the principal coordinates, rows L2-normalised; projected part by part, to where they are to lie. */
async function principalOf(
  features: Matrix,
  components: Matrix,
  { signal, allocate }: Pick<SpaceControl, 'signal' | 'allocate'>,
): Promise<Matrix> {
  const { rows: columns } = components
  const out = matrix(features.rows, columns, allocate(features.rows * columns))
  for (const [from, to] of evenParts(features.rows, ROWS_AT_ONCE)) {
    const part = await multiplyTransposed(rowsBetween(features, from, to), components, { signal })
    out.data.set(normalisedRows(part).data, from * columns)
  }
  return out
}

/** Who is like whom, by the first components. */
async function graphOf(features: Matrix, components: Matrix, work: LongWork): Promise<SparseMatrix> {
  const first = rowsBetween(components, 0, Math.min(GRAPH_DIMENSIONS, components.rows))
  const projected = normalisedRows(await multiplyTransposed(features, first, { signal: work.signal }))
  return normalisedAdjacency(await nearestNeighbours(projected, NEIGHBOURS, work))
}

/** In place, each row L2-normalised. */
function normalisedRows(m: Matrix): Matrix {
  for (let i = 0; i < m.rows; i += 1) {
    const values = row(m, i)
    const length = lengthOf(values)
    if (length > 0) for (let k = 0; k < values.length; k += 1) values[k] /= length
  }
  return m
}
