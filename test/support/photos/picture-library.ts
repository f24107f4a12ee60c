/** @file Libraries on the disk whose photos have thumbnails, for trainings that read the pictures, and ways to end one early. */
import { copyFile, cp, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, onTestFinished } from 'vitest'
import { promoteHead } from '../../../main/jobs/heads/promote-head.ts'
import { Models } from '../../../main/jobs/library-model/models.ts'
import { thumbnailPath } from '../../../main/ingest/thumbnails.ts'
import type { JobProgress } from '../../../main/jobs/context.ts'
import type { TrainContext } from '../../../main/jobs/training/train-request.ts'
import { train } from '../../../main/jobs/training/train.ts'
import type { WritableDatabase } from '../../../main/store/lifecycle/database.ts'
import { openDatabase, storeOn } from '../../../main/store/lifecycle/open.ts'
import type { HeadId, Store } from '../../../main/store/store.ts'
import { contract } from '../../../shared/contract.ts'
import { drawThumbnails } from './drawn-thumbnails.ts'
import { cacheIn } from '../cache.ts'
import { temporaryFolder } from '../folder.ts'
import { labelTruly } from '../review.ts'
import { fillLibrary } from './synthetic-library.ts'
import { syntheticProblem, type SyntheticProblem } from '../training/synthetic-problem.ts'

export const PHOTOS = 30
export const LABELLED = 15
/** Features that say next to nothing, of the same classes as someProblem; the pictures say all. */
export const blindProblem = syntheticProblem({
  photos: PHOTOS,
  classes: 3,
  dimensions: 12,
  spread: 30,
  seed: 4,
})

export interface PictureLibrary {
  folder: string
  database: WritableDatabase
  store: Store
  context: TrainContext
  /** What was reported to the context. */
  seen: JobProgress[]
  /** Where interrupted trainings leave their files. */
  trainingFolder: string
}

/** On the disk, with the files of its photos and their thumbnails; the first photos have their classes. Closed after the test. */
export async function pictureLibrary(problem = blindProblem): Promise<PictureLibrary> {
  const library = openIn(await temporaryFolder())
  onTestFinished(() => {
    library.store.close()
  })
  await fill(library, problem)
  return library
}

let withHead: Promise<{ folder: string; head: HeadId }> | undefined
afterAll(async () => {
  if (withHead !== undefined) await rm((await withHead).folder, { recursive: true, force: true })
})

/** One with a Siamese head in force: trained once for all tests of a file, then copied. */
export async function pictureLibraryWithHead(): Promise<PictureLibrary & { head: HeadId }> {
  const { folder: from, head } = await (withHead ??= trainHead())
  const folder = await temporaryFolder()
  await cp(from, folder, { recursive: true })
  const library = openIn(folder)
  onTestFinished(() => {
    library.store.close()
  })
  const [{ id }] = library.store.files.roots()
  library.store.files.relinkRoots(new Map([[id, picturesIn(folder)]]))
  return { ...library, head }
}

async function trainHead(): Promise<{ folder: string; head: HeadId }> {
  const library = openIn(await mkdtemp(path.join(tmpdir(), 'twinsort-head-')))
  await fill(library, blindProblem)
  const { head } = await train(library.context, contract.train.input.parse({ backend: 'wasm', epochs: 1 }))
  if (head === null) throw new Error('not kept')
  await promoteHead(library.context, head) // one epoch may not help, and then it is not in force by itself
  library.store.close()
  return { folder: library.folder, head }
}

const picturesIn = (folder: string): string => path.join(folder, 'pictures')

async function fill({ folder, store }: PictureLibrary, problem: SyntheticProblem): Promise<void> {
  fillLibrary(store, problem, picturesIn(folder))
  labelTruly(store, problem, LABELLED)
  await drawThumbnails(folder, store, problem)
  await placeOriginals(folder, store)
}

function openIn(folder: string): PictureLibrary {
  const database = openDatabase(folder)
  const store = storeOn(database, folder)
  const seen: JobProgress[] = []
  const context = {
    store,
    models: new Models({ store }),
    signal: new AbortController().signal,
    report: (progress: JobProgress): void => {
      seen.push(progress)
    },
    clock: () => Date.now(),
    cacheFolder: cacheIn(folder),
    resources: path.resolve('resources'),
  }
  return { folder, database, store, context, seen, trainingFolder: path.join(folder, 'cache', 'training') }
}

/** As small as their thumbnails are. */
async function placeOriginals(folder: string, store: Store): Promise<void> {
  for (const { id, contentHash } of store.photos.present()) {
    const [file] = store.files.pathsOf(id)
    await mkdir(path.dirname(file), { recursive: true })
    await copyFile(thumbnailPath(folder, contentHash), file)
  }
}

/**
 * What the library's context is to a training that is cancelled at the first progress that is meant.
 * @returns the context, and all that the training reports to it
 */
export function cancelledWhen(
  { context }: Pick<PictureLibrary, 'context'>,
  isMeant: (progress: JobProgress) => boolean,
): { context: TrainContext; seen: JobProgress[] } {
  const cancel = new AbortController()
  const seen: JobProgress[] = []
  const report = (progress: JobProgress): void => {
    seen.push(progress)
    if (isMeant(progress)) cancel.abort()
  }
  return { context: { ...context, signal: cancel.signal, report }, seen }
}

/** The epochs whose end was told, of all rounds together. */
export function epochsOf(seen: readonly JobProgress[]): number[] {
  return seen.flatMap(({ stage, done }) => (stage === 'training' ? [done] : []))
}
