import { describe, expect, it } from 'vitest'
import { cholesky, gramByGroup, solveCholesky, symmetricEigen } from '../../../main/math/linear-algebra.ts'
import { matrix } from '../../../main/math/matrix.ts'
import { Random } from '../../../main/math/random.ts'
import fc from '../../support/properties.ts'

/** B Bᵀ / n + 0.1 I, and NaN above the diagonal when `poisoned`: the upper triangle must not be read. */
function positiveDefinite(n: number, seed: number, poisoned = false): Float64Array {
  const random = new Random(seed)
  const b = Float64Array.from({ length: n * n }, () => random.normal())
  const a = new Float64Array(n * n)
  for (let i = 0; i < n; i += 1) {
    for (let j = 0; j < n; j += 1) {
      let total = i === j ? 0.1 * n : 0
      for (let k = 0; k < n; k += 1) total += b[i * n + k] * b[j * n + k]
      a[i * n + j] = poisoned && j > i ? NaN : total / n
    }
  }
  return a
}

const sizes = fc.record({
  n: fc.integer({ min: 1, max: 150 }),
  m: fc.integer({ min: 1, max: 7 }),
  seed: fc.nat(),
})

describe('cholesky', () => {
  it('factorises a matrix known from the textbook', async () => {
    const a = Float64Array.of(4, 12, -16, 12, 37, -43, -16, -43, 98)
    await cholesky(a, 3)
    expect([a[0], a[3], a[4], a[6], a[7], a[8]]).toEqual([2, 6, 1, -8, 5, 3])
  })

  it('reproduces the matrix and reads the lower triangle alone', async () => {
    for (const n of [1, 2, 63, 64, 65, 200, 400]) {
      const a = positiveDefinite(n, n)
      const l = positiveDefinite(n, n, true)
      await cholesky(l, n)
      let worst = 0
      for (let i = 0; i < n; i += 1) {
        for (let j = 0; j <= i; j += 1) {
          let total = 0
          for (let k = 0; k <= j; k += 1) total += l[i * n + k] * l[j * n + k]
          worst = Math.max(worst, Math.abs(total - a[i * n + j]))
        }
      }
      expect(worst).toBeLessThan(1e-12)
    }
  })

  it('solves for many right-hand sides', async () => {
    await fc.assert(
      fc.asyncProperty(sizes, async ({ n, m, seed }) => {
        const a = positiveDefinite(n, seed)
        const random = new Random(seed + 1)
        const x = Float64Array.from({ length: n * m }, () => random.normal())
        const b = new Float64Array(n * m)
        for (let i = 0; i < n; i += 1)
          for (let k = 0; k < n; k += 1)
            for (let c = 0; c < m; c += 1) b[i * m + c] += a[i * n + k] * x[k * m + c]
        await cholesky(a, n)
        solveCholesky(a, n, b, m)
        const worst = b.reduce((most, value, i) => Math.max(most, Math.abs(value - x[i])), 0)
        expect(worst).toBeLessThan(1e-9)
      }),
      { numRuns: 30 },
    )
  })

  it('refuses what is not positive definite or not square', async () => {
    await expect(cholesky(Float64Array.of(1, 2, 2, 1), 2)).rejects.toThrow('not positive definite (row 1)')
    await expect(cholesky(Float64Array.of(NaN), 1)).rejects.toThrow('not positive definite')
    await expect(cholesky(new Float64Array(3), 2)).rejects.toThrow('4 numbers are needed')
    expect(() => {
      solveCholesky(Float64Array.of(1), 1, new Float64Array(3), 2)
    }).toThrow('2 numbers are needed')
  })
})

describe('symmetricEigen', () => {
  it('gives descending values and unit vectors with A v = value v', () => {
    const n = 20
    const a = positiveDefinite(n, 3)
    const { values, vectors } = symmetricEigen(a, n)
    for (let i = 0; i < n; i += 1) {
      if (i > 0) expect(values[i]).toBeLessThanOrEqual(values[i - 1])
      const v = vectors.subarray(i * n, (i + 1) * n)
      expect(v.reduce((total, value) => total + value * value, 0)).toBeCloseTo(1, 12)
      for (let r = 0; r < n; r += 1) {
        let total = 0
        for (let k = 0; k < n; k += 1) total += a[r * n + k] * v[k]
        expect(total).toBeCloseTo(values[i] * v[r], 10)
      }
    }
    expect(symmetricEigen(new Float64Array(0), 0).values).toHaveLength(0)
    expect(() => symmetricEigen(Float64Array.of(NaN), 1)).toThrow('not finite')
  })
})

describe('gramByGroup', () => {
  it('adds up to the whole Gram matrix, leaves out negative groups, and has zeros where a group is empty', async () => {
    const random = new Random(1)
    const x = matrix(
      9,
      3,
      Float32Array.from({ length: 27 }, () => random.normal()),
    )
    const groups = Int32Array.of(0, 2, 0, -1, 2, 0, 2, 2, 0)
    const grams = await gramByGroup(x, groups, 3)
    expect(grams).toHaveLength(3)
    for (const [group, gram] of grams.entries()) {
      for (let p = 0; p < 3; p += 1) {
        for (let q = 0; q < 3; q += 1) {
          let total = 0
          for (let i = 0; i < 9; i += 1)
            if (groups[i] === group) total += x.data[i * 3 + p] * x.data[i * 3 + q]
          expect(gram[p * 3 + q]).toBeCloseTo(total, 5)
        }
      }
    }
    expect([...grams[1]]).toEqual(new Array(9).fill(0))
  })
})
