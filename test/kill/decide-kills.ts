/** @file Kills a process that answers pages: every decision that it had acknowledged stays, with its labels. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import type { Random } from '../../main/math/random.ts'
import type { Store } from '../../main/store/store.ts'
import { PhotoId } from '../../shared/domain.ts'
import {
  checkAfterKill,
  emptyReport,
  readLibrary,
  withEngine,
  type KillReport,
  type Place,
} from './harness.ts'

const CHILD = fileURLToPath(new URL('./decide-child.ts', import.meta.url))
/** Acknowledged decisions that are measured, to know how far apart they are. */
const MEASURED = 8
/** A kill comes after 0 to so many acknowledged decisions of its process, and a random part of the next one. */
const MOST_BEFORE_KILL = 12

const Acknowledged = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('answer'),
    decision: z.int(),
    page: z.int(),
    class: z.string(),
    ids: z.array(PhotoId),
  }),
  z.object({ kind: z.literal('undo'), decision: z.int() }),
])
/** A decision of which the process was told that it is stored. */
export type Acknowledged = z.infer<typeof Acknowledged>

export interface DecideReport extends KillReport {
  /** Decisions that were acknowledged before a kill: answers, skips and undos. */
  acknowledged: number
  /** Those of them that were not there afterwards, or not with their labels. */
  missing: number
  /** Decisions that were stored when the kill came before their reply: at most one for each kill. */
  storedUnacknowledged: number
}

/** @param place a library with photos in folders named like their classes. */
export async function killDecide(
  place: Place,
  options: { rounds: number; random: Random },
): Promise<DecideReport> {
  const { rounds, random } = options
  const report: DecideReport = { ...emptyReport(), acknowledged: 0, missing: 0, storedUnacknowledged: 0 }
  const between: number[] = []
  const ledger = await answerUntilKilled(place, MEASURED, 0, (milliseconds) => between.push(milliseconds))
  const [toFirst] = between
  const longest = Math.max(...between.slice(1))
  for (let round = 1; round <= rounds; round += 1) {
    const decisions = random.integer(MOST_BEFORE_KILL + 1)
    const delay = random.next() * (decisions === 0 ? toFirst : longest)
    const stored = readLibrary(place, storedDecisions).length
    const acknowledged = await answerUntilKilled(place, decisions, delay)
    ledger.push(...acknowledged)
    report.kills += 1
    const what = `decide, killed ${Math.round(delay)} ms after ${decisions} decisions`
    await checkAfterKill(report, what, place)
    const lost = readLibrary(place, (store) => missingOf(store, ledger))
    report.missing += lost.length
    report.problems.push(...lost.map((entry) => `${what}: ${JSON.stringify(entry)} is missing.`))
    const more = readLibrary(place, storedDecisions).length - stored - acknowledged.length
    report.storedUnacknowledged += more
    if (more < 0 || more > 1) report.problems.push(`${what}: ${more} decisions more than acknowledged.`)
    await withEngine(place, (client) => client.call('page', {}))
    report.resumed += 1
  }
  report.acknowledged = ledger.length
  return report
}

/** Starts the process and kills it. @returns what it had acknowledged. @throws Error when it ends by itself. */
async function answerUntilKilled(
  place: Place,
  decisions: number,
  delay: number,
  onDecision?: (sinceLast: number) => void,
): Promise<Acknowledged[]> {
  const child = spawn(process.execPath, [CHILD, place.library, place.cache], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = once(child, 'exit')
  const killLater = () => setTimeout(() => child.kill('SIGKILL'), delay)
  if (decisions === 0) killLater()
  const acknowledged: Acknowledged[] = []
  let last = performance.now()
  for await (const line of createInterface({ input: child.stdout })) {
    acknowledged.push(Acknowledged.parse(JSON.parse(line)))
    onDecision?.(performance.now() - last)
    last = performance.now()
    if (acknowledged.length === decisions) killLater()
  }
  await exited
  if (child.signalCode !== 'SIGKILL') throw new Error(`The answering process ended with ${child.exitCode}.`)
  return acknowledged
}

const storedDecisions = (store: Store) => store.journal.history(store.labelSets.current())

/** Acknowledged decisions that the library does not hold as they were acknowledged. */
function missingOf(store: Store, ledger: readonly Acknowledged[]): Acknowledged[] {
  const labelSet = store.labelSets.current()
  const labels = store.journal.labels(labelSet)
  const names = store.classes.names(labelSet)
  const stored = new Map(storedDecisions(store).map((decision) => [decision.id, decision]))
  return ledger.filter((entry) => {
    const decision = stored.get(entry.decision)
    if (entry.kind === 'undo') return decision?.undone !== true
    if (decision?.page !== entry.page) return true
    if (decision.undone) return false
    return entry.ids.some((id) => names.get(labels.get(id) ?? 0) !== entry.class)
  })
}
