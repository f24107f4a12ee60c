import { expect, it } from 'vitest'
import { headOpinion } from '../../../main/jobs/review/head.ts'
import { bunches } from '../../support/training/vectors.ts'

const CLASSES = 5
const embeddings = bunches(CLASSES, 8, 16, 0.4, 6)

it('a head loses weight as classes are named that it was not trained on', async () => {
  const head = {
    id: 1,
    embeddings,
    blend: {
      weight: 0.4,
      classifier: { inverseTemperature: 8, pairs: null },
      views: { propagation: true, collaborativeFiltering: false },
    },
  }
  const weightOf = async (known: number, named: number): Promise<number | undefined> => {
    const labels = Int32Array.from({ length: embeddings.rows }, (_, i) =>
      i % 2 === 0 && i % CLASSES < named ? i % CLASSES : -1,
    )
    return (await headOpinion({ ...head, classes: known }, { labels, classCount: named }))?.weight
  }
  expect(await weightOf(3, 3)).toBe(0.4)
  expect(await weightOf(5, 3)).toBe(0.4) // a class that it knew is gone
  const weights = await Promise.all([3, 4, 5].map((named) => weightOf(3, named)))
  expect(weights[1]).toBeLessThan(0.05)
  expect(weights[2]).toBeLessThan(weights[1] ?? 0)
})
