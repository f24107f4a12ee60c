/** @file What is known about one photo, for its large view. */
import type { PhotoDetails } from '../../../shared/contract/photos.ts'
import type { PhotoId } from '../../../shared/domain.ts'
import { isElsewhere } from '../../../shared/elsewhere.ts'
import { AppError } from '../../../shared/errors.ts'
import { sentence } from '../../../shared/sentences/sentence.ts'
import type { Store } from '../../store/store.ts'
import { cameraName } from './camera-name.ts'
import { clockTime } from './clock-time.ts'

/** What reads pictures is loaded with the first photo that is looked at. */
async function holdsSeveralPictures(file: string): Promise<boolean> {
  return (await import('../../ingest/frames.ts')).holdsSeveral(file)
}

/** @throws AppError `not-found`. */
export async function photoDetails(
  store: Store,
  id: PhotoId,
  suggestion: { class: string; probability: number } | undefined,
): Promise<PhotoDetails> {
  const photo = store.photos.get(id)
  if (photo === undefined) throw new AppError('not-found', sentence('no-photo', { photo: id }))
  const paths = store.files.pathsOf(id)
  const [shown] = paths
  const hasMoreFrames = paths.length > 0 && !isElsewhere(shown) && (await holdsSeveralPictures(shown))
  const labelSet = store.labelSets.current()
  const label = store.journal.labelOfAnyRole(labelSet, id)
  const setAside = label === undefined ? null : store.classes.role(label)
  return {
    id,
    paths,
    format: photo.format,
    hasMoreFrames,
    width: photo.width,
    height: photo.height,
    takenAt: clockTime(photo),
    camera: cameraName(photo.cameraMake, photo.cameraModel),
    class: label === undefined || setAside !== null ? null : store.classes.name(label),
    setAside,
    suggestion: label === undefined && suggestion !== undefined ? suggestion : null,
    rejected: store.journal.rejectionsOf(labelSet, id).map((rejected) => store.classes.name(rejected)),
  }
}
