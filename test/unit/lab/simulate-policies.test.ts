import { describe, expect, it } from 'vitest'
import { ClusterOnly } from '../../../main/lab/simulate/cluster-only.ts'
import { BaselineLearner } from '../../../main/lab/simulate/baseline-learner.ts'
import { Margin, OneByOne } from '../../../main/lab/simulate/baseline-singles.ts'
import { kernelKMeans } from '../../../main/lab/simulate/kernel-kmeans.ts'
import { NO_CLASS } from '../../../main/lab/simulate/policy.ts'
import type { PersonAnswer } from '../../../main/lab/simulate/policy.ts'
import { row } from '../../../main/math/matrix.ts'
import { Random } from '../../../main/math/random.ts'
import { syntheticProblem } from '../../support/training/synthetic-problem.ts'

const problem = syntheticProblem({ photos: 200, classes: 5, dimensions: 10, spread: 1, seed: 3 })
const all = [...problem.truth.classOf.keys()]

function labelled(photos: number[]): PersonAnswer {
  const labels = photos.map((photo) => ({
    class: problem.truth.classOf[photo],
    name: `class ${problem.truth.classOf[photo]}`,
    photos: [photo],
  }))
  return { skip: false, labels, excluded: [], effort: { opened: 0, excluded: 0, sent: 0 } }
}

describe('k-means on a kernel', () => {
  const clusters = kernelKMeans(problem.kernel, all, 12, new Random(1))

  function centre(members: readonly number[]): Float64Array {
    const sum = new Float64Array(10)
    for (const photo of members) row(problem.features, photo).forEach((value, k) => (sum[k] += value))
    return sum.map((value) => value / members.length)
  }

  function distance(photo: number, to: Float64Array): number {
    return Math.hypot(...to.map((value, k) => value - row(problem.features, photo)[k]))
  }

  it('puts every photo into one cluster: that of the nearest mean', () => {
    expect(clusters.flat().sort((a, b) => a - b)).toEqual(all)
    const centres = clusters.map(centre)
    const wrong = clusters.flatMap((members, c) =>
      members.filter((photo) =>
        centres.some((other) => distance(photo, other) < distance(photo, centres[c]) - 1e-6),
      ),
    )
    // After a fixed number of iterations a few photos may still be on their way.
    expect(wrong.length).toBeLessThan(5)
  })

  it('orders the members by their similarity to the mean', () => {
    for (const members of clusters) {
      const mean = centre(members)
      const similarities = members.map((photo) =>
        row(problem.features, photo).reduce((sum, value, k) => sum + value * mean[k], 0),
      )
      similarities.slice(1).forEach((value, i) => {
        expect(value).toBeLessThanOrEqual(similarities[i] + 1e-6)
      })
    }
  })

  it('is the same for the same seed, and takes fewer photos than clusters', () => {
    expect(kernelKMeans(problem.kernel, all, 12, new Random(1))).toEqual(clusters)
    expect(kernelKMeans(problem.kernel, [4, 9], 5, new Random(1)).flat().sort()).toEqual([4, 9])
  })
})

describe('the learner of the baseline policies', () => {
  it('fits after each of the first 20 labels, then every 20', async () => {
    const learner = new BaselineLearner(problem)
    expect(learner.probabilities).toBeNull()
    expect(learner.guess().every((guess) => guess === NO_CLASS)).toBe(true)
    const fits: number[] = []
    for (let photo = 0; photo < 65; photo += 1) {
      const before = learner.probabilities
      await learner.learn(labelled([photo]))
      if (learner.probabilities !== before) fits.push(photo + 1)
    }
    expect(fits).toEqual([...Array.from({ length: 20 }, (_, i) => i + 1), 40, 60])
  })

  it('gives probabilities that are mostly right, and learns nothing from a skip', async () => {
    const learner = new BaselineLearner(problem)
    await learner.learn(labelled(all.slice(0, 60)))
    await learner.learn({ skip: true })
    const { probabilities } = learner
    if (probabilities === null) throw new Error('no fit')
    for (const photo of all) {
      expect(row(probabilities, photo).reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 5)
    }
    const right = all.filter((photo) => learner.guess()[photo] === problem.truth.classOf[photo])
    expect(right.length).toBeGreaterThan(160)
    expect(learner.unlabelled()).toEqual(all.slice(60))
  })
})

describe('one-by-one and margin', () => {
  it('ask for photos without a label, until none is left', async () => {
    const policy = new OneByOne(problem, new Random(2))
    const asked: number[] = []
    for (let page = policy.next(); page !== null; page = policy.next()) {
      expect(page.kind).toBe('single')
      asked.push(...page.photos)
      await policy.answer(page, labelled([...page.photos]))
    }
    expect(asked.toSorted((a, b) => a - b)).toEqual(all)
    expect(asked).not.toEqual(all)
  })

  it('margin asks for the photo whose two likeliest classes are closest', async () => {
    const policy = new Margin(problem, new Random(2))
    const learner = new BaselineLearner(problem)
    for (let i = 0; i < 40; i += 1) {
      const page = policy.next()
      if (page === null) throw new Error('no page')
      if (i >= 20 && learner.probabilities !== null) {
        const { probabilities } = learner
        const margins = learner.unlabelled().map((photo) => {
          const [first, second] = [...row(probabilities, photo)].sort((a, b) => b - a)
          return { photo, margin: first - second }
        })
        margins.sort((a, b) => a.margin - b.margin)
        expect(page.photos).toEqual([margins[0].photo])
      }
      const answer = labelled([...page.photos])
      await policy.answer(page, answer)
      await learner.learn(answer)
    }
  })
})

describe('cluster-only', () => {
  it('shows the largest cluster first, and never more than 60 photos', async () => {
    const policy = new ClusterOnly(problem, new Random(4))
    const sizes: number[] = []
    for (let i = 0; i < 10; i += 1) {
      const page = policy.next()
      if (page === null) throw new Error('no page')
      sizes.push(page.photos.length)
      await policy.answer(page, labelled([...page.photos]))
    }
    expect(sizes).toEqual(sizes.toSorted((a, b) => b - a))
    expect(sizes[0]).toBeLessThanOrEqual(60)
    expect(policy.next()).toBeNull()
  })

  it('clusters the rest again, and more finely when nothing could be confirmed', async () => {
    const policy = new ClusterOnly(problem, new Random(4))
    const pages: number[] = []
    for (let i = 0; i < 200; i += 1) {
      const page = policy.next()
      if (page === null) throw new Error('no page')
      pages.push(page.photos.length)
      await policy.answer(page, { skip: true })
    }
    expect(Math.max(...pages.slice(0, 10))).toBeGreaterThan(20)
    expect(Math.max(...pages.slice(-50))).toBeLessThan(10)
  })
})
