/** @file Makes of the features where the photos lie: principal components, the graph of look-alikes and diffusion on it. */
import type { JobStage } from '../../../shared/jobs.ts'
import { diffusionCoordinates } from '../../group/diffusion.ts'
import { nearestNeighbours } from '../../group/neighbours.ts'
import { matrix, row, type Matrix } from '../../math/matrix.ts'
import { principalComponents } from '../../math/pca.ts'
import { multiplyTransposed, type LongWork } from '../../math/products/products.ts'
import { Random } from '../../math/random.ts'
import { normalisedAdjacency } from '../../math/sparse.ts'
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
  const projected = await multiplyTransposed(features, components)
  const graph = await nearestNeighbours(
    normalisedColumns(projected, GRAPH_DIMENSIONS),
    NEIGHBOURS,
    work('comparing photos'),
  )
  const affinity = normalisedAdjacency(graph)
  const coordinates = await diffusionCoordinates(
    affinity,
    random.fork('diffusion'),
    work('looking for groups'),
  )
  const representation = sideBySide(normalisedColumns(projected, REPRESENTATION_DIMENSIONS), coordinates)
  return { representation, coordinates, affinity }
}

/** The first `count` columns, each row L2-normalised. */
function normalisedColumns(m: Matrix, count: number): Matrix {
  const columns = Math.min(count, m.columns)
  const out = matrix(m.rows, columns)
  for (let i = 0; i < m.rows; i += 1) {
    const values = row(m, i).subarray(0, columns)
    const length = Math.hypot(...values)
    if (length > 0)
      out.data.set(
        values.map((value) => value / length),
        i * columns,
      )
  }
  return out
}
