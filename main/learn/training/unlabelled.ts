/** @file Soft targets for photos without a label, by propagation from the labels that may be used. */
import { matrix, row, type Matrix } from '../../math/matrix.ts'
import type { SparseMatrix } from '../../math/sparse.ts'
import { entropy } from '../../math/statistics.ts'
import { PROPAGATION, propagate } from '../fast-path/propagate.ts'

/**
 * Probabilities over the classes and "none of these". The last column, "none of these", takes the share that
 * propagation leaves uncertain: entropy / log(classes), after the certainty weight of Iscen et al. (2019, eq. 10).
 * @param affinity of all photos
 * @param labelled rows of the photos whose label may be used, and their classes
 * @param wanted rows of the photos that the targets are for
 * @returns [wanted, classes + 1], rows sum to 1
 */
export function softTargets(
  affinity: SparseMatrix,
  labelled: { rows: Int32Array; classes: Int32Array },
  classCount: number,
  wanted: Int32Array,
): Matrix {
  const spread = propagate(affinity, labelled.rows, labelled.classes, classCount, PROPAGATION)
  const out = matrix(wanted.length, classCount + 1)
  wanted.forEach((photo, index) => {
    const probabilities = row(spread, photo)
    const unknown = entropy(probabilities) / Math.log(Math.max(2, classCount))
    const target = row(out, index)
    for (let c = 0; c < classCount; c += 1) target[c] = probabilities[c] * (1 - unknown)
    target[classCount] = unknown
  })
  return out
}
