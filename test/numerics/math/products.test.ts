import { describe, expect, it } from 'vitest'
import { gatherRows, matrix, row } from '../../../main/math/matrix.ts'
import type { Matrix } from '../../../main/math/matrix.ts'
import {
  crossProduct,
  multiply,
  multiplyTransposed,
  nearestRows,
} from '../../../main/math/products/products.ts'
import { Random } from '../../../main/math/random.ts'
import fc from '../../support/properties.ts'

function randomMatrix(rows: number, columns: number, seed: number): Matrix {
  const random = new Random(seed)
  return matrix(
    rows,
    columns,
    Float32Array.from({ length: rows * columns }, () => random.normal()),
  )
}

function transpose(m: Matrix): Matrix {
  const out = matrix(m.columns, m.rows)
  for (let i = 0; i < m.rows; i += 1)
    for (let j = 0; j < m.columns; j += 1) out.data[j * m.rows + i] = m.data[i * m.columns + j]
  return out
}

/** a bᵀ in float64, by the definition. */
function reference(a: Matrix, b: Matrix): Float64Array {
  const out = new Float64Array(a.rows * b.rows)
  for (let i = 0; i < a.rows; i += 1) {
    for (let j = 0; j < b.rows; j += 1) {
      let total = 0
      for (let k = 0; k < a.columns; k += 1) total += a.data[i * a.columns + k] * b.data[j * b.columns + k]
      out[i * b.rows + j] = total
    }
  }
  return out
}

function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): void {
  expect(actual.length).toBe(expected.length)
  let worst = 0
  for (let i = 0; i < expected.length; i += 1) worst = Math.max(worst, Math.abs(actual[i] - expected[i]))
  expect(worst).toBeLessThanOrEqual(tolerance)
}

const shape = fc.record({
  n: fc.integer({ min: 1, max: 33 }),
  m: fc.integer({ min: 1, max: 33 }),
  k: fc.integer({ min: 1, max: 70 }),
  seed: fc.nat(),
})

describe('products', () => {
  it('agree with float64 loops for every shape', async () => {
    await fc.assert(
      fc.asyncProperty(shape, async ({ n, m, k, seed }) => {
        const a = randomMatrix(n, k, seed)
        const b = randomMatrix(m, k, seed + 1)
        const expected = reference(a, b)
        const tolerance = 1e-5 * k
        expectClose((await multiplyTransposed(a, b)).data, expected, tolerance)
        expectClose((await multiply(a, transpose(b))).data, expected, tolerance)
        expectClose(await crossProduct(transpose(a), transpose(b)), expected, tolerance)
      }),
      { numRuns: 60 },
    )
  })

  it('join their blocks without a seam', async () => {
    const work = { blocks: 0, report: () => (work.blocks += 1) }
    const a = randomMatrix(2500, 900, 1)
    const b = randomMatrix(1100, 900, 2)
    const whole = await multiplyTransposed(a, b, work)
    expect(work.blocks).toBeGreaterThan(1)
    expect([whole.rows, whole.columns]).toEqual([2500, 1100])
    const rows = [0, 1249, 1250, 1251, 2499]
    const expected = reference(gatherRows(a, rows), b)
    for (const [i, at] of rows.entries())
      expectClose(row(whole, at), expected.subarray(i * 1100, (i + 1) * 1100), 1e-3)
    work.blocks = 0
    const cross = await crossProduct(a, a, work)
    expect(work.blocks).toBeGreaterThan(1)
    const column = transpose(a)
    expectClose(cross.subarray(0, 900), reference(gatherRows(column, [0]), column), 1e-3)
  })

  it('accept no rows', async () => {
    expect((await multiplyTransposed(matrix(0, 5), randomMatrix(3, 5, 1))).data).toHaveLength(0)
    expect((await multiply(randomMatrix(3, 5, 1), matrix(5, 0))).rows).toBe(3)
    expect([...(await crossProduct(matrix(0, 2), matrix(0, 1)))]).toEqual([0, 0])
    expect((await nearestRows(matrix(0, 5), randomMatrix(3, 5, 1), 2)).indices).toHaveLength(0)
    expect((await nearestRows(randomMatrix(3, 5, 1), matrix(0, 5), 2)).count).toBe(0)
    expect((await nearestRows(randomMatrix(3, 5, 1), randomMatrix(3, 5, 1), 0)).count).toBe(0)
  })

  it('refuse numbers that are not finite and shapes that do not fit', async () => {
    const good = randomMatrix(2, 3, 1)
    for (const poison of [NaN, Infinity, -Infinity]) {
      const bad = matrix(2, 3, Float32Array.of(0, 1, 2, 3, poison, 5))
      await expect(multiply(bad, transpose(good))).rejects.toThrow(`${poison} at 4`)
      await expect(multiplyTransposed(good, bad)).rejects.toThrow('second matrix')
      await expect(crossProduct(bad, good)).rejects.toThrow('not finite')
      await expect(nearestRows(good, bad, 1)).rejects.toThrow('not finite')
    }
    await expect(multiply(good, good)).rejects.toThrow('cannot be multiplied')
    await expect(multiplyTransposed(good, matrix(2, 4))).rejects.toThrow('do not go together')
    await expect(crossProduct(good, matrix(3, 3))).rejects.toThrow('no cross product')
    await expect(nearestRows(good, matrix(2, 4), 1)).rejects.toThrow('do not go together')
  })

  it('stop between blocks when cancelled', async () => {
    const controller = new AbortController()
    const work = {
      signal: controller.signal,
      report: () => {
        controller.abort()
      },
    }
    const a = randomMatrix(2500, 900, 1)
    await expect(multiplyTransposed(a, a, work)).rejects.toMatchObject({ code: 'cancelled' })
  })
})

