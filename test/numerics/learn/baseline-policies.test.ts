/**
 * @file The golden test of the yardsticks. If it fails, a baseline policy has changed, and figures measured before can no longer be
 * compared with figures measured now: change the code back, not the numbers here.
 */
import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { SimulationRun } from '../../../shared/contract/measures.ts'
import { baselinePolicy } from '../../../main/lab/simulate/baseline-policies.ts'
import type { BaselinePolicyName } from '../../../main/lab/simulate/baseline-policies.ts'
import { Person } from '../../../main/lab/simulate/person.ts'
import { runSession } from '../../../main/lab/simulate/session.ts'
import { Random } from '../../../main/math/random.ts'
import { syntheticProblem } from '../../support/training/synthetic-problem.ts'

/** Later pages hang on ever smaller differences, which the last bit of a product may decide on another processor. */
const PAGES_HELD = 100

const problem = syntheticProblem({ photos: 360, classes: 9, dimensions: 16, spread: 1.35, seed: 24 })

async function session(
  name: BaselinePolicyName,
  seed: number,
): Promise<{ run: SimulationRun; pages: string }> {
  const random = new Random(seed)
  const policy = baselinePolicy(name, problem, random.fork(name))
  const habits = { noise: 0, sendExcluded: false, nameExcluded: true }
  const person = new Person(problem.truth, habits, random.fork('person'))
  const pages: string[] = []
  const watched = {
    next: async () => {
      const page = await policy.next()
      if (page !== null) pages.push(`${page.kind} ${page.photos.join(' ')}`)
      return page
    },
    answer: policy.answer.bind(policy),
    guess: policy.guess.bind(policy),
  }
  const run = await runSession(watched, person, problem.truth, { seed, maxActions: 500, clock: () => 0 })
  return {
    run,
    pages: createHash('sha256').update(pages.slice(0, PAGES_HELD).join('\n')).digest('hex').slice(0, 16),
  }
}

describe('the baseline policies', () => {
  it.each<[BaselinePolicyName, string, SimulationRun['actionsTo']]>([
    [
      'one-by-one',
      'd8ab1bcebe546fe2',
      { accuracy90: 189, accuracy95: 253, accuracy99: 339, committed90: 333, committed95: 351 },
    ],
    [
      'margin',
      'a80f3ad360bec554',
      { accuracy90: 130, accuracy95: 166, accuracy99: 242, committed90: 333, committed95: 351 },
    ],
    [
      'cluster-only',
      '61dc284a7f567dcf',
      { accuracy90: 142, accuracy95: 174, accuracy99: 228, committed90: 172, committed95: 209 },
    ],
  ])('%s asks what it always asked', async (name, pages, actionsTo) => {
    const found = await session(name, 7)
    expect({ pages: found.pages, actionsTo: found.run.actionsTo }).toEqual({ pages, actionsTo })
  })

  it('depend on the seed', async () => {
    const [first, second] = [await session('cluster-only', 7), await session('cluster-only', 8)]
    expect(first.pages).not.toBe(second.pages)
  })

  it('commit every photo in the end, and rightly', async () => {
    for (const name of ['one-by-one', 'cluster-only'] as const) {
      const { run } = await session(name, 3)
      expect(run.curve.at(-1)).toMatchObject({ committed: 360, committedCorrect: 360, accuracy: 1 })
      expect(run.committedError).toBe(0)
    }
  })
})
