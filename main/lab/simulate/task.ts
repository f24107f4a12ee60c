/** @file One task of a simulation, a policy with a seed, and how it is carried out: the same in a worker and without one. */
import type {
  Goal,
  PersonName,
  PolicyName,
  SimulatedQuery,
  SimulationRun,
} from '../../../shared/contract/measures.ts'
import { AppError } from '../../../shared/errors.ts'
import { Random } from '../../math/random.ts'
import { baselinePolicy } from './baseline-policies.ts'
import { Person } from './person.ts'
import type { PersonOptions } from './person.ts'
import { FAULTS_OF } from './persons.ts'
import type { Policy } from './policy.ts'
import type { Problem } from './problem.ts'
import { runSession } from './session.ts'

export interface Task {
  readonly policy: PolicyName
  readonly person: PersonName
  readonly seed: number
}

/** What all tasks of one simulation have in common; it can be given to another thread. */
export interface Setup {
  readonly problem: Problem
  /** The folder of the library, which the product's policy copies; null when it is in memory. */
  readonly library: string | null
  readonly resources: string
  readonly cacheFolder: string
  readonly goal: Goal
  readonly query: SimulatedQuery
  readonly noise: number
  readonly maxActions: number
}

export interface TaskHooks {
  /** Makes the product's own policy, on a library that knows neither paths nor labels. */
  twinsort(seed: number): ProductPolicy
  readonly clock: () => number
  readonly signal: AbortSignal
  /** Called after each answer with the number of photos that have a label. */
  report(committed: number): void
}

export interface ProductPolicy extends Policy {
  close(): void
}

/**
 * What the person does with excluded photos. A class without a name is named at once, with every policy: that costs the
 * same at any time, and early it helps (cluster-only on caltech24, five seeds: accuracy95 after 282 actions instead of
 * 294). Sending a photo to a named class costs about what it saves later.
 */
const BASELINE_HABITS = { sendExcluded: false, nameExcluded: true }
const PRODUCT_HABITS: Record<Goal, Omit<PersonOptions, 'noise' | 'faults'>> = {
  accuracy: { sendExcluded: false, nameExcluded: true },
  commit: { sendExcluded: false, nameExcluded: true },
}

export async function runTask(task: Task, setup: Setup, hooks: TaskHooks): Promise<SimulationRun> {
  const { problem, noise, maxActions } = setup
  const random = new Random(task.seed)
  const habits = task.policy === 'twinsort' ? PRODUCT_HABITS[setup.goal] : BASELINE_HABITS
  const faults = FAULTS_OF[task.person]
  const person = new Person(problem.truth, { ...habits, noise, faults }, random.fork('person'))
  const session = (policy: Policy): Promise<SimulationRun> =>
    runSession(policy, person, problem.truth, { ...hooks, seed: task.seed, maxActions })
  if (task.policy !== 'twinsort') {
    if (problem.baseline === null)
      throw new AppError('internal', `The numbers of ${task.policy} are missing.`)
    return session(baselinePolicy(task.policy, problem.baseline, random.fork(task.policy)))
  }
  const product = hooks.twinsort(task.seed)
  try {
    return await session(product)
  } finally {
    product.close()
  }
}
