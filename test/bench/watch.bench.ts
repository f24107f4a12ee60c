/**
 * @file `bench watch`: small photos (`--photos 1000`) are copied into a watched folder while somebody reviews the library: pages are asked for,
 * answered, and the answer taken back. Says how long each of these took with and without the copying, in the 50th and the 95th of 100 and at most, and
 * whether a photo was missed or read twice; then how long one more photo takes to get its suggestion.
 */
import { copyFile, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { setTimeout } from 'node:timers/promises'
import sharp from 'sharp'
import { createClient, type Client } from '../../shared/client.ts'
import { contract } from '../../shared/contract.ts'
import { inEnglish } from '../../shared/sentences/sentence.ts'
import { packageRoot } from '../../main/engine/folders.ts'
import { EngineHost } from '../../main/engine/host/engine-host.ts'
import { startNodeEngine } from '../../main/engine/host/node-engine.ts'
import { drawLibrary } from '../support/photos/pictures.ts'
import type { Bench } from './bench.ts'
import { numberOption } from './reference.ts'

const CLASSES = 6
const PER_CLASS = 50
/** Answers before anything is measured. */
const LABELLED_PAGES = 8

type Took = Record<'page' | 'decide' | 'undo', number[]>

export const bench: Bench = async (options) => {
  const photos = numberOption(options, 'photos', 1000)
  const seconds = numberOption(options, 'seconds', 20)
  const folder = await mkdtemp(path.join(os.tmpdir(), 'twinsort-bench-'))
  const [watched, aside] = [path.join(folder, 'photos'), path.join(folder, 'aside')]
  await drawLibrary(watched, { classes: CLASSES, perClass: PER_CLASS, seed: 1 })
  await drawLibrary(aside, { classes: CLASSES, perClass: Math.ceil(photos / CLASSES), seed: 2 })
  const host = new EngineHost(startNodeEngine, {
    library: path.join(folder, 'library'),
    userFolder: path.join(folder, 'user'),
    cacheFolder: path.join(folder, 'cache'),
    resources: path.join(packageRoot(), 'resources'),
    logLevel: 'silent',
    watches: true,
  })
  try {
    const client = createClient(host.connect())
    await client.call('index', contract.index.input.parse({ folders: [watched] }))
    for (let page = 0; page < LABELLED_PAGES; page += 1) await answer(client, empty())
    const end = performance.now() + seconds * 1000
    const without = await review(client, () => performance.now() < end)
    const before = (await client.call('status', {})).photos
    const files = await filesIn(aside)
    const start = performance.now()
    let copied = 0
    const copying = copyAll(files, path.join(watched, 'new')).then(() => {
      copied = performance.now()
    })
    const wanted = before + files.length
    let seen = 0
    const withCopying = await review(client, async () => {
      const isSeen = (await client.call('status', {})).photos >= wanted
      if (isSeen && seen === 0) seen = performance.now()
      const { jobs } = await client.call('jobs', {})
      return !isSeen || jobs.some(({ finishedAt }) => finishedAt === null)
    })
    await copying
    const suggestedAfterSeconds = await untilSuggested(client, files[0], path.join(watched, 'one more.jpg'))
    return {
      ...{
        photos: files.length,
        copiedInSeconds: (copied - start) / 1000,
        seenAfterSeconds: (seen - start) / 1000,
        suggestedAfterSeconds,
      },
      ...{ without: summary(without), with: summary(withCopying) },
      ...{
        // One more came in the end.
        missed: wanted + 1 - (await client.call('status', {})).photos,
        ...(await readings(client, files.length + 1)),
      },
    }
  } finally {
    await host.close()
    await rm(folder, { recursive: true, force: true, maxRetries: 3 })
  }
}

/** Seconds from the copying of one photo, turned so that it is a new one, to its suggestion. */
async function untilSuggested(client: Client, file: string, place: string): Promise<number> {
  const turned = await sharp(file).rotate(180).jpeg().toBuffer()
  const start = performance.now()
  await writeFile(place, turned)
  for (;;) {
    const { suggestions } = await client.call('suggest', contract.suggest.input.parse({}))
    if (suggestions.some((suggestion) => suggestion.path === place)) return (performance.now() - start) / 1000
    await setTimeout(100)
  }
}

const empty = (): Took => ({ page: [], decide: [], undo: [] })

async function review(client: Client, goesOn: () => boolean | Promise<boolean>): Promise<Took> {
  const took = empty()
  while (await goesOn()) {
    await answer(client, took)
    await timed(took.undo, () => client.call('undo', {}))
  }
  return took
}

/** By the folder that each photo lies in; photos that were copied in are answered as one class. */
async function answer(client: Client, took: Took): Promise<void> {
  const { page } = await timed(took.page, () => client.call('page', contract.page.input.parse({})))
  if (page === null) throw new Error('There is no page any more: draw more photos.')
  const byClass = Map.groupBy(page.photos, (photo) => path.basename(path.dirname(photo.path)))
  const answers = [...byClass].map(([name, shown]) => ({ class: name, ids: shown.map(({ id }) => id) }))
  await timed(took.decide, () => client.call('decide', { answer: { page: page.id, answers, exclude: [] } }))
}

async function timed<T>(times: number[], work: () => Promise<T>): Promise<T> {
  const start = performance.now()
  const result = await work()
  times.push(performance.now() - start)
  return result
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name))
}

async function copyAll(files: readonly string[], into: string): Promise<void> {
  await mkdir(into)
  for (const [index, file] of files.entries())
    await copyFile(file, path.join(into, `${index}${path.extname(file)}`))
}

function summary(took: Took): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(took).map(([name, times]) => {
      const sorted = times.toSorted((a, b) => a - b)
      const at = (share: number) => Math.round(sorted[Math.floor(share * (sorted.length - 1))])
      return [name, { calls: times.length, medianMs: at(0.5), p95Ms: at(0.95), mostMs: at(1) }]
    }),
  )
}

/** Photos that were read more than once, by what the readings say. */
async function readings(client: Client, wanted: number): Promise<Record<string, unknown>> {
  const { jobs } = await client.call('jobs', {})
  const notes = jobs
    .filter(({ kind }) => kind === 'index')
    .map(({ progress }) => (progress?.notes ?? []).map((note) => inEnglish(note)))
  const added = notes.flat().map((note) => Number(/^(\d+) new photos?/.exec(note)?.[1] ?? 0))
  const again = notes
    .flat()
    .map((note) => Number(/^(\d+) photos? (?:was|were) read again/.exec(note)?.[1] ?? 0))
  const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0)
  return {
    readings: jobs.filter(({ kind }) => kind === 'index').length - 1,
    readTwice: sum(added) - CLASSES * PER_CLASS - wanted + sum(again),
  }
}
