import { describe, expect, it } from 'vitest'
import { INVERSE_TEMPERATURE, pool, poolExperts } from '../../../../main/learn/fast-path/pool-experts.ts'
import { matrix, row, type Matrix } from '../../../../main/math/matrix.ts'
import { Random } from '../../../../main/math/random.ts'
import { softmax } from '../../../../main/math/statistics.ts'

const CLASSES = 5
const random = new Random(3)

function numbers(rows: number, columns: number, draw: () => number): Matrix {
  return matrix(rows, columns, Float32Array.from({ length: rows * columns }, draw))
}

function probabilities(rows: number): Matrix {
  const out = numbers(rows, CLASSES, () => random.next())
  for (let i = 0; i < rows; i += 1) {
    const total = row(out, i).reduce((sum, value) => sum + value, 0)
    row(out, i).forEach((value, c, values) => (values[c] = value / total))
  }
  return out
}

const normalised = (values: readonly number[]): number[] => {
  const total = values.reduce((sum, value) => sum + value, 0)
  return values.map((value) => value / total)
}

describe('experts pooled', () => {
  const combinations = [false, true].flatMap((spreads) =>
    [0, 1].flatMap((others) => [false, true].map((head) => ({ spreads, others, head }))),
  )

  // More rows than one run of the graph takes.
  it.each(combinations)('are what the formula says: %o', async ({ spreads, others, head }) => {
    const rows = 5000
    const representation = [3, 2].map((columns) => numbers(rows, columns, () => random.normal()))
    const coefficients = numbers(5, CLASSES, () => 0.2 * random.normal())
    const mass = numbers(rows, CLASSES, () => random.next())
    row(mass, 7).fill(0) // no label has reached this photo
    const weightOf = Float64Array.from({ length: CLASSES }, () => 0.5 + random.next())
    const experts = Array.from({ length: others }, () => probabilities(rows))
    const opinion = head ? { probabilities: probabilities(rows), weight: 0.3 } : undefined
    const spread = spreads ? { mass, weightOf } : undefined
    const found = await poolExperts({ representation, coefficients, spread, others: experts, head: opinion })
    for (const i of [0, 7, 4095, 4096, 4999]) {
      const scores = Array.from({ length: CLASSES }, (_, c) =>
        representation
          .flatMap((part) => [...row(part, i)])
          .reduce((sum, x, k) => sum + x * row(coefficients, k)[c], 0),
      )
      const own = normalised(Array.from(row(mass, i), (value, c) => value * weightOf[c] + 1e-30))
      const all = [
        softmax(scores, INVERSE_TEMPERATURE),
        ...(spreads ? [i === 7 ? Array.from(own, () => 1 / CLASSES) : own] : []),
        ...experts.map((expert) => row(expert, i)),
      ]
      const raw = scores.map(
        (_, c) => all.reduce((product, view) => product * (view[c] + 1e-4), 1) ** (1 / all.length),
      )
      const expected = normalised(
        opinion === undefined
          ? raw
          : raw.map((value, c) => pool(value, row(opinion.probabilities, i)[c], opinion.weight)),
      )
      for (let c = 0; c < CLASSES; c += 1) expect(row(found, i)[c]).toBeCloseTo(expected[c], 5)
    }
  })

  it('are none for no photos', async () => {
    const experts = { representation: [matrix(0, 3)], coefficients: numbers(3, 2, () => 1), others: [] }
    expect((await poolExperts(experts)).data).toHaveLength(0)
  })
})
