import { describe, expect, it } from 'vitest'
import { estimateClassSizes, weighByClassSizes } from '../../../../main/learn/fast-path/class-sizes.ts'
import { scoreClasses } from '../../../../main/learn/fast-path/class-scores.ts'
import { matrix, row, type Matrix } from '../../../../main/math/matrix.ts'
import { Random } from '../../../../main/math/random.ts'
import { indexOfLargest, sum } from '../../../../main/math/statistics.ts'
import { bunches } from '../../../support/training/vectors.ts'
import { normalisedAdjacency } from '../../../../main/math/sparse.ts'
import { nearestNeighbours } from '../../../../main/group/neighbours.ts'

/** Scores of a balanced classifier for photos of classes of these sizes: Gaussian evidence of strength `mean`. */
function balancedScores(sizes: readonly number[], mean: number): { scores: Matrix; truth: Int32Array } {
  const random = new Random(7)
  const truth = Int32Array.from(sizes.flatMap((size, index) => Array.from({ length: size }, () => index)))
  const scores = matrix(truth.length, sizes.length)
  truth.forEach((own, i) => {
    const evidence = sizes.map((_, c) => Math.exp(mean * (random.normal() + (c === own ? mean : 0))))
    scores.data.set(
      evidence.map((value) => value / sum(evidence)),
      i * sizes.length,
    )
  })
  return { scores, truth }
}

const unlabelled = (count: number): Int32Array => new Int32Array(count).fill(-1)

describe('class sizes', () => {
  it('are found where one class is most of the folder', () => {
    const { scores } = balancedScores([1400, 300, 200, 100], 3)
    const { shares, weight } = estimateClassSizes(scores, unlabelled(2000))
    expect(sum(shares)).toBeCloseTo(1, 9)
    for (const [index, share] of [0.7, 0.15, 0.1, 0.05].entries())
      expect(Math.abs(shares[index] - share)).toBeLessThan(0.04)
    expect(weight).toBeGreaterThan(0.6)
  })

  it('are estimated carefully where the classifier tells classes apart badly', () => {
    const { scores } = balancedScores([1400, 300, 200, 100], 1)
    const { shares } = estimateClassSizes(scores, unlabelled(2000))
    expect(shares[0]).toBeGreaterThan(0.3)
    expect(shares[0]).toBeLessThan(0.7)
  })

  it('count for nothing where all classes are of one size', () => {
    const { scores } = balancedScores([500, 500, 500, 500], 1.5)
    const before = scores.data.slice()
    const sizes = estimateClassSizes(scores, unlabelled(2000))
    expect(sizes.weight).toBeLessThan(0.02)
    weighByClassSizes(scores, sizes)
    scores.data.forEach((value, at) => {
      expect(Math.abs(value - before[at])).toBeLessThan(0.02)
    })
  })

  it('make guesses better where they are uneven', () => {
    const { scores, truth } = balancedScores([1600, 200, 100, 100], 1.5)
    const right = (): number => truth.filter((own, i) => indexOfLargest(row(scores, i)) === own).length
    const before = right()
    weighByClassSizes(scores, estimateClassSizes(scores, unlabelled(2000)))
    expect(right()).toBeGreaterThan(before + 20)
  })

  it('count labels as what they are', () => {
    const even = matrix(100, 2, new Float32Array(200).fill(0.5))
    const labels = Int32Array.from({ length: 100 }, (_, i) => (i < 90 ? 0 : -1))
    expect(estimateClassSizes(even, labels).shares[0]).toBeGreaterThan(0.88)
  })

  it('leave refused classes at zero, and rows without any class as they are', () => {
    const scores = matrix(4, 2, Float32Array.of(0, 1, 0, 0, 0.9, 0.1, 0.9, 0.1))
    weighByClassSizes(scores, { shares: Float64Array.of(0.8, 0.2), weight: 1 })
    expect([...scores.data.slice(0, 4)]).toEqual([0, 1, 0, 0])
    for (const index of [2, 3]) expect(sum(row(scores, index))).toBeCloseTo(1, 6)
  })

  it('are nearly the same for a large folder, of which every few photos are asked', () => {
    const [small, large] = [1, 10].map((times) => {
      const { scores } = balancedScores([1400 * times, 300 * times, 200 * times, 100 * times], 1.5)
      return estimateClassSizes(scores, unlabelled(2000 * times)).shares
    })
    small.forEach((share, index) => {
      expect(Math.abs(large[index] - share)).toBeLessThan(0.03)
    })
  })

  it('raise the accuracy of the fast path on uneven photos with as many labels of each class', async () => {
    const sizes = [300, 40, 30, 30]
    const all = bunches(sizes.length, 300, 24, 1.3, 3)
    const rows = [...Array(all.rows).keys()].filter(
      (i) => Math.floor(i / sizes.length) < sizes[i % sizes.length],
    )
    const x = matrix(rows.length, all.columns, Float32Array.from(rows.flatMap((i) => [...row(all, i)])))
    const truth = Int32Array.from(rows, (i) => i % sizes.length)
    const labels = unlabelled(rows.length)
    const left = sizes.map(() => 8)
    truth.forEach((own, i) => {
      if (left[own] > 0) [labels[i], left[own]] = [own, left[own] - 1]
    })
    const affinity = normalisedAdjacency(await nearestNeighbours(x, 8))
    const evidence = {
      labels,
      classCount: sizes.length,
      rejected: new Uint8Array(rows.length * sizes.length),
    }
    const scores = await scoreClasses({ representation: [x], affinity }, evidence)
    const right = (): number => truth.filter((own, i) => indexOfLargest(row(scores, i)) === own).length
    const before = right()
    weighByClassSizes(scores, estimateClassSizes(scores, labels))
    expect(right()).toBeGreaterThan(before)
  })
})