/** All rows by similarity, ties by index: the definition. */
function bruteForce(queries: Matrix, base: Matrix, count: number): number[][] {
  const scores = reference(queries, base)
  return Array.from({ length: queries.rows }, (_, i) => {
    const mine = scores.subarray(i * base.rows, (i + 1) * base.rows)
    return Array.from(mine.keys())
      .sort((a, b) => mine[b] - mine[a] || a - b)
      .slice(0, count)
  })
}

/** Coordinates are small whole numbers, so that dot products are exact in float32 and ties are plentiful. */
function latticeMatrix(rows: number, columns: number, seed: number): Matrix {
  const random = new Random(seed)
  return matrix(
    rows,
    columns,
    Float32Array.from({ length: rows * columns }, () => random.integer(5) - 2),
  )
}

describe('nearestRows', () => {
  it('finds what brute force finds, ties by index', async () => {
    await fc.assert(
      fc.asyncProperty(shape, fc.integer({ min: 1, max: 40 }), async ({ n, m, k, seed }, count) => {
        const queries = latticeMatrix(n, k, seed)
        const base = latticeMatrix(m, k, seed + 1)
        const found = await nearestRows(queries, base, count)
        expect(found.count).toBe(Math.min(count, m))
        const rows = Array.from({ length: n }, (_, i) => [
          ...found.indices.subarray(i * found.count, (i + 1) * found.count),
        ])
        expect(rows).toEqual(bruteForce(queries, base, count))
      }),
      { numRuns: 60 },
    )
  })

  it('merges tiles of a large base in the right order', async () => {
    const base = latticeMatrix(20_000, 6, 3)
    const queries = gatherRows(base, [0, 8191, 8192, 19_999])
    const found = await nearestRows(queries, base, 25)
    expect(Array.from({ length: 4 }, (_, i) => [...found.indices.subarray(i * 25, (i + 1) * 25)])).toEqual(
      bruteForce(queries, base, 25),
    )
    const scores = reference(queries, base)
    for (let i = 0; i < 100; i += 1) {
      expect(found.similarities[i]).toBe(scores[Math.floor(i / 25) * 20_000 + found.indices[i]])
    }
  })

  it('gives exact duplicates the same score wherever they stand', async () => {
    const original = randomMatrix(1, 37, 9)
    const base = randomMatrix(8193, 37, 6)
    const places = [0, 1, 4095, 4096, 4097, 8191, 8192]
    for (const place of places) base.data.set(original.data, place * 37)
    const found = await nearestRows(gatherRows(base, [4096, 17, 8192]), base, places.length)
    expect([...found.indices.subarray(0, places.length)]).toEqual(places)
    expect(new Set(found.similarities.subarray(0, places.length)).size).toBe(1)
    expect([...found.indices.subarray(2 * places.length)]).toEqual(places)
  })
})
