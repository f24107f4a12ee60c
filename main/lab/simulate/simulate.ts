/**
 * @file The job `simulate`: how many actions and seconds a person needs with each policy, measured by a simulated person
 * who knows the truth. It only reads the library.
 */
import type { Output, Parsed } from '../../../shared/contract.ts'
import type { PolicyName, SimulationRun } from '../../../shared/contract/measures.ts'
import type { JobContext } from '../../jobs/context.ts'
import { readProblem } from './problem.ts'
import { summarise } from './summarise.ts'
import type { Setup, Task } from './task.ts'
import { runInThreads } from './threads.ts'

type Context = Pick<
  JobContext,
  'store' | 'models' | 'signal' | 'report' | 'clock' | 'resources' | 'cacheFolder'
>

/** `threads` only changes how long it takes. */
export async function simulate(
  context: Context,
  input: Parsed<'simulate'>,
  threads?: number,
): Promise<Output<'simulate'>> {
  const { store, signal, clock, resources, cacheFolder } = context
  const started = clock()
  context.report({ stage: 'reading features', done: 0, total: null })
  const withFrozen = input.policies.some((policy) => policy !== 'twinsort')
  const problem = await readProblem(context, input.truth, withFrozen)
  const photos = problem.ids.length
  const { goal, query, noise, maxActions = photos } = input
  const setup: Setup = {
    problem,
    goal,
    query,
    noise,
    maxActions,
    library: store.folder,
    resources,
    cacheFolder,
  }
  const tasks = tasksOf(input)
  const report = progressOf(tasks, photos, context)
  const runs = await runInThreads(tasks, setup, {
    signal,
    report,
    ...(threads === undefined ? {} : { threads }),
  })
  const policies = [...new Set(input.policies)].map((policy) =>
    summarise(policy, goal, runsOf(policy, tasks, runs)),
  )
  return { policies, photos, leftOut: problem.leftOut.length, seconds: (clock() - started) / 1000 }
}

/** Seeds seed .. seed + repeats - 1; the product's runs first, because they take longest. */
function tasksOf({ policies, repeats, seed }: Parsed<'simulate'>): Task[] {
  const byLength = [...new Set(policies)].sort((a, b) => Number(b === 'twinsort') - Number(a === 'twinsort'))
  return byLength.flatMap((policy) =>
    Array.from({ length: repeats }, (_, repeat) => ({ policy, seed: seed + repeat })),
  )
}

function runsOf(policy: PolicyName, tasks: readonly Task[], runs: readonly SimulationRun[]): SimulationRun[] {
  return runs.filter((_, index) => tasks[index].policy === policy)
}

/** Progress counts the photos labelled in all tasks together. */
function progressOf(
  tasks: readonly Task[],
  photos: number,
  { report }: Pick<Context, 'report'>,
): (task: number, committed: number) => void {
  const committed = new Float64Array(tasks.length)
  return (task, labelled) => {
    committed[task] = labelled
    const done = committed.reduce((sum, each) => sum + each, 0)
    report({ stage: 'simulating', done, total: tasks.length * photos })
  }
}
