/** @file The layout of a map: its parts against references and their own definitions, and what it keeps of neighbourhoods. */
import { describe, expect, it } from 'vitest'
import { fitCurve } from '../../../main/group/layout/curve.ts'
import { distanceLists, nearestInGraph } from '../../../main/group/layout/distance-lists.ts'
import { forcesOf, indexOf } from '../../../main/group/layout/forces.ts'
import { joinedDirections, membershipStrengths } from '../../../main/group/layout/fuzzy-graph.ts'
import { layOut, principalPlane } from '../../../main/group/layout/layout.ts'
import { placeBeside } from '../../../main/group/layout/place-beside.ts'
import { nearestNeighbours } from '../../../main/group/neighbours.ts'
import { matrix, row, type Matrix } from '../../../main/math/matrix.ts'
import { Random } from '../../../main/math/random.ts'
import { normalisedAdjacency } from '../../../main/math/sparse.ts'
import { bunches, dot, randomUnitRows } from '../../support/training/vectors.ts'

const GROUPS = 12
const EACH = 25
const NEIGHBOURS = 10

describe('the curve', () => {
  // What umap-learn's `find_ab_params` gives.
  it.each([
    [0.1, 1.5769, 0.8951],
    [0.5, 0.583, 1.3342],
  ])('for a least distance of %d is that of the reference', (least, a, b) => {
    const curve = fitCurve(least)
    expect(curve.a).toBeCloseTo(a, 3)
    expect(curve.b).toBeCloseTo(b, 3)
  })

  it('gives forces that are the derivatives of the cross entropy', () => {
    const curve = fitCurve(0.1)
    const { pulls, pushes } = forcesOf(curve)
    const likeness = (d: number) => 1 / (1 + curve.a * d ** (2 * curve.b))
    const slope = (f: (d: number) => number, d: number) => (f(d + 1e-5) - f(d - 1e-5)) / 2e-5
    for (const d of [0.05, 0.3, 1, 2.7, 9]) {
      // A row moves against the slope, along its difference from the other one, whose length is d.
      const pull = -slope((at) => -Math.log(likeness(at)), d) / d
      const push = -slope((at) => -Math.log(1 - likeness(at)), d) / d
      expect(pulls[indexOf(d * d)] / pull).toBeCloseTo(1, 1)
      expect((pushes[indexOf(d * d)] * (1e-3 + d * d)) / (d * d) / push).toBeCloseTo(1, 1)
    }
  })
})

describe('the graph', () => {
  it('gives each row strengths that add up to log2 of its neighbours, 1 for the nearest', async () => {
    const x = randomUnitRows(80, 8, 4)
    const lists = distanceLists(await nearestNeighbours(x, NEIGHBOURS))
    const strengths = membershipStrengths(lists)
    for (let i = 0; i < 80; i += 1) {
      const own = strengths.subarray(lists.offsets[i], lists.offsets[i + 1])
      expect(own[0]).toBe(1)
      expect(own.reduce((sum, strength) => sum + strength, 0)).toBeCloseTo(Math.log2(NEIGHBOURS), 3)
    }
  })

  it('joins both directions of each pair, once, as a dense calculation does', async () => {
    const x = bunches(3, 10, 6, 0.7, 2)
    const lists = distanceLists(await nearestNeighbours(x, 4))
    const strengths = membershipStrengths(lists)
    const dense = Array.from({ length: 30 }, () => new Float64Array(30))
    for (let i = 0; i < 30; i += 1)
      for (let e = lists.offsets[i]; e < lists.offsets[i + 1]; e += 1)
        dense[i][lists.indices[e]] = strengths[e]
    const wanted = new Map<string, number>()
    for (let i = 0; i < 30; i += 1)
      for (let j = i + 1; j < 30; j += 1) {
        const weight = dense[i][j] + dense[j][i] - dense[i][j] * dense[j][i]
        if (weight > 0) wanted.set(`${i} ${j}`, weight)
      }
    const { from, to, weights } = joinedDirections(lists, strengths)
    const found = Array.from(
      from,
      (i, e) => [`${Math.min(i, to[e])} ${Math.max(i, to[e])}`, weights[e]] as const,
    )
    expect(found).toHaveLength(wanted.size)
    for (const [pair, weight] of found) expect(weight).toBeCloseTo(wanted.get(pair) ?? -1, 5)
  })

  it('is found among the edges of a graph that is there, nearest first', async () => {
    const x = bunches(4, 12, 8, 0.6, 8)
    const graph = normalisedAdjacency(await nearestNeighbours(x, 5))
    const { offsets, indices, distances } = nearestInGraph(graph, x, 4)
    for (let i = 0; i < x.rows; i += 1) {
      const joined = [...graph.columns.subarray(graph.offsets[i], graph.offsets[i + 1])]
      const nearest = joined
        .map((other) => 1 - dot(row(x, i), row(x, other)))
        .sort((a, b) => a - b)
        .slice(0, 4)
      const own = distances.subarray(offsets[i], offsets[i + 1])
      expect(own).toHaveLength(nearest.length)
      nearest.forEach((distance, place) => {
        expect(own[place]).toBeCloseTo(distance, 4)
      })
      expect(joined).toEqual(expect.arrayContaining([...indices.subarray(offsets[i], offsets[i + 1])]))
    }
  })
})

