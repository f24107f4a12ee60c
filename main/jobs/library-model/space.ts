/**
 * @file Where the photos lie: everything that is derived from the features alone and so stays the same while the person
 * decides. It is built once for a set of photos and kept in the cache folder, because a command that answers one page
 * must not wait for it.
 */
import type { PhotoId } from '../../../shared/domain.ts'
import { AppError } from '../../../shared/errors.ts'
import { sentence } from '../../../shared/sentences/sentence.ts'
import { diffusionCoordinates } from '../../group/diffusion.ts'
import { duplicateGroups } from '../../group/duplicates.ts'
import { nearestNeighbours } from '../../group/neighbours.ts'
import { LearnedGraph } from '../../learn/fast-path/learned-graph.ts'
import { Spreading } from '../../learn/fast-path/propagate.ts'
import { matrix, row, type Matrix } from '../../math/matrix.ts'
import { principalComponents } from '../../math/pca.ts'
import { multiplyTransposed, type LongWork } from '../../math/products/products.ts'
import { Random } from '../../math/random.ts'
import { normalisedAdjacency, type SparseMatrix } from '../../math/sparse.ts'
import { cachedDerivatives, type Derivatives } from './space-cache.ts'
import type { BackboneId } from '../../store/types/index.ts'
import { sideBySide, type ModelPhotos } from './read-photos.ts'

export interface PhotoSpace {
  /** What has looked at the photos; the first one, where there are two. */
  readonly backbone: BackboneId
  /** Row i of everything belongs to ids[i]; ascending. */
  readonly ids: readonly PhotoId[]
  readonly rowOf: ReadonlyMap<PhotoId, number>
  /** [n, d] preprocessed features, rows L2-normalised: their dot products are cosines. */
  readonly features: Matrix
  /** [n, ·] principal components and diffusion coordinates side by side: what the fast classifier sees. */
  readonly representation: Matrix
  /** [n, ·] diffusion coordinates, rows L2-normalised. */
  readonly coordinates: Matrix
  readonly affinity: SparseMatrix
  /** Labels along `affinity`, kept from page to page. */
  readonly spreading: Spreading
  /** The edges of `affinity`, to be weighed anew by the labels; not for a large library. */
  readonly learned: LearnedGraph | undefined
  /** [n] the lowest row of each row's near-duplicates, itself where it has none. */
  readonly duplicates: Int32Array
}

/** All chosen by simulated sessions: docs/adr on page choice. */
const GRAPH_DIMENSIONS = 64
const REPRESENTATION_DIMENSIONS = 128
const NEIGHBOURS = 12
/** The space must be the same for everyone who opens the library, whatever seed a page is asked with. */
const SPACE_SEED = 0

/** What a job is given as well. */
interface Control {
  readonly signal: AbortSignal
  readonly report: (progress: { stage: string; done: number; total: number | null }) => void
}

type Derivation = (control: Control) => Promise<Derivatives>

/** Lets the person see how a space is made, which takes half a minute for 100,000 photos. */
export type Announce = (derive: Derivation) => Promise<Derivatives>

/** With fewer photos it is done before anyone could read of it. */
const FEWEST_ANNOUNCED = 10_000

const silently: Announce = (derive) =>
  derive({ signal: new AbortController().signal, report: () => undefined })

export interface SpaceOptions {
  /** Where derived spaces are kept between processes; without it the space is made anew. */
  readonly cacheFolder?: string | undefined
  /** Tells the person while a large library's space is made. */
  readonly announce?: Announce | undefined
}

/**
 * Makes the space when it is first asked for, once. Everything in it is shared by all who ask, except for the labels that spread
 * on it: each has its own, to be kept from page to page.
 * @returns a function that throws AppError `not-found` where there are no photos; `cancelled` where what `announce` raises says so.
 */
export function spaceOnce(photos: ModelPhotos, options: SpaceOptions): () => Promise<PhotoSpace> {
  let made: Promise<SharedSpace> | undefined
  return async () => {
    made ??= makeSpace(photos, options)
    try {
      const shared = await made
      return { ...shared, spreading: new Spreading(shared.affinity) }
    } catch (thrown) {
      made = undefined // the next one tries again
      throw thrown
    }
  }
}

type SharedSpace = Omit<PhotoSpace, 'spreading'>

async function makeSpace(
  { backbone, ids, rowOf, features, hashes }: ModelPhotos,
  { cacheFolder, announce = silently }: SpaceOptions,
): Promise<SharedSpace> {
  if (backbone === undefined || ids.length === 0) throw noPhotos()
  const derivatives = await cachedDerivatives(cacheFolder, features, () =>
    (ids.length < FEWEST_ANNOUNCED ? silently : announce)((control) => deriveSpace(features, control)),
  )
  const { representation, coordinates, affinity } = derivatives
  return {
    backbone,
    ids,
    rowOf,
    features,
    duplicates: duplicateGroups(hashes, features),
    ...derivatives,
    learned: LearnedGraph.of(affinity, representation, representation.columns - coordinates.columns),
  }
}

/** @param features [n, d] preprocessed. */
async function deriveSpace(features: Matrix, { signal, report }: Control): Promise<Derivatives> {
  const work = (stage: string): LongWork => ({
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

function noPhotos(): AppError {
  return new AppError('not-found', sentence('no-photos-index-first'))
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
