/** @file Reads what photos are compared by from the library. What belongs to a photo is found by its id, here and nowhere else. */
import type { PhotoId } from '../../../shared/domain.ts'
import { AppError } from '../../../shared/errors.ts'
import { sentence } from '../../../shared/sentences/sentence.ts'
import { gatherRows, matrix, row, stacked, type Matrix } from '../../math/matrix.ts'
import { preprocessed } from '../../model/preprocess.ts'
import type { BackboneId, Store } from '../../store/types/index.ts'

/** Numbers of photos: row i of the matrix belongs to ids[i]; ascending. */
export interface Vectors {
  readonly ids: readonly PhotoId[]
  readonly matrix: Matrix
}

/** The photos that have features of the backbone in use. Row i of everything belongs to ids[i]; ascending. */
export interface ModelPhotos {
  /** Undefined while no backbone has looked at photos. */
  readonly backbone: BackboneId | undefined
  readonly ids: readonly PhotoId[]
  readonly rowOf: ReadonlyMap<PhotoId, number>
  /** [n, d] preprocessed features, rows L2-normalised: their dot products are cosines. */
  readonly features: Matrix
  /** So many of the columns, the first ones, are of the backbone in use; more there are only where a second one counts. */
  readonly ownColumns: number
  /** [n] 64-bit perceptual hashes. */
  readonly hashes: readonly (bigint | null)[]
}

/** The level that photos are compared by. */
const LEVEL = 'features'

/** As they count now, with those of a second backbone where all photos have them. */
export function readPhotos(store: Store): ModelPhotos {
  const backbone = store.features.active()
  return backbone === undefined
    ? photosOf(store, undefined, { ids: [], matrix: matrix(0, 0) })
    : readPhotosOf(store, backbone.id, store.features.second()?.id)
}

/** By one backbone, whether it counts or not. */
export function readPhotosOf(store: Store, backbone: BackboneId, second?: BackboneId): ModelPhotos {
  const { ids, matrix: raw } = store.features.load(backbone, LEVEL)
  const features = preprocessed([raw])
  const other = second === undefined ? undefined : rowsFor(ids, store.features.load(second, LEVEL))
  const both = other === undefined ? features : ofEqualWeight(features, preprocessed([other]))
  return { ...photosOf(store, backbone, { ids, matrix: both }), ownColumns: features.columns }
}

/**
 * A level of the features as the backbone gave them, for these photos [n, dimensions], also for those that have left the library.
 * @throws AppError `conflict` where one has none any more: its file has changed meanwhile.
 */
export function readLevel(
  store: Store,
  { backbone, ids }: Pick<ModelPhotos, 'ids'> & { backbone: BackboneId },
  level: string,
): Matrix {
  const present = store.features.load(backbone, level)
  const found = rowsFor(ids, present) ?? rowsFor(ids, withGone(store, backbone, level, { ids, present }))
  if (found === undefined) throw new AppError('conflict', sentence('photos-changed-meanwhile'))
  return found
}

/** What is present, and those photos that have left, unless some of them have no such features any more. */
function withGone(
  { features }: Store,
  backbone: BackboneId,
  level: string,
  { ids, present }: { ids: readonly PhotoId[]; present: Vectors },
): Vectors {
  const isPresent = new Set(present.ids)
  const gone = ids.filter((id) => !isPresent.has(id))
  const vectors = features.some(backbone, level, gone)
  if (vectors.rows !== gone.length) return present
  return { ids: [...present.ids, ...gone], matrix: stacked(present.matrix, vectors) }
}

/** The numbers of these photos, in their order: the same matrix where it has that order; undefined where one has none. */
export function rowsFor(
  ids: readonly PhotoId[],
  { ids: known, matrix: numbers }: Vectors,
): Matrix | undefined {
  if (ids.length === known.length && ids.every((id, index) => id === known[index])) return numbers
  const rowOf = rowsById(known)
  const rows = Int32Array.from(ids, (id) => rowOf.get(id) ?? -1)
  return rows.includes(-1) ? undefined : gatherRows(numbers, rows)
}

/** The rows of both as one: [n, left and right]. */
export function sideBySide(left: Matrix, right: Matrix): Matrix {
  const out = matrix(left.rows, left.columns + right.columns)
  for (let i = 0; i < left.rows; i += 1) {
    out.data.set(row(left, i), i * out.columns)
    out.data.set(row(right, i), i * out.columns + left.columns)
  }
  return out
}

function ofEqualWeight(first: Matrix, second: Matrix): Matrix {
  const both = sideBySide(first, second)
  for (let entry = 0; entry < both.data.length; entry += 1) both.data[entry] *= Math.SQRT1_2
  return both
}

function photosOf(
  store: Store,
  backbone: BackboneId | undefined,
  { ids, matrix: features }: Vectors,
): ModelPhotos {
  const hashOf = new Map(store.photos.present().map(({ id, perceptualHash }) => [id, perceptualHash]))
  const hashes = ids.map((id) => hashOf.get(id) ?? null)
  return { backbone, ids, rowOf: rowsById(ids), features, ownColumns: features.columns, hashes }
}

function rowsById(ids: readonly PhotoId[]): ReadonlyMap<PhotoId, number> {
  return new Map(ids.map((id, index) => [id, index]))
}
