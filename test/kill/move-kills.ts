/**
 * @file Kills the moving of photos into class folders, and every other time the undoing as well: after the next undo each file is where it was, as
 * it was, and the library knows it there. Half of the moves go to another disk, where the system has one.
 */
import { createHash } from 'node:crypto'
import { lstatSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import type { Random } from '../../main/math/random.ts'
import { folderOnSecondDisk } from '../support/second-disk.ts'
import {
  checkAfterKill,
  emptyReport,
  killAt,
  measure,
  randomMoment,
  readLibrary,
  twinsort,
  untilKilled,
  wasKilled,
  withEngine,
  type KillReport,
  type Moment,
  type Place,
  type Timing,
} from './harness.ts'

export interface MoveReport extends KillReport {
  /** Files at their new place when the kill came, for each kill. */
  moved: number[]
  /** Kills of moves to another disk. */
  acrossDisks: number
  /** Further kills, of the undoing. */
  undoKills: number
}

/** Other disks keep times to a part of a microsecond. */
const TIME_STEP_NS = 1_000_000n

interface Target {
  readonly out: string
  readonly words: readonly string[]
  readonly timing: Timing
}

/** @param photos folder of the photos of the library, in folders that are their classes */
export async function killMove(
  place: Place,
  photos: string,
  { rounds, random }: { rounds: number; random: Random },
): Promise<MoveReport> {
  const report: MoveReport = { ...emptyReport(), moved: [], acrossDisks: 0, undoKills: 0 }
  if (rounds === 0) return report
  await labelAll(place)
  const before = { files: filesIn(photos), library: placesIn(place) }
  const elsewhere = folderOnSecondDisk(photos)
  try {
    const targets: Target[] = []
    for (const out of [path.join(place.cache, 'sorted'), ...(elsewhere === undefined ? [] : [elsewhere])]) {
      const words = ['export', '--format', 'imagefolder', '--mode', 'move', '--out', out]
      const { timing } = await measure('export', place, words)
      await twinsort(place, ['moves', 'undo'])
      targets.push({ out, words, timing })
    }
    for (let round = 0; round < rounds; round += 1) {
      const target = targets[round % targets.length]
      await untilKilled(report, randomMoment(random, target.timing), async (moment) => {
        const what = `move ${round}, killed ${Math.round(moment.milliseconds)} ms after its ${moment.after}`
        const isKilled = wasKilled(report, what, await killAt(place, target.words, moment))
        if (isKilled) {
          await checkAfterKill(report, what, place)
          report.moved.push(Object.keys(filesIn(target.out)).length)
          if (target.out === elsewhere) report.acrossDisks += 1
          if (round % 2 === 1) await killUndo(report, place, randomMoment(random, target.timing))
        }
        const problems = await undone(place, { photos, out: target.out, before })
        report.problems.push(...problems.map((problem) => `${what}: ${problem}.`))
        if (isKilled && problems.length === 0) report.resumed += 1
        return isKilled
      })
    }
  } finally {
    if (elsewhere !== undefined) rmSync(elsewhere, { recursive: true, force: true })
  }
  return report
}

async function killUndo(report: MoveReport, place: Place, moment: Moment): Promise<void> {
  const { signal } = await killAt(place, ['moves', 'undo'], moment)
  if (signal === 'SIGKILL') report.undoKills += 1
}

interface Expected {
  readonly photos: string
  readonly out: string
  readonly before: { files: Record<string, string>; library: string }
}

/** @returns what is not as before */
async function undone(place: Place, { photos, out, before }: Expected): Promise<string[]> {
  const run = await twinsort(place, ['moves', 'undo'])
  const isNothing = run.code !== 0 && run.stdout.includes('not-found') // the kill came before the first file, or all is back
  const left = Object.keys(filesIn(out))
  const now = filesIn(photos)
  const differing = Object.keys({ ...before.files, ...now }).filter(
    (name) => before.files[name] !== now[name],
  )
  const said: [boolean, string][] = [
    [run.code === 0 || isNothing, `undo ended with ${run.code}: ${run.stdout.trim()} ${run.stderr.trim()}`],
    [differing.length === 0, `not as before: ${differing.join(', ')}`],
    [left.length === 0, `left in the target: ${left.join(', ')}`],
    [placesIn(place) === before.library, 'the library knows other places or labels than before'],
  ]
  return said.filter(([isRight]) => !isRight).map(([, problem]) => problem)
}

async function labelAll(place: Place): Promise<void> {
  const files = readLibrary(place, (store) => [...store.files.paths().values()])
  const items = files.map((file) => ({ path: file, class: path.basename(path.dirname(file)) }))
  await withEngine(place, (client) => client.call('label', { items }))
}

/** Path below the folder -> what it is, its rights, time and content. */
function filesIn(folder: string): Record<string, string> {
  const names = readdirSafely(folder)
  const files = names.filter((name) => lstatSync(path.join(folder, name)).isFile())
  return Object.fromEntries(
    files.map((name) => {
      const file = path.join(folder, name)
      const { mode, mtimeNs } = lstatSync(file, { bigint: true })
      const content = createHash('sha256').update(readFileSync(file)).digest('hex')
      return [name, `${mode.toString(8)} ${(mtimeNs + TIME_STEP_NS / 2n) / TIME_STEP_NS} ${content}`]
    }),
  )
}

function readdirSafely(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' })
  } catch {
    return []
  }
}

/** Where each photo lies, and its class. */
function placesIn(place: Place): string {
  return readLibrary(place, (store) => {
    const labels = store.journal.labels(store.labelSets.current())
    const places = [...store.files.paths()].map(([photo, file]) => `${file} ${labels.get(photo) ?? ''}`)
    return places.sort().join('\n')
  })
}
