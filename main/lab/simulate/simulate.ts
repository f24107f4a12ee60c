/**
 * @file The job `simulate`: how many actions and seconds a person needs with each policy, measured by a simulated person
 * who knows the truth. It only reads the library.
 */
import type { Output, Parsed } from '../../../shared/contract.ts'
import type { PersonName, SimulationRun } from '../../../shared/contract/measures.ts'
import { AppError } from '../../../shared/errors.ts'
import { sentence } from '../../../shared/sentences/sentence.ts'
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
  const tasks = tasksOf(input)
  context.report({ stage: 'reading features', done: 0, total: null })
  const withBaseline = input.policies.some((policy) => policy !== 'twinsort')
  const problem = await readProblem(context, input.truth, withBaseline)
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
  const report = progressOf(tasks, photos, context)
  const runs = await runInThreads(tasks, setup, {
    signal,
    report,
    ...(threads === undefined ? {} : { threads }),
  })
  const policies = pairsOf(input).map((pair) => summarise({ ...pair, goal }, runsOf(pair, tasks, runs)))
  return { policies, photos, leftOut: problem.leftOut.length, seconds: (clock() - started) / 1000 }
}

type PolicyAndPerson = Omit<Task, 'seed'>

/**
 * Which person uses which policy, each pair once: the product is used by the perfect person and all that were asked for, the others by
 * the perfect one alone, since with them nothing can be undone or merged.
 * @throws AppError `bad-input` where another person is asked for, but not the product.
 */
function pairsOf({ policies, persons }: Parsed<'simulate'>): PolicyAndPerson[] {
  const others = persons.filter((person) => person !== 'perfect')
  if (others.length > 0 && !policies.includes('twinsort')) {
    throw new AppError('bad-input', sentence('simulate-person-alone', { person: others[0] }))
  }
  const all = [...new Set<PersonName>(['perfect', ...persons])]
  return [...new Set(policies)].flatMap((policy) =>
    (policy === 'twinsort' ? all : (['perfect'] as const)).map((person) => ({ policy, person })),
  )
}

/** Seeds seed .. seed + repeats - 1; the product's runs first, because they take longest. */
function tasksOf(input: Parsed<'simulate'>): Task[] {
  const { repeats, seed } = input
  const byLength = pairsOf(input).sort(
    (a, b) => Number(b.policy === 'twinsort') - Number(a.policy === 'twinsort'),
  )
  return byLength.flatMap((pair) =>
    Array.from({ length: repeats }, (_, repeat) => ({ ...pair, seed: seed + repeat })),
  )
}

function runsOf(
  { policy, person }: PolicyAndPerson,
  tasks: readonly Task[],
  runs: readonly SimulationRun[],
): SimulationRun[] {
  return runs.filter((_, index) => tasks[index].policy === policy && tasks[index].person === person)
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
