/**
 * @file Kills commands that are done in a moment: undo, promote, the export of a network, restore. Afterwards the library stands
 * as before or as it does when the command was left alone, never between the two, and the command works again.
 */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import type { Random } from '../../main/math/random.ts'
import type { Store } from '../../main/store/store.ts'
import type { Client } from '../../shared/client.ts'
import type { Method } from '../../shared/contract.ts'
import {
  checkAfterKill,
  emptyReport,
  killAt,
  measure,
  readLibrary,
  succeed,
  untilKilled,
  wasKilled,
  withEngine,
} from './harness.ts'
import type { KillReport, Moment, Place } from './harness.ts'

/** Before this share of a run nothing but node's own start is going on. */
const EARLIEST_SHARE = 0.4

export interface CommandReport extends KillReport {
  /** Kills after which everything was as before. */
  before: number
  /** Kills after which the command had done its work whole. */
  after: number
}

interface Killed {
  readonly method: Method
  readonly words: readonly string[]
  /** Takes back what the command does, so that the next round begins where this one did. */
  readonly back: ((client: Client) => Promise<unknown>) | null
  /** What the command changes, as text: the same for the same state. */
  readonly state: (place: Place) => string
}

/** @param place a library with two trained heads, labels, and decisions to undo. */
export async function killCommands(
  place: Place,
  { rounds, random }: { rounds: number; random: Random },
): Promise<CommandReport> {
  const report: CommandReport = { ...emptyReport(), before: 0, after: 0 }
  const commands = await commandsFor(place)
  const timings = new Map<Killed, { before: string; after: string; milliseconds: number }>()
  for (let round = 0; round < rounds; round += 1) {
    const command = commands[round % commands.length]
    const known = timings.get(command) ?? (await undisturbed(place, command))
    timings.set(command, known)
    const share = EARLIEST_SHARE + random.next() * (1 - EARLIEST_SHARE)
    await untilKilled(report, { after: 'start', milliseconds: share * known.milliseconds }, (moment) =>
      killOnce(report, place, { command, known, moment }),
    )
  }
  return report
}

async function commandsFor(place: Place): Promise<Killed[]> {
  const network = path.join(place.cache, 'network.onnx')
  const backup = path.join(place.cache, 'earlier.db')
  // So that there is one to undo when another has been.
  const [photo] = readLibrary(place, (store) => [...store.files.paths().values()])
  const head = readLibrary(place, (store) => store.heads.list().at(-1)?.id ?? null)
  const later = path.join(place.cache, 'later.db')
  await withEngine(place, async (client) => {
    for (const name of ['one', 'two', 'three'])
      await client.call('label', { items: [{ path: photo, class: name }] })
    await client.call('backup', { out: backup })
    await client.call('undo', {})
    await client.call('backup', { out: later })
    await client.call('promote', { head })
  })
  return [
    {
      method: 'undo',
      words: ['undo'],
      back: (client) => client.call('redo', {}),
      state: (at) => readLibrary(at, journal),
    },
    {
      method: 'promote',
      words: ['promote', 'raw'],
      back: (client) => client.call('promote', { head }),
      state: (at) => readLibrary(at, (store) => String(store.heads.active(store.labelSets.current()))),
    },
    {
      method: 'export',
      words: ['export', '--format', 'onnx', '--out', network],
      back: null,
      state: () => digest(network),
    },
    {
      method: 'restore',
      words: ['restore', backup],
      back: (client) => client.call('restore', { path: later }),
      state: (at) => readLibrary(at, journal),
    },
  ]
}

/** Runs it once as it is, and takes it back. */
async function undisturbed(
  place: Place,
  { method, words, back, state }: Killed,
): Promise<{ before: string; after: string; milliseconds: number }> {
  const before = state(place)
  const { timing } = await measure(method, place, words)
  const after = state(place)
  if (back !== null) await withEngine(place, back)
  return { before, after, milliseconds: timing.toFirstProgress + timing.working }
}

async function killOnce(
  report: CommandReport,
  place: Place,
  { command, known, moment }: { command: Killed; known: { before: string; after: string }; moment: Moment },
): Promise<boolean> {
  const { method, words, back, state } = command
  const what = `${method}, killed ${Math.round(moment.milliseconds)} ms after its start`
  const isKilled = wasKilled(report, what, await killAt(place, words, moment))
  if (isKilled) {
    await checkAfterKill(report, what, place)
    const now = state(place)
    if (now === known.after) report.after += 1
    else if (now === known.before) report.before += 1
    else report.problems.push(`${what}: the library stands between before and after.`)
    if (now !== known.after) await succeed(method, place, words)
    if (state(place) === known.after) report.resumed += 1
    else report.problems.push(`${what}: the next ${method} did not end where an undisturbed one does.`)
  }
  if (back !== null) await withEngine(place, back)
  return isKilled
}

/** Labels and decisions in force; the numbers of entries grow with every undo and redo. */
function journal(store: Store): string {
  const labelSet = store.labelSets.current()
  return JSON.stringify([[...store.journal.labels(labelSet)], store.journal.countInForce(labelSet)])
}

function digest(file: string): string {
  return existsSync(file) ? createHash('sha256').update(readFileSync(file)).digest('hex') : 'none'
}
