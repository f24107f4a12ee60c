import { describe, expect, it } from 'vitest'
import { sphericalKMeans } from '../../../main/group/kmeans.ts'
import type { KMeans, KMeansOptions } from '../../../main/group/kmeans.ts'
import { gatherRows, matrix, row } from '../../../main/math/matrix.ts'
import type { Matrix } from '../../../main/math/matrix.ts'
import { Random } from '../../../main/math/random.ts'
import { bunches, dot, randomUnitRows } from '../../support/training/vectors.ts'
import fc from '../../support/properties.ts'

const run = (x: Matrix, options: Partial<KMeansOptions> = {}): Promise<KMeans> =>
  sphericalKMeans(x, { clusters: 4, random: new Random(1), ...options })

/** Checks everything that must hold of any result, seeded or not. */
function expectSound(x: Matrix, found: KMeans, pinned = new Map<number, number>()): void {
  const sizes = new Array<number>(found.clusters).fill(0)
  let inertia = 0
  for (let i = 0; i < x.rows; i += 1) {
    const own = found.assignments[i]
    sizes[own] += 1
    const cosines = Array.from({ length: found.clusters }, (_, c) => dot(row(x, i), row(found.centres, c)))
    inertia += 1 - cosines[own]
    if (pinned.has(i)) expect(own).toBe(pinned.get(i))
    else expect(cosines[own]).toBeGreaterThanOrEqual(Math.max(...cosines) - 1e-5)
  }
  expect(sizes.every((size) => size > 0)).toBe(true)
  expect(Math.abs(found.inertia - inertia)).toBeLessThan(1e-4 * (1 + x.rows))
  for (let c = 0; c < found.clusters; c += 1) {
    const length = Math.sqrt(dot(row(found.centres, c), row(found.centres, c)))
    expect(length === 0 || Math.abs(length - 1) < 1e-5).toBe(true)
  }
}

