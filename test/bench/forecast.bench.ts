/**
 * @file `bench forecast FOLDER...`: what Twinsort's expectations of itself are worth, by simulated sessions on sets of photos
 * with one folder for each class. Each set is foretold by the sessions on the other sets. Options: `--seeds 1`; `--traces FOLDER`
 * keeps the sessions there as `simulate --json` writes them, and takes those that are there already, which hold for the
 * version that made them only; `--table FILE` writes the table (Markdown), with the numbers for
 * main/learn/assessment/expected-accuracy.ts; `--fresh` reads the photos again.
 */
import { mkdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { resolveWritten } from '../../main/engine/folders.ts'
import { writeAtomically } from '../../main/files/write-atomically.ts'
import { CurvePoint, Goal } from '../../shared/contract/measures.ts'
import { AppError } from '../../shared/errors.ts'
import { verbatim } from '../../shared/sentences/sentence.ts'
import type { Bench } from './bench.ts'
import { forecastText } from './forecast-text.ts'
import { judgeForecasts, type Session } from './forecast-quality.ts'
import {
  index,
  photoSets,
  say,
  tableFile,
  TRUTH,
  withEngine,
  writeTable,
  type PhotoSet,
} from './photo-sets.ts'
import { numberOption } from './reference.ts'

export const bench: Bench = async (options, words) => {
  const seeds = numberOption(options, 'seeds', 1)
  const table = tableFile(options)
  const traces = tracesFolder(options)
  const sets = await photoSets(words)
  if (sets.length < 3) {
    throw new AppError('bad-input', verbatim('Name three folders or more: each is foretold by the others.'))
  }
  const sessions: Session[] = []
  for (const set of sets) {
    for (const goal of Goal.options) {
      for (let seed = 0; seed < seeds; seed += 1)
        sessions.push(await session(set, { goal, seed }, { traces, isFresh: 'fresh' in options }))
    }
  }
  const quality = judgeForecasts(sessions)
  if (table !== undefined)
    await writeTable(table, forecastText(quality, { sets: sets.map(({ name }) => name), seeds }))
  return { ...quality, seeds }
}

function tracesFolder({ traces }: Readonly<Record<string, string | undefined>>): string | undefined {
  if (traces === 'true')
    throw new AppError('bad-input', verbatim('Write the folder after --traces: --traces FOLDER.'))
  return traces === undefined ? undefined : resolveWritten(traces)
}

interface Wanted {
  readonly goal: Goal
  readonly seed: number
}

const Trace = z.object({
  photos: z.int(),
  policies: z.tuple([z.object({ curve: z.array(CurvePoint) })]),
})

/** From the folder of traces, or else simulated and added to it. */
async function session(
  set: PhotoSet,
  { goal, seed }: Wanted,
  { traces, isFresh }: { traces: string | undefined; isFresh: boolean },
): Promise<Session> {
  const file = traces && path.join(traces, `${set.name}-${goal}-${seed}.json`)
  const text = file && (await readFile(file, 'utf8').catch(() => undefined))
  if (text !== undefined && text !== '') return sessionOf(set.name, goal, Trace.parse(JSON.parse(text)))
  const { library } = await index(set, isFresh)
  say(set.name, `twinsort with the goal ${goal}, seed ${seed}`)
  const output = await withEngine(library, (client) =>
    client.call('simulate', { policies: ['twinsort'], goal, seed, repeats: 1, truth: TRUTH }),
  )
  if (file !== undefined) {
    await mkdir(path.dirname(file), { recursive: true })
    await writeAtomically(file, JSON.stringify(output))
  }
  return sessionOf(set.name, goal, Trace.parse(output))
}

function sessionOf(
  set: string,
  goal: Goal,
  { photos, policies: [{ curve }] }: z.infer<typeof Trace>,
): Session {
  return { set, goal, photos, curve }
}
