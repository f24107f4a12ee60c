/** @file Kills `index`: what was stored stays, is not read again, and the next run ends where an undisturbed one does. */
import { rm } from 'node:fs/promises'
import path from 'node:path'
import type { InEnglish } from '../../shared/sentences/in-english.ts'
import { inEnglish } from '../../shared/sentences/sentence.ts'
import type { Output } from '../../shared/contract.ts'
import type { Random } from '../../main/math/random.ts'
import type { Store } from '../../main/store/store.ts'
import {
  checkAfterKill,
  emptyReport,
  killAt,
  measure,
  placeIn,
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

export interface IndexReport extends KillReport {
  photos: number
  secondsUndisturbed: number
  /** Photos that were stored when the kill came, for each kill; the next run did not read them again. */
  photosDone: number[]
}

interface Work {
  readonly words: readonly string[]
  /** What an undisturbed run leaves. */
  readonly content: Content
  readonly unreadable: InEnglish<Output<'index'>>['unreadable']
}

interface Content {
  /** Content hash by path. */
  readonly photos: ReadonlyMap<string, string>
  readonly withoutFeatures: number
  readonly unendedJobs: number
}

/**
 * @param folder is used for the libraries; the undisturbed one stays there for the other jobs.
 * @param photos folder of pictures.
 */
export async function killIndex(
  folder: string,
  photos: string,
  options: { rounds: number; backbone: string; random: Random },
): Promise<{ report: IndexReport; undisturbed: Place }> {
  const { rounds, backbone, random } = options
  const words = ['index', photos, '--backbone', backbone]
  const undisturbed = placeIn(path.join(folder, 'undisturbed'))
  const { timing, output } = await measure('index', undisturbed, words)
  const content = readLibrary(undisturbed, contentOf)
  const work = { words, content, unreadable: output.unreadable }
  const report: IndexReport = {
    ...emptyReport(),
    photos: output.photos,
    secondsUndisturbed: (timing.toFirstProgress + timing.working) / 1000,
    photosDone: [],
  }
  for (let round = 1; round <= rounds; round += 1) {
    await untilKilled(report, randomMoment(random, timing), async (moment) => {
      const own = path.join(folder, `index-${round}`)
      const isKilled = await killOnce(report, work, placeIn(own), moment)
      await rm(own, { recursive: true, force: true })
      return isKilled
    })
  }
  return { report, undisturbed }
}

async function killOnce(report: IndexReport, work: Work, place: Place, moment: Moment): Promise<boolean> {
  const what = `index, killed ${Math.round(moment.milliseconds)} ms after its ${moment.after}`
  if (!wasKilled(report, what, await killAt(place, work.words, moment))) return false
  await checkAfterKill(report, what, place)
  const kept = readLibrary(place, contentOf)
  report.photosDone.push(kept.photos.size)
  const problems = [
    ...(kept.unendedJobs === 0 ? [] : ['a job is still said to run']),
    ...differences(work.content, kept),
    ...(await resume(work, place, kept)),
  ]
  if (problems.length === 0) report.resumed += 1
  report.problems.push(...problems.map((problem) => `${what}: ${problem}.`))
  return true
}

/** Runs the work to its end, and compares with an undisturbed run. @returns what is wrong. */
async function resume(work: Work, place: Place, kept: Content): Promise<string[]> {
  const output = await succeed('index', place, work.words)
  const after = readLibrary(place, contentOf)
  const { ok, problems } = await withEngine(place, (client) => client.call('check', {}))
  const said: [boolean, string][] = [
    [ok, `after the next run ${problems.map(inEnglish).join(' ')}`],
    [after.photos.size === work.content.photos.size, `only ${after.photos.size} photos after the next run`],
    [after.withoutFeatures === 0, `${after.withoutFeatures} photos lack features after the next run`],
    [
      output.added === work.content.photos.size - kept.photos.size,
      `${kept.photos.size} photos were stored, yet the next run added ${output.added}`,
    ],
    [listed(output) === listed(work), `unreadable after the next run: ${listed(output)}`],
  ]
  return [
    ...said.filter(([isRight]) => !isRight).map(([, problem]) => problem),
    ...differences(work.content, after),
  ]
}

/** Photos that are not what they are in the library of the undisturbed run. */
function differences(expected: Content, found: Content): string[] {
  return [...found.photos].flatMap(([file, hash]) =>
    expected.photos.get(file) === hash ? [] : [`${file} was taken for another picture`],
  )
}

/** Paths only: how a decoder words what is wrong with a file is not what a kill could change. */
function listed({ unreadable }: Pick<InEnglish<Output<'index'>>, 'unreadable'>): string {
  const paths = unreadable.map(({ path: file }) => file)
  return paths.sort().join(' ')
}

function contentOf(store: Store): Content {
  const present = store.photos.present()
  const hashes = new Map(present.map(({ id, contentHash }) => [id, contentHash]))
  const photos = new Map<string, string>()
  for (const root of store.files.roots()) {
    for (const { relativePath, photoId } of store.files.under(root.id)) {
      if (photoId !== null) photos.set(path.join(root.path, relativePath), hashes.get(photoId) ?? '')
    }
  }
  const backbone = store.features.active()
  const ids = [...hashes.keys()]
  return {
    photos,
    withoutFeatures: backbone === undefined ? ids.length : store.features.lacking(backbone.id, ids).length,
    unendedJobs: store.jobs.list().filter(({ state }) => state === 'running' || state === 'queued').length,
  }
}
