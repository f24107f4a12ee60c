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
import { multiplyTransposed, type LongWork } from '../../math/products.ts'
import { Random } from '../../math/random.ts'
import { normalisedAdjacency, type SparseMatrix } from '../../math/sparse.ts'
import type { JobContext } from '../context.ts'
import { cachedDerivatives, type Derivatives } from './space-cache.ts'
import { preprocessed } from '../../model/preprocess.ts'
import type { BackboneId, Store } from '../../store/types/index.ts'

export interface PhotoSpace {
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

type Derivation = (control: Pick<JobContext, 'signal' | 'report'>) => Promise<Derivatives>

/** Lets the person see how a space is made, which takes half a minute for 100,000 photos. */
export type Announce = (derive: Derivation) => Promise<Derivatives>

/** With fewer photos it is done before anyone could read of it. */
const FEWEST_ANNOUNCED = 10_000

const silently: Announce = (derive) =>
  derive({ signal: new AbortController().signal, report: () => undefined })

/**
 * @param cacheFolder where derived spaces are kept; without it the space is made anew.
 * @throws AppError `not-found` while the library has no photos with features; `cancelled` where what `announce` raises says so.
 */
export async function loadSpace(
  store: Store,
  cacheFolder?: string,
  announce: Announce = silently,
): Promise<PhotoSpace> {
  const backbone = store.features.active()
  if (backbone === undefined) throw noPhotos()
  const { ids, matrix: raw } = store.features.load(backbone.id, 'features')
  if (ids.length === 0) throw noPhotos()
  return spaceOf(store, ids, withSecond(store, ids, preprocessed([raw])), { cacheFolder, announce })
}

/** The space of one of the library's backbones alone, whether it counts or not; nothing of it is kept. */
export function loadSpaceOf(store: Store, backbone: BackboneId): Promise<PhotoSpace> {
  const { ids, matrix: raw } = store.features.load(backbone, 'features')
  return spaceOf(store, ids, preprocessed([raw]), { cacheFolder: undefined, announce: silently })
}

async function spaceOf(
  store: Store,
  ids: readonly PhotoId[],
  features: Matrix,
  { cacheFolder, announce }: { cacheFolder: string | undefined; announce: Announce },
): Promise<PhotoSpace> {
  const derivatives = await cachedDerivatives(cacheFolder, features, () =>
    (ids.length < FEWEST_ANNOUNCED ? silently : announce)((control) => deriveSpace(features, control)),
  )
  const { representation, coordinates, affinity } = derivatives
  return {
    ids,
    rowOf: new Map(ids.map((id, index) => [id, index])),
    features,
    duplicates: duplicateGroups(perceptualHashes(store, ids), features),
    ...derivatives,
    spreading: new Spreading(affinity),
    learned: LearnedGraph.of(affinity, representation, representation.columns - coordinates.columns),
  }
}

/** Beside each other and of equal weight, where the library has a second backbone and all photos have its features. */
function withSecond(store: Store, ids: readonly PhotoId[], features: Matrix): Matrix {
  const backbone = store.features.second()
  const second = backbone && store.features.load(backbone.id, 'features')
  if (second?.ids.length !== ids.length) return features
  const both = sideBySide(features, preprocessed([second.matrix]))
  for (let entry = 0; entry < both.data.length; entry += 1) both.data[entry] *= Math.SQRT1_2
  return both
}

/** @param features [n, d] preprocessed. */
async function deriveSpace(
  features: Matrix,
  { signal, report }: Pick<JobContext, 'signal' | 'report'>,
): Promise<Derivatives> {
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

function perceptualHashes(store: Store, ids: readonly PhotoId[]): (bigint | null)[] {
  const hashOf = new Map(store.photos.present().map(({ id, perceptualHash }) => [id, perceptualHash]))
  return ids.map((id) => hashOf.get(id) ?? null)
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

function sideBySide(left: Matrix, right: Matrix): Matrix {
  const out = matrix(left.rows, left.columns + right.columns)
  for (let i = 0; i < left.rows; i += 1) {
    out.data.set(row(left, i), i * out.columns)
    out.data.set(row(right, i), i * out.columns + left.columns)
  }
  return out
}
