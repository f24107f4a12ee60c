/**
 * @file The second pass of the index: photos of the library that lack features of this backbone, or a thumbnail, or whose size,
 * rotation, time and appearance were read from a file that lies nowhere now.
 */
import type { JobStage } from '../../../shared/jobs.ts'
import type { PhotoId } from '../../../shared/domain.ts'
import { isElsewhere } from '../../../shared/elsewhere.ts'
import type { BackboneInput } from '../../ingest/crops.ts'
import { openPicture, readPhoto } from '../../ingest/read-photo.ts'
import { listThumbnails, writeThumbnail } from '../../ingest/thumbnails.ts'
import type { Backbone } from '../../model/backbone.ts'
import type { BackboneId, NewPhoto } from '../../store/store.ts'
import type { JobContext } from '../context.ts'
import { newPhoto } from './file-reader.ts'
import { storeAlone } from './one-file.ts'
import { runPipeline, type Outcome } from './pipeline.ts'

interface PhotoToRead {
  readonly id: PhotoId
  readonly contentHash: string
  readonly path: string
}

interface PhotoOutcome extends Outcome {
  readonly id: PhotoId
  /** What the file says of the photo now; absent where it could not be read. */
  readonly photo?: NewPhoto
}

export interface FeaturePass {
  readonly backbone: Backbone
  /** The stage of its progress. */
  readonly stage: JobStage
  /** Photos without a thumbnail, and those whose facts are of a file that is gone, are read as well. */
  readonly mends: boolean
  /** Every thumbnail is looked at, also where it was found before. */
  readonly verify?: boolean
}

export interface FeatureCounts {
  readonly backboneId: BackboneId
  /** Photos that were read again. */
  readonly read: number
  /** Photos that still lack features, since their file could not be read or is another by now. */
  readonly lacking: number
}

/** @throws AppError `cancelled`, `disk-full`, `backend-unavailable`; what was finished until then is stored. */
export async function indexFeatures(context: JobContext, pass: FeaturePass): Promise<FeatureCounts> {
  const { store, signal } = context
  const { backbone, stage } = pass
  const backboneId = store.features.ensureBackbone(backbone)
  const lacking = new Set(store.features.lacking(backboneId, store.photos.presentIds()))
  const photos = await photosToRead(context, lacking, pass)
  if (photos.length === 0) return { backboneId, read: 0, lacking: lacking.size }
  const outdated = store.photos.outdated()
  const report = (done: number): void => {
    context.report({ stage, done, total: photos.length })
  }
  report(0)
  await runPipeline<PhotoToRead, PhotoOutcome>({
    items: photos,
    read: (photo) => readAgain(context, photo, outdated.get(photo.id), backbone),
    commit: (finished) => {
      store.transaction(() => {
        for (const { outcome, levels } of finished) {
          // What cannot be stored is lacking, and tried again by the next run.
          storeAlone(store, () => {
            if (outcome.photo !== undefined) store.photos.update(outcome.id, outcome.photo)
            if (levels !== null) store.features.put(backboneId, outcome.id, levels[0])
          })
        }
      })
    },
    backbones: [backbone],
    signal,
    threads: context.preferences?.threads,
    report,
  })
  return {
    backboneId,
    read: photos.length,
    lacking: store.features.lacking(backboneId, store.photos.presentIds()).length,
  }
}

/** @param lacking photos without features */
async function photosToRead(
  { store, cacheFolder, clock }: JobContext,
  lacking: ReadonlySet<PhotoId>,
  { mends, verify = false }: Pick<FeaturePass, 'mends' | 'verify'>,
): Promise<PhotoToRead[]> {
  if (!mends && lacking.size === 0) return []
  const stale = new Set(mends ? store.photos.withStaleFacts() : [])
  const thumbnails =
    !mends || store.folder === null
      ? undefined
      : await listThumbnails(store.folder, verify ? undefined : { cacheFolder, now: clock() })
  const paths = store.files.paths()
  return store.photos.present().flatMap(({ id, contentHash }) => {
    const path = paths.get(id)
    const isComplete = !lacking.has(id) && !stale.has(id) && thumbnails?.has(contentHash) !== false
    return isComplete || path === undefined || isElsewhere(path) ? [] : [{ id, contentHash, path }]
  })
}

/** @param shown hash of the file that was shown, of a photo whose identity was computed in an older way. */
async function readAgain(
  { store, signal }: JobContext,
  { id, contentHash, path }: PhotoToRead,
  shown: string | null | undefined,
  input: BackboneInput,
): Promise<PhotoOutcome> {
  const picture = await openPicture(path)
  if (picture.kind === 'unreadable') return { id }
  // Another content by now: the next run will see that the file has changed. Not so where only the identity is of an older way.
  const isOutdated = picture.fileHash === shown
  if (picture.contentHash !== contentHash && !isOutdated) return { id }
  const read = await readPhoto(picture, [input], signal)
  if (read.kind === 'unreadable') return { id }
  if (store.folder !== null) await writeThumbnail(store.folder, contentHash, read.thumbnail)
  return { id, pixels: read.pixels, ...(isOutdated ? {} : { photo: newPhoto(picture, read) }) }
}
