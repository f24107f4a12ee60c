/** @file Libraries on the disk whose photos have thumbnails, for trainings that read the pictures, and ways to end one early. */
import { copyFile, mkdir } from 'node:fs/promises'
import path from 'node:path'
import { onTestFinished } from 'vitest'
import { Models } from '../../../main/jobs/library-model/models.ts'
import { thumbnailPath } from '../../../main/ingest/thumbnails.ts'
import type { JobProgress } from '../../../main/jobs/context.ts'
import type { TrainContext } from '../../../main/jobs/training/train-request.ts'
import type { WritableDatabase } from '../../../main/store/lifecycle/database.ts'
import { openDatabase, storeOn } from '../../../main/store/lifecycle/open.ts'
import type { Store } from '../../../main/store/store.ts'
import { drawThumbnails } from './drawn-thumbnails.ts'
import { temporaryFolder } from '../folder.ts'
import { labelTruly } from '../review.ts'
import { fillLibrary } from './synthetic-library.ts'
import { syntheticProblem } from '../training/synthetic-problem.ts'

export const PHOTOS = 36
export const LABELLED = 18
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
  const folder = await temporaryFolder()
  const database = openDatabase(folder)
  const store = storeOn(database, folder)
  onTestFinished(() => {
    store.close()
  })
  fillLibrary(store, problem, path.join(folder, 'pictures'))
  labelTruly(store, problem, LABELLED)
  await drawThumbnails(folder, store, problem)
  await placeOriginals(folder, store)
  const seen: JobProgress[] = []
  const context = {
    store,
    models: new Models({ store }),
    signal: new AbortController().signal,
    report: (progress: JobProgress): void => {
      seen.push(progress)
    },
    clock: () => Date.now(),
    cacheFolder: path.join(folder, 'cache'),
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
