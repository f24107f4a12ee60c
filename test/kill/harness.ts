/**
 * @file Starts the real command line from source and kills it at a random moment (SIGKILL: nothing can be tidied up),
 * then asks `check` whether the library is sound. The three jobs to kill stand beside this file: index, train, decide.
 */
import path from 'node:path'
import { connectToRoom } from '../../main/engine/connect.ts'
import { packageRoot } from '../../main/engine/folders.ts'
import type { Client } from '../../shared/client.ts'
import type { Method, Output } from '../../shared/contract.ts'
import type { Random } from '../../main/math/random.ts'
import { openStore, type Store } from '../../main/store/store.ts'
import { cacheIn } from '../support/cache.ts'
import { runCommand, type Run, type RunOptions } from '../support/command-line.ts'
import type { InEnglish } from '../../shared/sentences/in-english.ts'
import { printedBy } from '../support/printed.ts'

/** Share of the kills that may fall before the job's first sign of progress: while node starts and the library opens. */
const KILLS_AT_START = 0.2
/** The measured run may have been slower than the one to kill: moments later than this would often come too late. */
const LATEST_SHARE = 0.95

/** A library of its own, with a cache of its own, so that neither outlives the round. */
export interface Place {
  readonly library: string
  readonly cache: string
}

/** How long an undisturbed run takes, in milliseconds. */
export interface Timing {
  /** From the start of the process to its first line on standard error. */
  readonly toFirstProgress: number
  /** From there to the end. */
  readonly working: number
}

/** When to kill: so many milliseconds after the process started, or after its first line on standard error. */
export interface Moment {
  readonly after: 'start' | 'first-progress'
  readonly milliseconds: number
}

/** What every job's report holds. */
export interface KillReport {
  /** Processes that were ended by SIGKILL. */
  kills: number
  /** Further attempts in which the process was done before its moment came. */
  endedBefore: number
  /** Kills after which `check` said that the library is sound. */
  checksOk: number
  /** Kills after which the work went on and came to its end. */
  resumed: number
  /** Everything that was not as promised, in sentences. */
  problems: string[]
}

export const emptyReport = (): KillReport => ({
  kills: 0,
  endedBefore: 0,
  checksOk: 0,
  resumed: 0,
  problems: [],
})

export function placeIn(folder: string): Place {
  return { library: path.join(folder, 'library'), cache: cacheIn(folder) }
}

export function twinsort(place: Place, words: readonly string[], options: RunOptions = {}): Promise<Run> {
  const all = [...words, '--library', place.library, '--json']
  return runCommand(all, { ...options, environment: { TWINSORT_CACHE: place.cache } })
}

/** Runs a command that must succeed. @throws Error with what it wrote to standard error when it does not. */
export async function succeed<M extends Method>(
  method: M,
  place: Place,
  words: readonly string[],
): Promise<InEnglish<Output<M>>> {
  return outputOf(method, await twinsort(place, words))
}

/** What is done before and after what is killed: by calls of an engine in this process, since each start of the program takes its time. */
export async function withEngine<T>(place: Place, work: (client: Client) => Promise<T>): Promise<T> {
  const engine = connectToRoom({
    library: place.library,
    userFolder: path.join(place.cache, 'user'),
    cacheFolder: place.cache,
    resources: path.join(packageRoot(), 'resources'),
    logLevel: 'silent',
  })
  try {
    return await work(engine.client)
  } finally {
    await engine.close()
  }
}

/** Measures a run from which the random moments are drawn. */
export async function measure<M extends Method>(
  method: M,
  place: Place,
  words: readonly string[],
): Promise<{ timing: Timing; output: InEnglish<Output<M>> }> {
  const started = performance.now()
  let firstProgress: number | undefined
  const run = await twinsort(place, words, {
    onStandardError: () => {
      firstProgress ??= performance.now()
    },
  })
  const output = outputOf(method, run)
  const ended = performance.now()
  const toFirstProgress = (firstProgress ?? ended) - started
  return { timing: { toFirstProgress, working: ended - started - toFirstProgress }, output }
}

export function randomMoment(random: Random, timing: Timing): Moment {
  const isAtStart = random.next() < KILLS_AT_START
  const share = random.next()
  if (isAtStart) return { after: 'start', milliseconds: share * timing.toFirstProgress }
  return { after: 'first-progress', milliseconds: share * LATEST_SHARE * timing.working }
}

/** Runs a command and kills it at that moment, unless it has ended by then. */
export async function killAt(place: Place, words: readonly string[], moment: Moment): Promise<Run> {
  let killAfterwards: (() => void) | undefined
  let timer: NodeJS.Timeout | undefined
  const arm = () => {
    timer ??= setTimeout(() => killAfterwards?.(), moment.milliseconds)
  }
  try {
    return await twinsort(place, words, {
      onStart: (kill) => {
        killAfterwards = () => {
          kill('SIGKILL')
        }
        if (moment.after === 'start') arm()
      },
      onStandardError: arm,
    })
  } finally {
    clearTimeout(timer)
  }
}

/**
 * Tries a round until its process was killed, each time at an earlier moment: on a machine shared with others the
 * measured run may have been the slow one.
 * @param round returns whether the process was killed (and not done before).
 */
export async function untilKilled(
  report: KillReport,
  moment: Moment,
  round: (moment: Moment) => Promise<boolean>,
): Promise<void> {
  let { milliseconds } = moment
  while (!(await round({ ...moment, milliseconds }))) {
    report.endedBefore += 1
    milliseconds /= 2
  }
  report.kills += 1
}

/** Whether the run was killed. Any other end than success is a problem, since nothing else went wrong. */
export function wasKilled(report: KillReport, what: string, run: Run): boolean {
  if (run.signal === 'SIGKILL') return true
  if (run.code !== 0) report.problems.push(`${what} ended with ${run.code}: ${run.stderr.trim()}`)
  return false
}

/** The first process that opens the library after the kill is `check` itself. */
export async function checkAfterKill(report: KillReport, what: string, place: Place): Promise<void> {
  const run = await twinsort(place, ['check'])
  const found = findings(run)
  if (found === undefined) {
    report.problems.push(`${what}: check ended with ${run.code}: ${run.stderr.trim()}`)
  } else if (found.ok && run.code === 0) report.checksOk += 1
  else report.problems.push(...found.problems.map((problem) => `${what}: ${problem}`))
}

/** What `check` printed; undefined for an error. */
function findings({ stdout }: Run): InEnglish<Output<'check'>> | undefined {
  try {
    return printedBy('check', stdout)
  } catch {
    return undefined
  }
}

/** Reads the library; no process may have it open for writing meanwhile. */
export function readLibrary<T>(place: Place, read: (store: Store) => T): T {
  const store = openStore(place.library)
  try {
    return read(store)
  } finally {
    store.close()
  }
}

function outputOf<M extends Method>(method: M, run: Run): InEnglish<Output<M>> {
  if (run.code !== 0) throw new Error(`${method} ended with ${run.code ?? run.signal}: ${run.stderr.trim()}`)
  return printedBy(method, run.stdout)
}
