/** @file The space in which photos are compared now: the embeddings of the head that answers, or the raw features. */
import type { PhotoId } from '../../../shared/domain.ts'
import type { Matrix } from '../../math/matrix.ts'
import type { Codes } from '../../math/binary-codes.ts'
import type { PairClassifier } from '../../learn/training/pair-classifier.ts'
import { preprocessed } from '../../model/preprocess.ts'
import type { Store } from '../../store/store.ts'
import { answeringHead } from '../heads/answering-head.ts'
import { Blend } from '../review/head.ts'

/** The pyramid level that stands for a photo where no head was trained. */
const RAW_LEVEL = 'features'

export interface Space {
  /** Which space it is, as clusterings name it: `head:7` or `features:3`. */
  name: string
  /** Row i of the matrix belongs to ids[i]; ascending. */
  ids: PhotoId[]
  /** [ids.length, dimensions], rows L2-normalised. */
  matrix: Matrix
  /** The distance that the head learned in the cosine's place, if it did. */
  pairs: PairClassifier | null
  /** Binary codes of the same rows, where the head has learned some. */
  codes: Codes | undefined
}

/** @returns undefined while no photo has features. */
export function activeSpace(store: Store): Space | undefined {
  const head = answeringHead(store)
  if (head !== undefined) {
    const { ids, matrix } = store.heads.embeddings(head.id)
    if (ids.length > 0) {
      return {
        name: `head:${head.id}`,
        ids,
        matrix,
        pairs: Blend.parse(head.blend).classifier.pairs,
        codes: store.heads.codes(head.id),
      }
    }
  }
  const backbone = store.features.active()
  if (backbone === undefined) return undefined
  const { ids, matrix } = store.features.load(backbone.id, RAW_LEVEL)
  if (ids.length === 0) return undefined
  const features = preprocessed([matrix])
  return { name: `features:${backbone.id}`, ids, matrix: features, pairs: null, codes: undefined }
}
