import { describe, expect, it } from 'vitest'
import type { Ranking } from '../../../main/group/class-pages.ts'
import { singlePhoto, type SingleQuery } from '../../../main/group/queries.ts'
import { matrix, row } from '../../../main/math/matrix.ts'
import { dot } from '../../support/training/vectors.ts'
import { syntheticProblem } from '../../support/training/synthetic-problem.ts'

const N = 60
const CLASSES = 3
const { features, affinity } = syntheticProblem({
  photos: N,
  classes: CLASSES,
  dimensions: 6,
  spread: 0.6,
  seed: 9,
})
const space = { coordinates: features, affinity }

/** [n][c] made-up class probabilities. */
const scores = Array.from({ length: N }, (_, i) => {
  const raw = Array.from({ length: CLASSES }, (__, c) => 1 + ((7 * i + 11 * c * c + 3 * i * c) % 17))
  const total = raw.reduce((sum, value) => sum + value, 0)
  return raw.map((value) => value / total)
})
const descending = scores.map((values) => values.toSorted((a, b) => b - a))

function ranking(changes: Partial<Ranking> = {}): Ranking {
  const probability = Float64Array.from(descending, ([first]) => first)
  return {
    labels: Int32Array.from({ length: N }, (_, i) => (i % 6 === 0 ? i % CLASSES : -1)),
    classCount: CLASSES,
    guess: Int32Array.from(scores, (values, i) => values.indexOf(descending[i][0])),
    probability,
    runnerUpShare: Float64Array.from(descending, ([first, second]) => second / (1 - first)),
    scores: matrix(N, CLASSES, Float32Array.from(scores.flat())),
    calibrated: probability,
    skips: new Int32Array(N),
    unlike: new Uint8Array(N),
    resting: new Uint8Array(CLASSES),
    unnamed: 0,
    ...changes,
  }
}

async function ask(query: SingleQuery, given = ranking(), turn = 1): Promise<number | undefined> {
  return (await singlePhoto(query, given, space, { seed: 1, turn }))?.rows[0]
}

const open = [...ranking().labels.keys()].filter((i) => ranking().labels[i] < 0)
const least = (value: (index: number) => number): number =>
  open.toSorted((a, b) => value(a) - value(b) || a - b)[0]

describe('queries', () => {
  it('margin asks for the smallest difference of the two likeliest classes', async () => {
    expect(await ask('margin')).toBe(least((i) => Math.fround(1e6 * (descending[i][0] - descending[i][1]))))
  })

  it('entropy asks for the most even probabilities', async () => {
    const entropy = (i: number): number => scores[i].reduce((sum, p) => sum - p * Math.log(p), 0)
    expect(await ask('entropy')).toBe(least((i) => -entropy(i)))
  })

  it('coverage asks for what adds most to the similarity of every photo with its nearest label', async () => {
    const { labels } = ranking()
    const near = (a: number, b: number): boolean =>
      a === b || affinity.columns.subarray(affinity.offsets[a], affinity.offsets[a + 1]).includes(b)
    const kernel = (a: number, b: number): number =>
      near(a, b) ? (a === b ? 1 : Math.max(0, dot(row(features, a), row(features, b)))) : 0
    const covered = (chosen: readonly number[]): number =>
      [...labels.keys()].reduce((sum, i) => sum + Math.max(...chosen.map((j) => kernel(j, i))), 0)
    const known = [...labels.keys()].filter((i) => labels[i] >= 0)
    const gains = open.map((i) => covered([...known, i]))
    const chosen = await ask('coverage')
    expect(gains[open.indexOf(chosen ?? -1)]).toBeCloseTo(Math.max(...gains), 4)
  })

  it('typical asks first for a photo of a large cluster, near its middle, and goes on from there', async () => {
    const labels = new Int32Array(N).fill(-1)
    const asked: number[] = []
    for (let turn = 0; turn < 8; turn += 1) {
      const next = await ask('typical', ranking({ labels: labels.slice() }))
      asked.push(next ?? -1)
      labels[next ?? 0] = 0
    }
    expect(new Set(asked).size).toBe(8)
    const meanCosine = (i: number): number =>
      [...labels.keys()].reduce((sum, j) => sum + dot(row(features, i), row(features, j)), 0) / N
    const all = [...labels.keys()].map(meanCosine).sort((a, b) => a - b)
    expect(meanCosine(asked[0])).toBeGreaterThan(all[N / 4])
  })

  it('random asks for anything, the same in the same turn', async () => {
    const asked = await Promise.all(Array.from({ length: 40 }, (_, turn) => ask('random', ranking(), turn)))
    expect(new Set(asked).size).toBeGreaterThan(15)
    expect(await ask('random', ranking(), 7)).toBe(asked[7])
  })

  it.each(['random', 'margin', 'entropy', 'typical', 'coverage'] as const)(
    '%s asks for no photo with a label, for skipped ones last, and for none when all have labels',
    async (query) => {
      expect(open).toContain(await ask(query))
      const rest = [open[3], open[9]]
      const skips = Int32Array.from({ length: N }, (_, i) => (rest.includes(i) ? 0 : 1))
      expect(rest).toContain(await ask(query, ranking({ skips })))
      expect(await ask(query, ranking({ labels: new Int32Array(N) }))).toBeUndefined()
      const nothingKnown = ranking({
        labels: new Int32Array(N).fill(-1),
        classCount: 0,
        guess: new Int32Array(N).fill(-1),
      })
      const page = await singlePhoto(query, nothingKnown, space, { seed: 1, turn: 0 })
      expect(page).toMatchObject({ kind: 'single', class: null })
    },
  )
})
