/** @file Photos that never were: preprocessed features of a few Gaussian classes, and what baseline policies need of them. */
import type { BaselineProblem } from '../../../main/lab/simulate/baseline-learner.ts'
import type { Truth } from '../../../main/lab/simulate/person.ts'
import { matrix, row } from '../../../main/math/matrix.ts'
import type { Matrix } from '../../../main/math/matrix.ts'
import { Random } from '../../../main/math/random.ts'
import { normalisedAdjacency } from '../../../main/math/sparse.ts'

export interface SyntheticProblem extends BaselineProblem {
  readonly features: Matrix
  readonly truth: Truth
}

/** Inner products are summed in float64 here, so that every machine sees the same numbers. */
export function syntheticProblem(options: {
  photos: number
  classes: number
  dimensions: number
  spread: number
  seed: number
}): SyntheticProblem {
  const { photos, classes, dimensions, spread, seed } = options
  const random = new Random(seed)
  const centres = Array.from({ length: classes * dimensions }, () => random.normal())
  const classOf = Int32Array.from({ length: photos }, () => random.integer(classes))
  const features = matrix(photos, dimensions)
  classOf.forEach((label, photo) => {
    const values = Float64Array.from(
      { length: dimensions },
      (_, k) => centres[label * dimensions + k] + spread * random.normal(),
    )
    const norm = Math.hypot(...values)
    row(features, photo).set(values.map((value) => value / norm))
  })
  const kernel = matrix(photos, photos)
  for (let i = 0; i < photos; i += 1) {
    for (let j = 0; j < photos; j += 1) kernel.data[i * photos + j] = dot(row(features, i), row(features, j))
  }
  const names = Array.from({ length: classes }, (_, i) => `class ${i}`)
  return { features, kernel, affinity: normalisedAdjacency(nearest(kernel, 10)), truth: { classOf, names } }
}

function dot(a: Float32Array, b: Float32Array): number {
  let total = 0
  for (let k = 0; k < a.length; k += 1) total += a[k] * b[k]
  return total
}

function nearest(kernel: Matrix, neighbours: number) {
  const indices = new Int32Array(kernel.rows * neighbours)
  const similarities = new Float32Array(kernel.rows * neighbours)
  for (let i = 0; i < kernel.rows; i += 1) {
    const values = row(kernel, i)
    const order = [...values.keys()].filter((j) => j !== i).sort((a, b) => values[b] - values[a] || a - b)
    for (let e = 0; e < neighbours; e += 1) {
      indices[i * neighbours + e] = order[e]
      similarities[i * neighbours + e] = values[order[e]]
    }
  }
  return { count: kernel.rows, neighbours, indices, similarities }
}
