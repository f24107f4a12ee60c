import { describe, expect, it } from 'vitest'
import { EVD, Matrix as DenseMatrix } from 'ml-matrix'
import { matrix, row } from '../../../main/math/matrix.ts'
import type { Matrix } from '../../../main/math/matrix.ts'
import { columnMeans, principalComponents } from '../../../main/math/pca.ts'
import { Random } from '../../../main/math/random.ts'

/** Rows with a decaying spectrum around a mean far from zero, mixed by a random rotation of sorts. */
function sample(n: number, d: number, seed: number, decay = 0.9): Matrix {
  const random = new Random(seed)
  const mix = Float64Array.from({ length: d * d }, () => random.normal() / Math.sqrt(d))
  const x = matrix(n, d)
  for (let i = 0; i < n; i += 1) {
    const hidden = Float64Array.from({ length: d }, (_, k) => random.normal() * decay ** k)
    for (let j = 0; j < d; j += 1) {
      let total = 5
      for (let k = 0; k < d; k += 1) total += hidden[k] * mix[k * d + j]
      x.data[i * d + j] = total
    }
  }
  return x
}

/** The covariance matrix by its definition and its exact decomposition, descending. */
function exact(x: Matrix): { values: number[]; vectors: number[][] } {
  const mean = columnMeans(x)
  const covariance = DenseMatrix.zeros(x.columns, x.columns)
  for (let i = 0; i < x.rows; i += 1) {
    const centred = row(x, i).map((value, k) => value - mean[k])
    for (let p = 0; p < x.columns; p += 1)
      for (let q = 0; q < x.columns; q += 1)
        covariance.set(p, q, covariance.get(p, q) + (centred[p] * centred[q]) / (x.rows - 1))
  }
  const decomposed = new EVD(covariance, { assumeSymmetric: true })
  const order = decomposed.realEigenvalues
    .map((value, i) => ({ value, vector: decomposed.eigenvectorMatrix.getColumn(i) }))
    .sort((a, b) => b.value - a.value)
  return { values: order.map(({ value }) => value), vectors: order.map(({ vector }) => vector) }
}

const dot = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Array.from(a).reduce((total, value, k) => total + value * b[k], 0)

describe('principalComponents', () => {
  it('agrees with the exact decomposition, also where it only sees a random subspace', async () => {
    for (const [n, d, dimensions] of [
      [200, 60, 8], // 24 of 60 directions
      [30, 80, 5],
      [100, 12, 12],
      [20_000, 6, 3], // more rows than have their scores in memory at once
    ]) {
      const x = sample(n, d, d)
      const { components, variances } = await principalComponents(x, dimensions, new Random(1))
      const reference = exact(x)
      for (let i = 0; i < dimensions; i += 1) {
        expect(variances[i] / reference.values[i]).toBeCloseTo(1, 3)
        expect(Math.abs(dot(row(components, i), reference.vectors[i]))).toBeGreaterThan(0.999)
      }
    }
  })

  it('has orthonormal components with a fixed sign, the same for the same seed', async () => {
    const x = sample(90, 40, 3)
    const { components } = await principalComponents(x, 10, new Random(1))
    for (let i = 0; i < 10; i += 1) {
      for (let j = 0; j < 10; j += 1) {
        expect(dot(row(components, i), row(components, j))).toBeCloseTo(i === j ? 1 : 0, 5)
      }
      const values = [...row(components, i)]
      expect(Math.max(...values)).toBeGreaterThanOrEqual(-Math.min(...values))
    }
    const again = await principalComponents(x, 10, new Random(1))
    expect(again.components.data).toEqual(components.data)
    const other = await principalComponents(x, 10, new Random(2))
    for (let i = 0; i < 5; i += 1)
      expect(dot(row(other.components, i), row(components, i))).toBeGreaterThan(0.999)
  })

  it('fills up with further directions of no variance beyond the rank', async () => {
    const line = matrix(50, 6)
    for (let i = 0; i < 50; i += 1) row(line, i).set([i, 2 * i, 0, 0, 0, 1])
    const { mean, components, variances } = await principalComponents(line, 4, new Random(1))
    expect([...mean]).toEqual([24.5, 49, 0, 0, 0, 1])
    expect(variances[0]).toBeCloseTo(5 * 212.5, 1) // variance of 0..49 is 212.5
    for (let i = 1; i < 4; i += 1) expect(variances[i]).toBeLessThan(1e-3)
    for (let i = 0; i < 4; i += 1) expect(dot(row(components, i), row(components, i))).toBeCloseTo(1, 5)
    const single = await principalComponents(matrix(1, 3, Float32Array.of(1, 2, 3)), 2, new Random(1))
    expect([...single.variances]).toEqual([0, 0])
  })

  it('finds all of few rows exactly, equal ones too, and goes on with directions in which they do not vary', async () => {
    const x = sample(20, 80, 4, 0.8)
    row(x, 7).set(row(x, 2))
    const rank = 18 // 20 rows less their mean and the copy
    const { components, variances } = await principalComponents(x, 30, new Random(1))
    const reference = exact(x)
    for (let i = 0; i < rank; i += 1) {
      expect(variances[i] / reference.values[i]).toBeCloseTo(1, 3)
      expect(Math.abs(dot(row(components, i), reference.vectors[i]))).toBeGreaterThan(0.999)
    }
    for (let i = rank; i < 30; i += 1) expect(variances[i] / variances[0]).toBeLessThan(1e-9)
    for (let i = 0; i < 30; i += 1) {
      for (let j = 0; j < 30; j += 1) {
        expect(dot(row(components, i), row(components, j))).toBeCloseTo(i === j ? 1 : 0, 5)
      }
    }
  })

  it('refuses impossible requests, bad numbers and a raised signal', async () => {
    await expect(principalComponents(matrix(3, 2), 3, new Random(1))).rejects.toThrow('no 3 components')
    await expect(principalComponents(matrix(0, 2), 1, new Random(1))).rejects.toThrow('0 rows')
    const bad = matrix(2, 2, Float32Array.of(1, NaN, 0, 1))
    await expect(principalComponents(bad, 1, new Random(1))).rejects.toThrow('not finite')
    const signal = AbortSignal.abort()
    await expect(principalComponents(sample(9, 4, 1), 2, new Random(1), { signal })).rejects.toMatchObject({
      code: 'cancelled',
    })
  })
})
