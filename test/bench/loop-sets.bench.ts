/**
 * @file `bench loop-sets FOLDER...`: how many actions a simulated person needs with Twinsort and with the best frozen
 * policy, on each of these sets of photos with one folder for each class. Options: `--seeds 3`, `--table FILE` writes the
 * table (Markdown) and where the answers of the first seed went, `--fresh` reads the photos again.
 * Libraries and the results of the frozen policies stay in the cache folder (`bench/loop-sets` there). A library there keeps
 * the settings that it was made with: use `--fresh` after a change of what `index` does by default.
 */
import { createHash } from 'node:crypto'
import { realpath, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { pino } from 'pino'
import { connectLocally } from '../../main/engine/connect.ts'
import { defaultFolders, packageRoot, resolveWritten } from '../../main/engine/folders.ts'
import { writeAtomically } from '../../main/files/write-atomically.ts'
import { readTruth } from '../../main/lab/truth.ts'
import { openForReading } from '../../main/store/store.ts'
import type { Client } from '../../shared/client.ts'
import type { Input } from '../../shared/contract.ts'
import type { Goal, PolicyName, SimulationRun } from '../../shared/contract/measures.ts'
import { AppError } from '../../shared/errors.ts'
import type { Bench } from './bench.ts'
import { byFrozen, figuresOf, FROZEN, summaryOf, tableText, type SetFigures } from './excess-answers.ts'
import { frozenKey, keepFrozen, readFrozen, type FrozenRun } from './frozen-results.ts'
import { numberOption } from './reference.ts'
import { spendingText, type SpentSession, type SpentSessions } from './spending-text.ts'

const TRUTH = { kind: 'folders' } as const satisfies Input<'simulate'>['truth']

interface PhotoSet {
  /** Name of the folder. */
  readonly name: string
  /** Absolute. */
  readonly folder: string
  readonly library: string
  /** The results of the frozen policies, beside the library. */
  readonly results: string
}

/** A set that was indexed. */
interface IndexedSet extends PhotoSet {
  readonly photos: number
  readonly classes: number
  readonly backbone: string
  readonly key: string
}

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
    const text = `${tableText(sets, seeds)}\n${spendingText(measured.map(({ spent }) => spent))}`
    await writeAtomically(table, await formatted(text, table))
  }
  return { sets, ...summaryOf(sets), seeds }
}

function tableFile({ table }: Readonly<Record<string, string | undefined>>): string | undefined {
  if (table === 'true') throw new AppError('bad-input', 'Write the file after --table: --table FILE.md.')
  return table === undefined ? undefined : resolveWritten(table)
}

async function photoSets(words: readonly string[]): Promise<PhotoSet[]> {
  if (words.length === 0) {
    const message = 'Which photos? Write one or more folders, each with one folder of photos for every class.'
    throw new AppError('bad-input', message)
  }
  const folders = new Set(await Promise.all(words.map((word) => photoFolder(resolveWritten(word)))))
  return [...folders].map((folder) => {
    const name = path.basename(folder)
    const hash = createHash('sha256').update(folder).digest('hex').slice(0, 8)
    const kept = path.join(defaultFolders().cacheFolder, 'bench', 'loop-sets', `${name}-${hash}`)
    const library = path.join(kept, 'library')
    return { name, folder, library, results: path.join(kept, 'frozen.json') }
  })
}

async function photoFolder(folder: string): Promise<string> {
  const found = await stat(folder).catch(() => undefined)
  if (found === undefined) throw new AppError('not-found', `There is no folder ${folder}.`)
  if (!found.isDirectory()) throw new AppError('bad-input', `${folder} is a file, not a folder of photos.`)
  return realpath(folder)
}

async function index(set: PhotoSet, fresh: boolean): Promise<IndexedSet> {
  const { name, folder, library } = set
  say(name, 'indexing')
  if (fresh) await rm(library, { recursive: true, force: true })
  await withEngine(library, (client) => client.call('index', { folders: [folder] }))
  const store = openForReading({ folder: library, isReadOnly: false })
  try {
    const { classOf } = await readTruth(store, TRUTH).catch((thrown: unknown) => {
      const { code, message } = AppError.from(thrown)
      throw new AppError(code, `${folder}: ${message}`, undefined, thrown)
    })
    const [photos, classes] = [classOf.size, new Set(classOf.values()).size]
    if (classes < 2) {
      const message = `All photos in ${folder} are of one class; there must be a folder for each of two classes or more.`
      throw new AppError('bad-input', message)
    }
    const backbones = [store.features.active(), store.features.second()]
    const backbone = backbones.flatMap((each) => each?.name ?? []).join(' and ')
    say(name, `${photos} photos in ${classes} classes, features of ${backbone}`)
    return { ...set, photos, classes, backbone, key: frozenKey(store, classOf) }
  } finally {
    store.close()
  }
}

interface Measured {
  readonly figures: SetFigures
  /** The first seed. */
  readonly spent: SpentSessions
}

async function measure(set: IndexedSet, seeds: number): Promise<Measured> {
  const { name, library, photos, classes, backbone } = set
  return withEngine(library, async (client) => {
    const frozen = await frozenRuns(client, set, seeds)
    const product = async (goal: Goal): Promise<SimulationRun[]> => {
      say(name, `twinsort with the goal ${goal}, seeds 0 to ${seeds - 1}`)
      const runs = await simulate(client, { policies: ['twinsort'], goal, seed: 0, repeats: seeds })
      return runs.get('twinsort') ?? []
    }
    // At once, so that a single seed keeps two cores busy.
    const [accuracy, commit] = await Promise.all([product('accuracy'), product('commit')])
    const twinsort = { accuracy: reachedBy(accuracy), commit: reachedBy(commit) }
    return {
      figures: figuresOf({
        ...{ set: name, photos, classes, backbone, twinsort },
        frozen: byFrozen((policy) => frozen.map((run) => run[policy])),
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
async function frozenRuns(client: Client, set: IndexedSet, seeds: number): Promise<FrozenRun[]> {
  const { name, results, key } = set
  const kept = await readFrozen(results, key)
  if (kept.length > 0) say(name, `frozen policies, seeds 0 to ${kept.length - 1} from the cache`)
  if (kept.length >= seeds) return kept.slice(0, seeds)
  say(name, `frozen policies, seeds ${kept.length} to ${seeds - 1}`)
  const asked = { policies: [...FROZEN], seed: kept.length, repeats: seeds - kept.length }
  const simulated = await simulate(client, asked)
  const of = (policy: PolicyName, run: number) => {
    const reached = simulated.get(policy)?.at(run)?.actionsTo
    if (reached === undefined) throw new AppError('internal', `No result of ${policy}.`)
    return reached
  }
  const added = Array.from({ length: asked.repeats }, (_, run) => byFrozen((policy) => of(policy, run)))
  await keepFrozen(results, key, [...kept, ...added])
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

async function withEngine<T>(library: string, work: (client: Client) => Promise<T>): Promise<T> {
  const { resources, cacheFolder } = defaultFolders()
  const log = pino({ level: 'silent' })
  const engine = connectLocally({ library, resources, cacheFolder, clock: Date.now, log })
  try {
    return await work(engine.client)
  } finally {
    await engine.close()
  }
}

/** As the documents of this project are, so that the table can stand among them. */
async function formatted(text: string, file: string): Promise<string> {
  const { format, resolveConfig } = await import('prettier')
  const settings = await resolveConfig(path.join(packageRoot(), 'docs', path.basename(file)))
  return format(text, { ...settings, parser: 'markdown' })
}

function say(set: string, text: string): void {
  process.stderr.write(`${set}: ${text}\n`)
}
