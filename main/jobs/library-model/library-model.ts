/** @file What the library's photos are compared by, as it was at one moment: it never changes, and all jobs share it. */
import type { Codes } from '../../math/binary-codes.ts'
import type { HeadRow, ModelVersion, Store } from '../../store/types/index.ts'
import { answeringHead } from '../heads/answering-head.ts'
import { readPhotos, type ModelPhotos, type Vectors } from './read-photos.ts'
import { spaceOnce, type PhotoSpace, type SpaceOptions } from './space.ts'

/** The head that answers, with its embeddings of those present photos that it has embedded, rows L2-normalised. */
export interface ModelHead extends Vectors {
  readonly row: HeadRow
  /** Binary codes of the same rows, where the head has learned some. */
  readonly codes: Codes | undefined
}

export interface LibraryModel extends ModelPhotos {
  readonly version: ModelVersion
  /** Undefined where none answers. */
  readonly head: ModelHead | undefined
  /**
   * Made when it is first asked for. Each caller gets one of its own for the labels that spread on it; the rest is shared.
   * @throws AppError `not-found` while the library has no photos with features; `cancelled`.
   */
  readonly space: () => Promise<PhotoSpace>
}

/** @param known an earlier one: of what has not changed since, nothing is read again. */
export function readModel(
  store: Store,
  options: SpaceOptions,
  known: LibraryModel | undefined,
): LibraryModel {
  return store.snapshot(() => {
    const version = store.modelVersion()
    const head = readHead(store)
    if (known?.version.photos === version.photos) return { ...known, version, head }
    const photos = readPhotos(store)
    return { ...photos, version, head, space: spaceOnce(photos, options) }
  })
}

function readHead(store: Store): ModelHead | undefined {
  const row = answeringHead(store)
  return row && { row, ...store.heads.embeddings(row.id), codes: store.heads.codes(row.id) }
}
