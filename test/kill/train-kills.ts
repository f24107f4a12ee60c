/** @file Kills `train`: the head in force is the old one or the whole new one, and the next training works. */
import path from 'node:path'
import type { Random } from '../../main/math/random.ts'
import type { NetworkName } from '../../shared/domain.ts'
import type { HeadId, Store } from '../../main/store/store.ts'
import {
  checkAfterKill,
  emptyReport,
  killAt,
  measure,
  randomMoment,
  readLibrary,
  succeed,
  untilKilled,
  wasKilled,
  withEngine,
  type KillReport,
  type Moment,
  type Place,
} from './harness.ts'

export interface TrainReport extends KillReport {
  secondsUndisturbed: number
  /** Kills after which the head (or the raw features) of before was in force. */
  oldHeadInForce: number
  /** Kills that came after the new head was put into force, before the process could say so. */
  newHeadInForce: number
}

interface Heads {
  readonly all: readonly HeadId[]
  readonly active: HeadId | null
  /** Photos that the active head embedded. */
  readonly embedded: number
}

/**
 * @param place a library with photos in folders named like their classes; it is labelled and gets heads.
 * @param options.network what is trained; one that reads pictures may be found to bring nothing, and then changes nothing
 */
export async function killTrain(
  place: Place,
  options: { rounds: number; epochs: number; labelsPerClass: number; random: Random; network?: NetworkName },
): Promise<TrainReport> {
  const { rounds, epochs, random, network = 'head' } = options
  await labelByFolder(place, options.labelsPerClass)
  const words = ['train', '--network', network, '--epochs', String(epochs)]
  const { timing } = await measure('train', place, words)
  // The first kills shall find a library on which no head is in force.
  await withEngine(place, (client) => client.call('promote', { head: null }))
  const report: TrainReport = {
    ...emptyReport(),
    secondsUndisturbed: (timing.toFirstProgress + timing.working) / 1000,
    oldHeadInForce: 0,
    newHeadInForce: 0,
  }
  for (let round = 1; round <= rounds; round += 1) {
    const seeded = [...words, '--seed', String(round)]
    await untilKilled(report, randomMoment(random, timing), (moment) =>
      killOnce(report, place, seeded, moment),
    )
  }
  return report
}

async function labelByFolder(place: Place, perClass: number): Promise<void> {
  const byClass = new Map<string, string[]>()
  for (const file of readLibrary(place, (store) => [...store.files.paths().values()].sort())) {
    const name = path.basename(path.dirname(file))
    byClass.set(name, [...(byClass.get(name) ?? []), file])
  }
  const items = [...byClass].flatMap(([name, files]) =>
    files.slice(0, perClass).map((file) => ({ path: file, class: name })),
  )
  await withEngine(place, (client) => client.call('label', { items }))
}

async function killOnce(
  report: TrainReport,
  place: Place,
  words: readonly string[],
  moment: Moment,
): Promise<boolean> {
  const what = `train, killed ${Math.round(moment.milliseconds)} ms after its ${moment.after}`
  const before = readLibrary(place, headsOf)
  if (!wasKilled(report, what, await killAt(place, words, moment))) return false
  await checkAfterKill(report, what, place)
  const after = readLibrary(place, headsOf)
  const isOld = after.active === before.active && after.all.length === before.all.length
  const isNew = after.active !== before.active && after.all.length === before.all.length + 1
  if (isOld) report.oldHeadInForce += 1
  else if (isNew && after.embedded > 0) report.newHeadInForce += 1
  else report.problems.push(`${what}: heads were ${JSON.stringify(before)}, are ${JSON.stringify(after)}.`)

  const { head } = await succeed('train', place, words)
  const next = readLibrary(place, headsOf)
  const isKept = next.active === head && next.all.length === after.all.length + 1
  const isLeft = head === null && next.active === after.active && next.all.length === after.all.length
  if (isKept || isLeft) report.resumed += 1
  else report.problems.push(`${what}: the next training left ${JSON.stringify(next)}.`)
  return true
}

function headsOf(store: Store): Heads {
  const active = store.heads.active(store.labelSets.current())
  return {
    all: store.heads.list().map(({ id }) => id),
    active,
    embedded: active === null ? 0 : store.heads.embeddings(active).ids.length,
  }
}
