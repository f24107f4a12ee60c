import { describe, expect, it } from 'vitest'
import { MassSpreader, type Source } from '../../../../main/learn/fast-path/spread-mass.ts'
import { Random } from '../../../../main/math/random.ts'
import type { SparseMatrix } from '../../../../main/math/sparse.ts'
import { syntheticProblem } from '../../../support/training/synthetic-problem.ts'

const OPTIONS = { alpha: 0.9, iterations: 20 }

/** The iteration as it is written down, in float64. */
function reference(s: SparseMatrix, { rows, weights }: Source): Float64Array {
  const put = new Float64Array(s.rows)
  rows.forEach((index, l) => (put[index] += weights[l]))
  let current = put
  for (let iteration = 0; iteration < OPTIONS.iterations; iteration += 1) {
    const before = current
    current = put.map((own, i) => {
      let sum = 0
      for (let e = s.offsets[i]; e < s.offsets[i + 1]; e += 1) sum += s.values[e] * before[s.columns[e]]
      return OPTIONS.alpha * sum + (1 - OPTIONS.alpha) * own
    })
  }
  return current
}

function sources(rows: number, count: number, random: Random): Source[] {
  return Array.from({ length: count }, () => {
    const size = 1 + random.integer(8)
    const chosen = random.shuffle(Array.from({ length: rows }, (_, i) => i)).slice(0, size)
    return { rows: Int32Array.from(chosen), weights: Float64Array.from(chosen, () => 0.5 + random.next()) }
  })
}

describe('mass that spreads along a graph', () => {
  it.each([1, 2, 3, 4, 5, 9])('is that of the plain iteration, for %d classes together', (count) => {
    const { affinity } = syntheticProblem({ photos: 200, classes: 4, dimensions: 8, spread: 0.8, seed: 5 })
    const all = sources(200, count, new Random(count))
    const found = new MassSpreader(affinity).spread(all, OPTIONS)
    expect(found).toHaveLength(count)
    for (const [index, source] of all.entries()) {
      reference(affinity, source).forEach((mass, i) => {
        expect(Math.abs(found[index][i] - mass)).toBeLessThan(1e-6 * Math.max(mass, 1e-3))
      })
    }
  })

  it('is the same however often it was asked for before', () => {
    const { affinity } = syntheticProblem({ photos: 60, classes: 3, dimensions: 8, spread: 0.8, seed: 1 })
    const spreader = new MassSpreader(affinity)
    const [first, second] = sources(60, 2, new Random(2))
    const alone = spreader.spread([first], OPTIONS)
    spreader.spread([second, first], OPTIONS)
    expect(spreader.spread([first], OPTIONS)).toEqual(alone)
  })

  it('stays where it is put in a graph of islands, whatever number of neighbours each row has', () => {
    // Row 0 alone, 1 and 2 joined, 3 .. 6 a star with three arms: no, one, and three edges in a row.
    const lists = [[], [2], [1], [4, 5, 6], [3], [3], [3]]
    const offsets = Int32Array.from([0, 0, 1, 2, 5, 6, 7, 8])
    const affinity = {
      rows: 7,
      offsets,
      columns: Int32Array.from(lists.flat()),
      values: Float64Array.from(lists.flat(), () => 0.5),
    }
    const all = [0, 1, 4].map((index) => ({ rows: Int32Array.of(index), weights: Float64Array.of(1) }))
    const found = new MassSpreader(affinity).spread(all, OPTIONS)
    for (const [index, source] of all.entries()) {
      reference(affinity, source).forEach((mass, i) => {
        expect(found[index][i]).toBeCloseTo(mass, 6)
      })
    }
    expect([...found[0]].filter((mass) => mass > 0)).toHaveLength(1)
    expect([...found[1]].filter((mass) => mass > 0)).toHaveLength(2)
    expect([...found[2]].filter((mass) => mass > 0)).toHaveLength(4)
  })

  it('is nothing without photos, and without labels', () => {
    const none = {
      rows: 0,
      offsets: Int32Array.of(0),
      columns: new Int32Array(0),
      values: new Float64Array(0),
    }
    const noLabel = { rows: new Int32Array(0), weights: new Float64Array(0) }
    expect(new MassSpreader(none).spread([noLabel], OPTIONS)).toEqual([new Float32Array(0)])
    const { affinity } = syntheticProblem({ photos: 30, classes: 2, dimensions: 4, spread: 1, seed: 1 })
    expect(new MassSpreader(affinity).spread([noLabel], OPTIONS)[0].every((mass) => mass === 0)).toBe(true)
  })
})
