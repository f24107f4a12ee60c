import { describe, expect, it } from 'vitest'
import { associations, type Observation } from '../../../main/group/associations.ts'
import { nearestNeighbours } from '../../../main/group/neighbours.ts'
import { outlyingness } from '../../../main/group/outliers.ts'
import { benjaminiHochberg, fisherExact } from '../../../main/math/fisher.ts'
import { matrix, row } from '../../../main/math/matrix.ts'
import { bunches, dot, randomUnitRows } from '../../support/training/vectors.ts'
import fc from '../../support/properties.ts'

describe("Fisher's exact test", () => {
  it('agrees with the lady tasting tea, and with counting every table', () => {
    expect(fisherExact(3, 4, 4, 8)).toBeCloseTo(17 / 70, 12) // Fisher 1935: 16/70 + 1/70
    expect(fisherExact(4, 4, 4, 8)).toBeCloseTo(1 / 70, 12)
    expect(fisherExact(0, 4, 4, 8)).toBeCloseTo(1, 12)
    const choose = (n: number, k: number): number =>
      k < 0 || k > n ? 0 : Array.from({ length: k }, (_, i) => (n - i) / (i + 1)).reduce((a, b) => a * b, 1)
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30 }), fc.nat(30), fc.nat(30), fc.nat(30), (total, a, b, k) => {
        const [first, second] = [a % (total + 1), b % (total + 1)]
        const both = k % (Math.min(first, second) + 1)
        let tail = 0
        for (let each = both; each <= Math.min(first, second); each += 1) {
          tail += (choose(first, each) * choose(total - first, second - each)) / choose(total, second)
        }
        expect(fisherExact(both, first, second, total)).toBeCloseTo(tail, 9)
      }),
    )
  })
})

describe('the false discovery rate', () => {
  it('agrees with the example of Benjamini and Hochberg', () => {
    // Their section 3.2: 15 p-values, of which the first four are significant at q = 0.05.
    const p = [
      0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528,
      0.759, 1,
    ]
    const q = benjaminiHochberg(p)
    expect(q.map((value) => value <= 0.05)).toEqual(p.map((_, index) => index < 4))
    expect(q[3]).toBeCloseTo((0.0095 * 15) / 4, 12)
  })

  it('keeps the order, and is never below the p-value', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1 }), (p) => {
        const q = benjaminiHochberg(p)
        p.forEach((value, i) => {
          expect(q[i]).toBeGreaterThanOrEqual(value)
          expect(q[i]).toBeLessThanOrEqual(1)
          p.forEach((other, j) => {
            if (value < other) expect(q[i]).toBeLessThanOrEqual(q[j])
          })
        })
      }),
    )
  })
})

describe('outliers', () => {
  it('agree with the definitions, worked out photo by photo', async () => {
    const x = randomUnitRows(40, 5, 1)
    const k = 6
    const graph = await nearestNeighbours(x, k)
    const { knnDistance, localOutlierFactor } = outlyingness(graph)
    const distance = (i: number, j: number): number => Math.sqrt(2 - 2 * dot(row(x, i), row(x, j)))
    const all = [...Array(x.rows).keys()]
    const near = (i: number): number[] =>
      all
        .filter((j) => j !== i)
        .sort((a, b) => distance(i, a) - distance(i, b))
        .slice(0, k)
    const kDistance = (i: number): number => distance(i, near(i)[k - 1])
    const density = (i: number): number =>
      k / near(i).reduce((sum, j) => sum + Math.max(kDistance(j), distance(i, j)), 0)
    for (const i of all) {
      expect(knnDistance[i]).toBeCloseTo(near(i).reduce((sum, j) => sum + distance(i, j), 0) / k, 4)
      const factor = near(i).reduce((sum, j) => sum + density(j), 0) / k / density(i)
      expect(localOutlierFactor[i]).toBeCloseTo(factor, 3)
    }
  })

  it('stand out from groups, and equal photos are none', async () => {
    const groups = bunches(3, 15, 8, 0.3, 2)
    const x = matrix(46, 8)
    x.data.set(groups.data)
    row(x, 45).set(row(randomUnitRows(1, 8, 77), 0))
    const { localOutlierFactor } = outlyingness(await nearestNeighbours(x, 8))
    expect(localOutlierFactor.indexOf(Math.max(...localOutlierFactor))).toBe(45)
    const equal = matrix(10, 4, new Float32Array(40).fill(0.5))
    const same = outlyingness(await nearestNeighbours(equal, 3)).localOutlierFactor
    for (const value of same) expect(value).toBeCloseTo(1, 6)
    expect(outlyingness(await nearestNeighbours(randomUnitRows(1, 4, 1), 3)).knnDistance).toEqual(
      new Float64Array(1),
    )
  })
})

describe('associations', () => {
  const photos = (name: string, camera: string, times: number): Observation[] =>
    Array.from({ length: times }, () => ({ class: name, attributes: { camera } }))

  it('find what goes together more than by chance, with its lift', async () => {
    const observations = [
      ...photos('bird', 'tele', 18),
      ...photos('bird', 'phone', 2),
      ...photos('food', 'phone', 17),
      ...photos('food', 'tele', 3),
      { class: 'food', attributes: {} },
    ]
    const found = await associations(observations)
    expect(found).toHaveLength(2)
    const [bird] = found.filter((each) => each.class === 'bird')
    expect(bird).toMatchObject({ attribute: 'camera', value: 'tele', photos: 18 })
    expect(bird.lift).toBeCloseTo((18 * 40) / (20 * 21), 12)
    expect(bird.qValue).toBeLessThan(0.001)
    expect(bird.qValue).toBeGreaterThanOrEqual(bird.pValue)
  })

  it('find none where there is one value, or everything is even', async () => {
    expect(await associations([...photos('a', 'x', 10), ...photos('b', 'x', 10)])).toEqual([])
    const even = [
      ...photos('a', 'x', 5),
      ...photos('a', 'y', 5),
      ...photos('b', 'x', 5),
      ...photos('b', 'y', 5),
    ]
    expect(await associations(even)).toEqual([])
    expect(await associations([])).toEqual([])
  })

  it('say how far they are, and stop where that is asked for', async () => {
    const many = Array.from({ length: 3_000 }, (_, i): Observation => {
      const pair = `${Math.floor(i / 4)}`
      return { class: pair, attributes: { folder: pair } }
    })
    const stopping = new AbortController()
    const told: number[] = []
    const report = (done: number, total: number) => {
      expect(total).toBe(750)
      told.push(done)
      if (done > 200) stopping.abort()
    }
    await expect(associations(many, { signal: stopping.signal, report })).rejects.toMatchObject({
      code: 'cancelled',
    })
    expect(told).toEqual([0, 200, 400])
  })
})
