/** @file Makes of the features where the photos lie: principal components, the graph of look-alikes and diffusion on it. */
import type { JobStage } from '../../../shared/jobs.ts'
import { diffusionCoordinates } from '../../group/diffusion.ts'
import { nearestNeighbours } from '../../group/neighbours.ts'
import { matrix, row, type Matrix } from '../../math/matrix.ts'
import { principalComponents } from '../../math/pca.ts'
import { multiplyTransposed, type LongWork } from '../../math/products/products.ts'
import { Random } from '../../math/random.ts'
import { normalisedAdjacency, type SparseMatrix } from '../../math/sparse.ts'
import { lengthOf } from '../../math/vectors.ts'
import { sideBySide } from './read-photos.ts'
import type { SpaceMatrices } from './space-cache.ts'

/** All chosen by simulated sessions: docs/adr on page choice. */
const GRAPH_DIMENSIONS = 64
const REPRESENTATION_DIMENSIONS = 128
const NEIGHBOURS = 12
/** The space must be the same for everyone who opens the library, whatever seed a page is asked with. */
const SPACE_SEED = 0

/** What a job is given as well. */
export interface Control {
  readonly signal: AbortSignal
  readonly report: (progress: { stage: JobStage; done: number; total: number | null }) => void
}

/** @param features [n, d] preprocessed. @throws AppError `cancelled` */
export async function computeSpace(features: Matrix, { signal, report }: Control): Promise<SpaceMatrices> {
  const work = (stage: JobStage): LongWork => ({
    signal,
    report: (done, total) => {
      report({ stage, done, total })
    },
  })
  const random = new Random(SPACE_SEED).fork('space')
  // The features are centred already, so their products with the components are the principal coordinates.
  const dimensions = Math.min(REPRESENTATION_DIMENSIONS, features.columns)
  const { components } = await principalComponents(features, dimensions, random.fork('components'), {
    signal,
  })
  const affinity = await graphOf(features, components, work('comparing photos'))
  const coordinates = await diffusionCoordinates(
    affinity,
    random.fork('diffusion'),
    work('looking for groups'),
  )
  // Projected once more: kept meanwhile, the projections of a million photos would be another 500 MB.
  const projected = normalisedRows(await multiplyTransposed(features, components, { signal }))
  return { representation: sideBySide(projected, coordinates), coordinates, affinity }
}

/** Who is like whom, by the first components. */
async function graphOf(features: Matrix, components: Matrix, work: LongWork): Promise<SparseMatrix> {
  const count = Math.min(GRAPH_DIMENSIONS, components.rows)
  const first = matrix(count, components.columns, components.data.subarray(0, count * components.columns))
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
