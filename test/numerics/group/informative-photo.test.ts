import { describe, expect, it } from 'vitest'
import type { Ranking } from '../../../main/group/class-pages.ts'
import { mostInformative } from '../../../main/group/informative-photo.ts'
import { matrix, row } from '../../../main/math/matrix.ts'
import { Random } from '../../../main/math/random.ts'
import type { SparseMatrix } from '../../../main/math/sparse.ts'
import { dot } from '../../support/training/vectors.ts'
import { syntheticProblem } from '../../support/training/synthetic-problem.ts'

const N = 90
const { features, affinity } = syntheticProblem({
  photos: N,
  classes: 3,
  dimensions: 6,
  spread: 0.6,
  seed: 4,
})
const space = { affinity, principal: features }

function ranking(n: number, changes: Partial<Ranking> = {}): Ranking {
  const random = new Random(8)
  const probability = Float64Array.from({ length: n }, () => 0.4 + 0.6 * random.next())
  return {
    labels: Int32Array.from({ length: n }, (_, i) => (i % 6 === 0 ? i % 3 : -1)),
    classCount: 3,
    guess: Int32Array.from({ length: n }, (_, i) => i % 3),
    probability,
    runnerUpShare: Float64Array.from({ length: n }, () => 0.5 + random.next() / 2),
    scores: matrix(n, 3),
    calibrated: probability,
    skips: new Int32Array(n),
    unlike: new Uint8Array(n),
    resting: new Uint8Array(3),
    unnamed: 0,
    ...changes,
  }
}

/** The sum of the docstring, over all pairs of photos. */
function byBruteForce(
  { labels, probability, runnerUpShare }: Ranking,
  { offsets, columns }: SparseMatrix,
): number {
  const all = [...labels.keys()]
  const areLinked = (i: number, j: number): boolean =>
    [...columns.subarray(offsets[i], offsets[i + 1])].includes(j)
  const similarity = (i: number, j: number): number =>
    i === j ? 1 : areLinked(i, j) ? Math.max(0, dot(row(features, i), row(features, j))) : 0
  const uncertain = (i: number): number =>
    labels[i] >= 0 ? 0 : 1 - (probability[i] - runnerUpShare[i] * (1 - probability[i]))
  const covered = (i: number): number =>
    Math.max(0, ...all.filter((j) => labels[j] >= 0).map((j) => similarity(i, j)))
  const gain = (i: number): number =>
    all.reduce((sum, j) => sum + uncertain(j) * Math.max(0, similarity(i, j) - covered(j)), 0)
  return all.filter((i) => labels[i] < 0).reduce((best, i) => (gain(i) > gain(best) + 1e-6 ? i : best))
}

describe('the most informative photo', () => {
  it('is the one of the largest sum, as brute force finds it', () => {
    const given = ranking(N)
    expect(mostInformative(given, space)).toEqual({
      kind: 'single',
      class: given.guess[byBruteForce(given, affinity)],
      rows: [byBruteForce(given, affinity)],
    })
  })

  it('is another one once it has a label', () => {
    const given = ranking(N)
    for (let asked = 0; asked < 20; asked += 1) {
      const next = byBruteForce(given, affinity)
      expect(mostInformative(given, space)?.rows).toEqual([next])
      given.labels[next] = 0
    }
  })

  it('is one of a doubtful group, not a more doubtful photo that is like no other', () => {
    // Photos 0 to 3 are alike, photo 4 has no neighbour.
    const columns = Int32Array.of(1, 2, 3, 0, 2, 3, 0, 1, 3, 0, 1, 2)
    const graph = {
      rows: 5,
      offsets: Int32Array.of(0, 3, 6, 9, 12, 12),
      columns,
      values: new Float64Array(12).fill(0.3),
    }
    const x = matrix(5, 2, Float32Array.of(1, 0, 0.9, 0.435, 0.9, 0.435, 0.9, -0.435, 0, 1))
    const given = ranking(5, {
      labels: new Int32Array(5).fill(-1),
      probability: Float64Array.of(0.6, 0.6, 0.6, 0.6, 0.4),
      runnerUpShare: new Float64Array(5).fill(1),
    })
    const chosen = mostInformative(given, {
      affinity: graph,
      principal: x,
    })
    expect(chosen?.rows).not.toEqual([4])
  })

  it('is a skipped one only where nothing else is left, and none where all have a label', () => {
    const skips = new Int32Array(N).fill(1)
    skips[7] = 0
    expect(mostInformative(ranking(N, { skips }), space)?.rows).toEqual([7])
    const labels = new Int32Array(N).fill(-1).map((label, i) => (i === 7 ? label : 0))
    expect(mostInformative(ranking(N, { labels, skips: skips.fill(2) }), space)?.rows).toEqual([7])
    expect(mostInformative(ranking(N, { labels: new Int32Array(N) }), space)).toBeUndefined()
  })

  it('has no suggestion where it is unlike every class', () => {
    const unlike = new Uint8Array(N).fill(1)
    expect(mostInformative(ranking(N, { unlike }), space)?.class).toBeNull()
  })
})
