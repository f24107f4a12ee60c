/**
 * @file `bench loop-sets FOLDER...`: how many actions a simulated person needs with Twinsort and with the best baseline
 * policy, on each of these sets of photos with one folder for each class. Options: `--seeds 3`, `--table FILE` writes the
 * table (Markdown) and where the answers of the first seed went, `--fresh` reads the photos again.
 * Libraries and the results of the baseline policies stay in the cache folder (`bench/loop-sets` there). A library there keeps
 * the settings that it was made with: use `--fresh` after a change of what `index` does by default.
 */
import path from 'node:path'
import type { Client } from '../../shared/client.ts'
import type { Input } from '../../shared/contract.ts'
import type { Goal, PolicyName, SimulationRun } from '../../shared/contract/measures.ts'
import { AppError } from '../../shared/errors.ts'
import type { Bench } from './bench.ts'
import {
  byBaseline,
  figuresOf,
  BASELINES,
  summaryOf,
  tableText,
  withPurePages,
  type SetFigures,
} from './excess-answers.ts'
import { keepBaseline, readBaseline, type BaselineRun } from './baseline-results.ts'
import {
  index,
  photoSets,
  say,
  tableFile,
  TRUTH,
  withEngine,
  writeTable,
  type IndexedSet,
} from './photo-sets.ts'
import { numberOption } from './reference.ts'
import { spendingText, type SpentSession, type SpentSessions } from './spending-text.ts'

export const bench: Bench = async (options, words) => {
  const seeds = numberOption(options, 'seeds', 3)
  const table = tableFile(options)
  // All folders are read before the first session, so that a wrong one is told at once.
  const indexed: IndexedSet[] = []
  for (const set of await photoSets(words)) indexed.push(await index(set, 'fresh' in options))
  const measured: Measured[] = []
  for (const set of indexed) measured.push(await measure(set, seeds))
  const sets = measured.map(({ figures }) => figures)
  if (table !== undefined) {
    await writeTable(table, `${tableText(sets, seeds)}\n${spendingText(measured.map(({ spent }) => spent))}`)
  }
  return { sets, ...summaryOf(sets), seeds }
}

interface Measured {
  readonly figures: SetFigures
  /** The first seed. */
  readonly spent: SpentSessions
}

async function measure(set: IndexedSet, seeds: number): Promise<Measured> {
  const { name, library, photos, classes, backbone } = set
  return withEngine(library, async (client) => {
    const baseline = await baselineRuns(client, set, seeds)
    const product = async (goal: Goal): Promise<SimulationRun[]> => {
      say(name, `twinsort with the goal ${goal}, seeds 0 to ${seeds - 1}`)
      const runs = await simulate(client, { policies: ['twinsort'], goal, seed: 0, repeats: seeds })
      return runs.get('twinsort') ?? []
    }
    // At once, so that a single seed keeps two cores busy.
    const [accuracy, commit] = await Promise.all([product('accuracy'), product('commit')])
    const twinsort = { accuracy: reachedBy(accuracy), commit: reachedBy(commit) }
    const pure = { accuracy: accuracy.map(withPurePages), commit: commit.map(withPurePages) }
    return {
      figures: figuresOf({
        ...{ set: name, photos, classes, backbone, twinsort, pure },
        baseline: byBaseline((policy) => baseline.map((run) => run[policy])),
      }),
      spent: { set: name, accuracy: firstOf(accuracy), commit: firstOf(commit) },
    }
  })
}

function reachedBy(runs: readonly SimulationRun[]): SimulationRun['actionsTo'][] {
  return runs.map(({ actionsTo }) => actionsTo)
}

function firstOf([first]: readonly SimulationRun[]): SpentSession {
  return first
}

/** From the cache, and what is not there simulated and added to it. */
async function baselineRuns(client: Client, set: IndexedSet, seeds: number): Promise<BaselineRun[]> {
  const { name, kept: folder, key } = set
  const results = path.join(folder, 'frozen.json') // as earlier versions called it
  const kept = await readBaseline(results, key)
  if (kept.length > 0) say(name, `baseline policies, seeds 0 to ${kept.length - 1} from the cache`)
  if (kept.length >= seeds) return kept.slice(0, seeds)
  say(name, `baseline policies, seeds ${kept.length} to ${seeds - 1}`)
  const asked = { policies: [...BASELINES], seed: kept.length, repeats: seeds - kept.length }
  const simulated = await simulate(client, asked)
  const of = (policy: PolicyName, run: number) => {
    const reached = simulated.get(policy)?.at(run)?.actionsTo
    if (reached === undefined) throw new AppError('internal', `No result of ${policy}.`)
    return reached
  }
  const added = Array.from({ length: asked.repeats }, (_, run) => byBaseline((policy) => of(policy, run)))
  await keepBaseline(results, key, [...kept, ...added])
  return [...kept, ...added]
}

/** @returns for each policy its sessions, by seed. */
async function simulate(
  client: Client,
  input: Omit<Input<'simulate'>, 'truth'>,
): Promise<Map<PolicyName, SimulationRun[]>> {
  const { policies } = await client.call('simulate', { ...input, truth: TRUTH })
  return new Map(policies.map(({ policy, runs }) => [policy, runs]))
}