describe('sphericalKMeans', () => {
  it('finds well separated bunches', async () => {
    const x = bunches(12, 20, 32, 0.3, 5)
    const found = await run(x, { clusters: 12 })
    expectSound(x, found)
    for (let i = 0; i < x.rows; i += 1) expect(found.assignments[i]).toBe(found.assignments[i % 12])
    expect(new Set(found.assignments).size).toBe(12)
  })

  it('reaches the best of all partitions of a few rows nearly always, and never misses it by much', async () => {
    let reached = 0
    for (let seed = 0; seed < 10; seed += 1) {
      const x = randomUnitRows(9, 3, seed)
      let best = Infinity
      for (let partition = 0; partition < 2 ** 8; partition += 1) {
        const sums = [new Float64Array(3), new Float64Array(3)]
        for (let i = 0; i < 9; i += 1) {
          const sum = sums[(partition >> i) & 1]
          row(x, i).forEach((value, k) => (sum[k] += value))
        }
        best = Math.min(best, 9 - Math.hypot(...sums[0]) - Math.hypot(...sums[1]))
      }
      const found = await run(x, { clusters: 2, restarts: 20 })
      expect(found.inertia).toBeGreaterThanOrEqual(best - 1e-4)
      expect(found.inertia).toBeLessThan(best * 1.02)
      if (found.inertia < best + 1e-4) reached += 1
    }
    expect(reached).toBeGreaterThanOrEqual(8)
  })

  it('assigns every free row to its nearest centre and keeps every seeded row in the cluster of its class', async () => {
    const problem = fc.record({
      rows: fc.integer({ min: 1, max: 60 }),
      columns: fc.integer({ min: 1, max: 9 }),
      clusters: fc.integer({ min: 1, max: 12 }),
      classes: fc.integer({ min: 0, max: 5 }),
      seed: fc.nat(),
    })
    await fc.assert(
      fc.asyncProperty(problem, async ({ rows, columns, clusters, classes, seed }) => {
        const x = randomUnitRows(rows, columns, seed)
        if (rows > 3) row(x, 2).fill(0)
        if (rows > 5) row(x, 4).set(row(x, 3))
        const random = new Random(seed)
        const order = random.shuffle(Array.from({ length: rows }, (_, i) => i))
        const wanted = Math.min(classes, rows)
        const indices = Int32Array.from(order.slice(0, wanted * 2))
        const labels = indices.map((_, i) => i % Math.max(1, wanted))
        const found = await run(x, { clusters, restarts: 2, random, seeds: { indices, labels } })
        expectSound(x, found, new Map(Array.from(indices, (index, i) => [index, labels[i]])))
        expect(found.clusters).toBeLessThanOrEqual(Math.max(clusters, wanted))
        expect(found.clusters).toBeGreaterThanOrEqual(Math.max(1, wanted))
      }),
      { numRuns: 60 },
    )
  })

  it('never lets the inertia rise from round to round, nor with another restart', async () => {
    for (const seed of [1, 2, 3]) {
      const x = randomUnitRows(300, 16, seed)
      const seeds = { indices: Int32Array.of(0, 1, 2, 3), labels: Int32Array.of(0, 1, 0, 1) }
      let before = Infinity
      for (const iterations of [0, 1, 2, 3, 5, 8, 13]) {
        const { inertia } = await run(x, { clusters: 25, restarts: 1, iterations, seeds })
        expect(inertia).toBeLessThanOrEqual(before + 1e-4)
        before = inertia
      }
      const once = await run(x, { clusters: 25, restarts: 1 })
      const often = await run(x, { clusters: 25, restarts: 5 })
      expect(often.inertia).toBeLessThanOrEqual(once.inertia)
    }
  })

  it('gives the same for the same seed, and for mirrored axes', async () => {
    const x = randomUnitRows(200, 8, 4)
    const found = await run(x, { clusters: 'auto' })
    expect(found.clusters).toBe(10)
    expect(await run(x, { clusters: 'auto' })).toEqual(found)
    const mirrored = matrix(
      x.rows,
      x.columns,
      x.data.map((value, i) => (i % 2 === 1 ? -value : value)),
    )
    expect((await run(mirrored, { clusters: 'auto' })).assignments).toEqual(found.assignments)
  })

  it('returns fewer clusters where there are fewer directions than were asked for', async () => {
    const x = gatherRows(randomUnitRows(3, 40, 8), [0, 1, 2, 0, 1, 2, 0, 0, 0])
    const found = await run(x, { clusters: 7 })
    expect(found.clusters).toBe(3)
    expect(found.inertia).toBeLessThan(1e-4)
    expectSound(x, found)
    const nothing = await run(matrix(5, 3), { clusters: 2 })
    expect([nothing.clusters, nothing.inertia]).toEqual([1, 5])
    const none = await run(matrix(0, 3))
    expect([none.clusters, none.assignments.length]).toEqual([0, 0])
    expect((await run(randomUnitRows(1, 3, 1))).clusters).toBe(1)
  })

  it('lets a confirmed row pull look-alikes along, and starts a cluster for each class', async () => {
    // Two classes share one bunch: without seeds they cannot be told apart, with them each holds its own rows.
    const x = bunches(3, 30, 16, 0.4, 2)
    const seeds = { indices: Int32Array.of(0, 3, 6, 1, 4), labels: Int32Array.of(0, 0, 1, 2, 2) }
    const found = await run(x, { clusters: 4, seeds })
    expect([...seeds.indices].map((index) => found.assignments[index])).toEqual([0, 0, 1, 2, 2])
    for (let i = 1; i < x.rows; i += 3) expect(found.assignments[i]).toBe(2)
    for (let i = 2; i < x.rows; i += 3) expect(found.assignments[i]).toBe(3)
  })

  it('refuses rows that are not normalised, seeds that are wrong and counts that are none', async () => {
    const x = randomUnitRows(5, 3, 1)
    await expect(run(matrix(1, 2, Float32Array.of(3, 4)))).rejects.toThrow('length 5')
    await expect(run(matrix(1, 1, Float32Array.of(NaN)))).rejects.toThrow('not finite')
    const seeded = (index: number, label: number) =>
      run(x, { seeds: { indices: Int32Array.of(index), labels: Int32Array.of(label) } })
    await expect(seeded(5, 0)).rejects.toThrow('Row 5')
    await expect(seeded(0, -1)).rejects.toThrow('class -1')
    await expect(seeded(0, 1)).rejects.toThrow('one before it is not')
    await expect(run(x, { clusters: 0 })).rejects.toMatchObject({ code: 'internal' })
    await expect(run(x, { clusters: 1.5 })).rejects.toMatchObject({ code: 'internal' })
  })

  it('reports every restart and stops when cancelled', async () => {
    const x = randomUnitRows(50, 4, 1)
    const seen: [number, number][] = []
    await run(x, { restarts: 3, report: (done, total) => seen.push([done, total]) })
    expect(seen).toEqual([
      [1, 3],
      [2, 3],
      [3, 3],
    ])
    const controller = new AbortController()
    const report = () => {
      controller.abort()
    }
    await expect(run(x, { report, signal: controller.signal })).rejects.toMatchObject({ code: 'cancelled' })
  })
})
