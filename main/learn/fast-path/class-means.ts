/** @file The direction of each class among embeddings: the mean of its labelled photos (Snell et al. 2017). */
import { matrix, row, type Matrix } from '../../math/matrix.ts'

/**
 * @param embeddings [n, width]
 * @param rows [l] the labelled rows
 * @param classes [l] their classes, 0 .. classCount - 1; -1 for a row that counts for none
 * @returns [classCount, width], rows L2-normalised; zeros for a class without a row
 */
export function classMeans(
  embeddings: Matrix,
  rows: Int32Array,
  classes: Int32Array,
  classCount: number,
): Matrix {
  const means = matrix(classCount, embeddings.columns)
  rows.forEach((index, l) => {
    if (classes[l] < 0) return
    const [sum, values] = [row(means, classes[l]), row(embeddings, index)]
    for (let k = 0; k < sum.length; k += 1) sum[k] += values[k]
  })
  for (let c = 0; c < classCount; c += 1) {
    const mean = row(means, c)
    const length = Math.sqrt(mean.reduce((sum, value) => sum + value * value, 0))
    if (length > 0) for (let k = 0; k < mean.length; k += 1) mean[k] /= length
  }
  return means
}
