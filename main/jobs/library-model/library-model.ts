/** @file What the library's photos are compared by, as it was at one moment: it never changes, and all jobs share it. */
import type { PhotoId } from '../../../shared/domain.ts'
import { AppError } from '../../../shared/errors.ts'
import type { Codes } from '../../math/binary-codes.ts'
import type { Matrix } from '../../math/matrix.ts'
import type { HeadRow, ModelVersion, Store } from '../../store/types/index.ts'
import { rowsById, type PhotoRows, type Vectors } from './read-photos.ts'
import type { Reader } from './reader.ts'
import type { ReaderOutput } from './reader-calls.ts'
import { once, spaceOnce, type PhotoSpace, type SpaceOptions } from './space.ts'

/** The head that answers, with its embeddings of those present photos that it has embedded, rows L2-normalised. */
export interface ModelHead extends Vectors {
  readonly row: HeadRow
  /** Binary codes of the same rows, where the head has learned some. */
  readonly codes: Codes | undefined
}

/** The photos that have features of the backbone in use. */
export interface ModelPhotos extends PhotoRows {
  readonly rowOf: ReadonlyMap<PhotoId, number>
  /** [n, ownColumns] of the backbone in use alone, rows L2-normalised; made when it is first asked for, once. */
  readonly ownFeatures: () => Promise<Matrix>
  /**
   * Made when it is first asked for. Each caller gets one of its own for the labels that spread on it; the rest is shared.
   * @throws AppError `not-found` while the library has no photos with features; `cancelled`.
   */
  readonly space: () => Promise<PhotoSpace>
}

export interface LibraryModel extends ModelPhotos {
  readonly version: ModelVersion
  /** Undefined where none answers. */
  readonly head: ModelHead | undefined
}

export interface ModelSource extends SpaceOptions {
  readonly store: Store
  readonly reader: Reader
}

/** @param known an earlier one: of what has not changed since, nothing is read again. */
export async function readModel(
  { store, reader, ...options }: ModelSource,
  known: LibraryModel | undefined,
): Promise<LibraryModel> {
  const read = await reader.ask('model', { known: known?.version ?? {} })
  const { version } = read
  const photos = read.photos === undefined ? known : modelPhotos(read.photos, reader, options)
  if (photos === undefined) throw new AppError('internal', 'The photos of the library were not read.')
  const head = read.head === undefined ? known?.head : headOf(store, read.head)
  return { ...photos, version, head }
}

export function modelPhotos(
  read: ReaderOutput<'photosOf'>,
  reader: Reader,
  options: SpaceOptions,
): ModelPhotos {
  const ids = Array.from(read.ids)
  const photos = { ...read, backbone: read.backbone, ids, rowOf: rowsById(ids) }
  return {
    ...photos,
    ownFeatures: once(() => ownOf(photos, reader)),
    space: spaceOnce(photos, reader, options),
  }
}

/** Where only one backbone counts, there is nothing to be made. */
function ownOf(
  { features, ownColumns }: Pick<PhotoRows, 'features' | 'ownColumns'>,
  reader: Reader,
): Promise<Matrix> {
  return ownColumns === features.columns
    ? Promise.resolve(features)
    : reader.ask('ownFeatures', { features, ownColumns })
}

function headOf(store: Store, read: ReaderOutput<'model'>['head']): ModelHead | undefined {
  // What belongs to a head stays as it is; which one answers was read together with its embeddings.
  const row = read ? store.heads.get(read.id) : undefined
  if (!read || row === undefined) return undefined
  return { row, ids: Array.from(read.ids), matrix: read.matrix, codes: read.codes }
}
