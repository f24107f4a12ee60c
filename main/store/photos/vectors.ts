/** @file Reads rows with float16 vectors into one matrix, in place: a level of a large library is hundreds of megabytes. */
import type { PhotoId } from '../../../shared/domain.ts'
import { AppError } from '../../../shared/errors.ts'
import { sentence } from '../../../shared/sentences/sentence.ts'
import { fromFloat16 } from '../../math/float16.ts'
import { type Matrix, matrix, ownNumbers } from '../../math/matrix.ts'

export interface VectorRow {
  id: PhotoId
  vector: Uint8Array
}

/**
 * @param rows in the order of the result.
 * @param capacity the most rows that are read.
 * @param dimensions of every vector.
 * @param allocate provides the memory of the matrix; by default memory of this thread.
 * @returns ids and a matrix [ids.length, dimensions].
 * @throws AppError `library-damaged` for a vector of another length.
 */
export function matrixOf(
  rows: Iterable<VectorRow>,
  capacity: number,
  dimensions: number,
  allocate = ownNumbers,
): { ids: PhotoId[]; matrix: Matrix } {
  const ids: PhotoId[] = []
  const data = allocate(capacity * dimensions)
  for (const { id, vector } of rows) {
    if (ids.length === capacity) break
    if (vector.length !== dimensions * 2) {
      throw new AppError('library-damaged', sentence('library-vector-wrong', { photo: id }), { photo: id })
    }
    data.set(fromFloat16(vector), ids.length * dimensions)
    ids.push(id)
  }
  return { ids, matrix: matrix(ids.length, dimensions, data.subarray(0, ids.length * dimensions)) }
}
