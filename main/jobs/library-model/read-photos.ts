/** @file Reads what photos are compared by from the library. What belongs to a photo is found by its id, here and nowhere else. */
import type { PhotoId } from '../../../shared/domain.ts'
import { AppError } from '../../../shared/errors.ts'
import { sentence } from '../../../shared/sentences/sentence.ts'
import {
  gatherRows,
  leadingColumns,
  matrix,
  ownNumbers,
  sideBySide,
  stacked,
  type Allocate,
  type Matrix,
} from '../../math/matrix.ts'
import { preprocessInPlace } from '../../model/preprocess.ts'
import type { BackboneId, Store } from '../../store/types/index.ts'

/** Numbers of photos: row i of the matrix belongs to ids[i]; ascending. */
export interface Vectors {
  readonly ids: readonly PhotoId[]
  readonly matrix: Matrix
}

/** [n] perceptual hashes: `bits` holds the hash of row i where `known` holds 1. */
export interface PerceptualHashes {
  readonly bits: BigUint64Array
  readonly known: Uint8Array
}

/** The photos that have features of one backbone. Row i of everything belongs to ids[i]; ascending. */
export interface PhotoRows {
  /** Undefined while there are no features. */
  readonly backbone: BackboneId | undefined
  readonly ids: readonly PhotoId[]
  /** [n, d] preprocessed features, rows L2-normalised: their dot products are cosines. */
  readonly features: Matrix
  /** So many of the columns, the first ones, are of the backbone in use; more there are only where a second one counts. */
  readonly ownColumns: number
  /** [ownColumns] what is taken from the features of each photo of the backbone in use: see main/model/preprocess.ts. */
  readonly ownMean: Float32Array
  readonly hashes: PerceptualHashes
}

/** The level that photos are compared by. */
export const COMPARED_LEVEL = 'features'

/** Where more than so many times as many photos are there as are wanted, these are looked up one by one. */
const FEW = 8

/** As they count now, with those of a second backbone where all photos have them. */
export function readPhotos(store: Store, allocate = ownNumbers): PhotoRows {
  const backbone = store.features.active()
  return backbone === undefined
    ? photosOf(store, undefined, { ids: [], matrix: matrix(0, 0) }, new Float32Array())
    : readPhotosOf(store, backbone.id, store.features.second()?.id, allocate)
}

/** By one backbone, whether it counts or not. @param allocate where the features are to lie */
export function readPhotosOf(
  store: Store,
  backbone: BackboneId,
  second: BackboneId | undefined,
  allocate = ownNumbers,
): PhotoRows {
  const { ids, matrix: raw } = store.features.load(backbone, COMPARED_LEVEL, allocate)
  const { features, mean } = preprocessInPlace(raw)
  const other = second === undefined ? undefined : rowsFor(ids, store.features.load(second, COMPARED_LEVEL))
  const both =
    other === undefined ? features : ofEqualWeight(features, preprocessInPlace(other).features, allocate)
  return photosOf(store, backbone, { ids, matrix: both }, mean)
}

/**
 * A level of the features as the backbone gave them, for these photos [n, dimensions], also for those that have left the library.
 * @throws AppError `conflict` where one has none any more: its file has changed meanwhile.
 */
export function readLevel(
  store: Store,
  { backbone, ids }: Pick<PhotoRows, 'ids'> & { backbone: BackboneId },
  level: string,
  allocate = ownNumbers,
): Matrix {
  if (ids.length * FEW < store.photos.countPresent()) {
    const few = store.features.some(backbone, level, ids)
    if (few.rows === ids.length) return few
    throw new AppError('conflict', sentence('photos-changed-meanwhile'))
  }
  const present = store.features.load(backbone, level, allocate)
  const found =
    rowsFor(ids, present, allocate) ??
    rowsFor(ids, withMissing(store, backbone, level, { ids, present }), allocate)
  if (found === undefined) throw new AppError('conflict', sentence('photos-changed-meanwhile'))
  return found
}

/** What is present, and those photos that have left, unless some of them have no such features any more. */
function withMissing(
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
  allocate = ownNumbers,
): Matrix | undefined {
  if (ids.length === known.length && ids.every((id, index) => id === known[index])) return numbers
  const rowOf = rowsById(known)
  const rows = Int32Array.from(ids, (id) => rowOf.get(id) ?? -1)
  return rows.includes(-1) ? undefined : gatherRows(numbers, rows, allocate)
}

export function rowsById(ids: readonly PhotoId[]): ReadonlyMap<PhotoId, number> {
  return new Map(ids.map((id, index) => [id, index]))
}

/** The features of the backbone in use alone. */
export function ownFeatures(
  { features, ownColumns }: Pick<PhotoRows, 'features' | 'ownColumns'>,
  allocate = ownNumbers,
): Matrix {
  if (ownColumns === features.columns) return features
  const own = leadingColumns(features, ownColumns, allocate)
  // Beside a second backbone it counts for half.
  for (let entry = 0; entry < own.data.length; entry += 1) own.data[entry] *= Math.SQRT2
  return own
}

function ofEqualWeight(first: Matrix, second: Matrix, allocate: Allocate): Matrix {
  const both = sideBySide([first, second], allocate)
  for (let entry = 0; entry < both.data.length; entry += 1) both.data[entry] *= Math.SQRT1_2
  return both
}

function photosOf(
  store: Store,
  backbone: BackboneId | undefined,
  { ids, matrix: features }: Vectors,
  ownMean: Float32Array,
): PhotoRows {
  return { backbone, ids, features, ownColumns: ownMean.length, ownMean, hashes: readHashes(store, ids) }
}

/** @param ids ascending */
function readHashes(store: Store, ids: readonly PhotoId[]): PerceptualHashes {
  const bits = new BigUint64Array(ids.length)
  const known = new Uint8Array(ids.length)
  let index = 0
  for (const { id, perceptualHash } of store.photos.perceptualHashes()) {
    while (ids[index] < id) index += 1
    if (ids[index] !== id || perceptualHash === null) continue
    bits[index] = perceptualHash
    known[index] = 1
  }
  return { bits, known }
}
