/**
 * @file Where the photos lie: everything that is computed from the features alone and so stays the same while the person
 * decides. It is built once for a set of photos and kept in the cache folder, because a command that answers one page
 * must not wait for it.
 */
import type { PhotoId } from '../../../shared/domain.ts'
import { AppError } from '../../../shared/errors.ts'
import { sentence } from '../../../shared/sentences/sentence.ts'
import { LearnedGraph } from '../../learn/fast-path/learned-graph.ts'
import { Spreading } from '../../learn/fast-path/propagate.ts'
import type { Matrix } from '../../math/matrix.ts'
import type { SparseMatrix } from '../../math/sparse.ts'
import type { BackboneId } from '../../store/types/index.ts'
import type { Control } from './compute-space.ts'
import type { PhotoRows } from './read-photos.ts'
import { silent, type Reader } from './reader.ts'
import type { ReaderOutput } from './reader-calls.ts'

export interface PhotoSpace {
  /** The backbone that gave the features; the first one, where there are two. */
  readonly backbone: BackboneId
  /** Row i of everything belongs to ids[i]; ascending. */
  readonly ids: readonly PhotoId[]
  readonly rowOf: ReadonlyMap<PhotoId, number>
  /** [n, d] preprocessed features, rows L2-normalised: their dot products are cosines. */
  readonly features: Matrix
  /** [n, ·] principal coordinates, rows L2-normalised. */
  readonly principal: Matrix
  /** [n, ·] diffusion coordinates, rows L2-normalised. */
  readonly coordinates: Matrix
  /** Both, in the order in which the fast classifier sees them side by side. */
  readonly representation: readonly Matrix[]
  readonly affinity: SparseMatrix
  /** Labels along `affinity`, kept from page to page. */
  readonly spreading: Spreading
  /** The edges of `affinity`, to be weighed again by the labels; not for a large library. */
  readonly learned: LearnedGraph | undefined
  /** [n] the lowest row of each row's near-duplicates, itself where it has none. */
  readonly duplicates: Int32Array
  /** [n] the lowest row of each row's stack, itself where it is in none: see main/group/duplicates.ts. */
  readonly stacks: Int32Array
}

/** What is computed from the features, as the reader gives it. */
type SpaceParts = ReaderOutput<'makeSpace'>
type Compute = (control: Control) => Promise<SpaceParts>

/** Lets the person see how a space is made, which takes half a minute for 100,000 photos. */
export type Announce = (compute: Compute) => Promise<SpaceParts>

/** With fewer photos it is done before anyone could read of it. */
const FEWEST_ANNOUNCED = 10_000

const silently: Announce = (compute) => compute(silent())

export interface SpaceOptions {
  /** Where computed spaces are kept between processes; without it the space is made again. */
  readonly cacheFolder?: string | undefined
  /** Tells the person while a large library's space is made. */
  readonly announce?: Announce | undefined
  /** Told under which name the cache folder has the space. */
  readonly onSaved?: ((name: string) => void) | undefined
}

/**
 * Makes the space when it is first asked for, once. Everything in it is shared by all who ask, except for the labels that spread
 * on it: each has its own, to be kept from page to page.
 * @returns a function that throws AppError `not-found` where there are no photos; `cancelled` where what `announce` raises says so.
 */
export function spaceOnce(photos: Photos, reader: Reader, options: SpaceOptions): () => Promise<PhotoSpace> {
  const shared = once(() => makeSpace(photos, reader, options))
  return async () => {
    const space = await shared()
    return { ...space, spreading: new Spreading(space.affinity) }
  }
}

/** The same promise for all who ask; after a failure the next one tries again. */
export function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined
  return async () => {
    const mine = (made ??= make())
    try {
      return await mine
    } catch (thrown) {
      if (made === mine) made = undefined
      throw thrown
    }
  }
}

type Photos = PhotoRows & Pick<PhotoSpace, 'rowOf'>
type SharedSpace = Omit<PhotoSpace, 'spreading'>

async function makeSpace(
  { backbone, ids, rowOf, features, hashes }: Photos,
  reader: Reader,
  options: SpaceOptions,
): Promise<SharedSpace> {
  if (backbone === undefined || ids.length === 0) throw noPhotos()
  const { savedAs, ...parts } = await partsOf({ features, hashes }, reader, options)
  if (savedAs !== null) options.onSaved?.(savedAs)
  const { principal, coordinates, affinity } = parts
  const representation = [principal, coordinates]
  const learned = LearnedGraph.of(affinity, principal)
  return { backbone, ids, rowOf, features, ...parts, representation, learned }
}

async function partsOf(
  compared: Pick<PhotoRows, 'features' | 'hashes'>,
  reader: Reader,
  { cacheFolder, announce = silently }: SpaceOptions,
): Promise<SpaceParts> {
  const kept = cacheFolder === undefined ? null : await reader.ask('keptSpace', { ...compared, cacheFolder })
  if (kept !== null) return kept
  const tell = compared.features.rows < FEWEST_ANNOUNCED ? silently : announce
  return tell((control) => reader.ask('makeSpace', { ...compared, cacheFolder }, control))
}

function noPhotos(): AppError {
  return new AppError('not-found', sentence('no-photos-index-first'))
}