/** The nearest rows on the plane, of each row. */
function nearestOnPlane(positions: Float32Array, count: number): number[][] {
  const rows = positions.length / 2
  return Array.from({ length: rows }, (_, i) =>
    Array.from({ length: rows }, (__, j) => j)
      .filter((j) => j !== i)
      .map((j) => ({
        j,
        d: Math.hypot(positions[2 * i] - positions[2 * j], positions[2 * i + 1] - positions[2 * j + 1]),
      }))
      .sort((a, b) => a.d - b.d)
      .slice(0, count)
      .map(({ j }) => j),
  )
}
/** Trustworthiness (Venna and Kaski 2001): 1 where all near on the plane were near before, about a half by chance. */
function trustworthiness(x: Matrix, positions: Float32Array, k: number): number {
  const n = x.rows
  const ranks = Array.from({ length: n }, (_, i) => {
    const order = Array.from({ length: n }, (__, j) => j)
      .filter((j) => j !== i)
      .sort((a, b) => dot(row(x, i), row(x, b)) - dot(row(x, i), row(x, a)))
    return new Map(order.map((j, place) => [j, place + 1]))
  })
  const penalty = nearestOnPlane(positions, k).reduce(
    (sum, near, i) => sum + near.reduce((own, j) => own + Math.max(0, (ranks[i].get(j) ?? n) - k), 0),
    0,
  )
  return 1 - (2 / (n * k * (2 * n - 3 * k - 1))) * penalty
}

describe('the layout', () => {
  const x = bunches(GROUPS, EACH, 32, 0.8, 6)
  const begin = async (seed: number, rows = x) => {
    const random = new Random(seed)
    return { random, start: await principalPlane(rows, { random }) }
  }
  const lists = async () => distanceLists(await nearestNeighbours(x, NEIGHBOURS))

  it('keeps what belongs together, and what was near stays near', async () => {
    const positions = await layOut(await lists(), await begin(1))
    expect(positions.every((value) => Number.isFinite(value))).toBe(true)
    const same = nearestOnPlane(positions, 5).flatMap((near, i) => near.map((j) => j % GROUPS === i % GROUPS))
    expect(same.filter(Boolean).length / same.length).toBeGreaterThan(0.98)
    expect(trustworthiness(x, positions, 5)).toBeGreaterThan(0.93) // 0.96; 0.5 by chance
    // Within a group as well, where only the neighbours tell.
    const shuffled = new Float32Array(positions.length)
    for (let i = 0; i < x.rows; i += 1) {
      const other = (i + GROUPS) % x.rows
      shuffled.set(positions.subarray(2 * other, 2 * other + 2), 2 * i)
    }
    expect(trustworthiness(x, positions, 5)).toBeGreaterThan(trustworthiness(x, shuffled, 5))
  })

  it('is the same for the same seed, and begins where it is told to', async () => {
    const once = await layOut(await lists(), await begin(1))
    expect(await layOut(await lists(), await begin(1))).toEqual(once)
    const again = await layOut(await lists(), { random: new Random(2), start: once })
    const centre = (positions: Float32Array, group: number) => {
      const own = Array.from({ length: EACH }, (_, k) => group + k * GROUPS)
      return [0, 1].map((axis) => own.reduce((sum, i) => sum + positions[2 * i + axis] / EACH, 0))
    }
    // Groups stay in the same half of the map.
    const kept = Array.from({ length: GROUPS }, (_, group) => {
      const [ax, ay] = centre(once, group)
      const [bx, by] = centre(again, group)
      return ax * bx + ay * by > 0
    })
    expect(kept.filter(Boolean).length).toBeGreaterThanOrEqual(GROUPS - 2)
  })

  it('copes with few rows, with equal ones and with none, and stops when it is told to', async () => {
    for (const rows of [0, 1, 2, 3, 8]) {
      const equal = matrix(rows, 4, new Float32Array(rows * 4).fill(0.5))
      const near = distanceLists(await nearestNeighbours(equal, 3))
      const positions = await layOut(near, await begin(0, equal))
      expect(positions).toHaveLength(2 * rows)
      expect(positions.every((value) => Number.isFinite(value))).toBe(true)
    }
    const signal = AbortSignal.abort()
    await expect(layOut(await lists(), { ...(await begin(0)), signal })).rejects.toMatchObject({
      code: 'cancelled',
    })
  })

  it('places a row that came in in the middle of its nearest neighbours', async () => {
    const positions = await layOut(await lists(), await begin(1))
    const rows = Int32Array.of(3, 40)
    const before = positions.slice()
    for (const at of rows) before.fill(0, 2 * at, 2 * at + 2)
    const placed = await placeBeside(x, before, rows)
    rows.forEach((at, i) => {
      const nearest = Array.from({ length: x.rows }, (_, j) => j)
        .filter((j) => !rows.includes(j))
        .sort((a, b) => dot(row(x, at), row(x, b)) - dot(row(x, at), row(x, a)))
        .slice(0, 5)
      for (const axis of [0, 1]) {
        const mean = nearest.reduce((sum, j) => sum + positions[2 * j + axis] / 5, 0)
        expect(placed[2 * i + axis]).toBeCloseTo(mean, 3)
      }
    })
  })
})
