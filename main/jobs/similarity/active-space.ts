/** @file The space in which photos are compared now: the embeddings of the head that answers, or the raw features. */
import type { PhotoId } from '../../../shared/domain.ts'
import type { Matrix } from '../../math/matrix.ts'
import type { Codes } from '../../math/binary-codes.ts'
import type { PairClassifier } from '../../learn/training/pair-classifier.ts'
import type { LibraryModel } from '../library-model/library-model.ts'
import { Blend } from '../review/head.ts'

export interface Space {
  /** Which space it is, as clusterings name it: `head:7` or `features:3`. */
  name: string
  /** Row i of the matrix belongs to ids[i]; ascending. */
  ids: readonly PhotoId[]
  /** [ids.length, dimensions], rows L2-normalised. */
  matrix: Matrix
  /** The distance that the head learned in the cosine's place, if it did. */
  pairs: PairClassifier | null
  /** Whether its numbers are known to be finite. */
  trusted: boolean
  /** Binary codes of the same rows, where the head has learned some. */
  codes: Codes | undefined
}

/** @returns undefined while no photo has features. */
export async function activeSpace({
  backbone,
  ids,
  head,
  ownFeatures,
}: LibraryModel): Promise<Space | undefined> {
  if (head !== undefined && head.ids.length > 0) {
    const { pairs } = Blend.parse(head.row.blend).classifier
    return {
      name: `head:${head.row.id}`,
      ids: head.ids,
      matrix: head.matrix,
      pairs,
      trusted: false,
      codes: head.codes,
    }
  }
  if (backbone === undefined || ids.length === 0) return undefined
  const matrix = await ownFeatures()
  return { name: `features:${backbone}`, ids, matrix, pairs: null, trusted: true, codes: undefined }
}
