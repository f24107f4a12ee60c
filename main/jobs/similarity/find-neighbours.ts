/** @file The photos that are most like a given one, or several together. */
import type { Output, Parsed } from '../../../shared/contract.ts'
import type { PhotoId } from '../../../shared/domain.ts'
import { AppError } from '../../../shared/errors.ts'
import { sentence } from '../../../shared/sentences/sentence.ts'
import type { Store } from '../../store/store.ts'
import { activeSpace } from './active-space.ts'
import type { JobContext } from '../context.ts'
import { isAmbiguous, Locator } from '../labels/locate.ts'
import { nearestInSpace, nearestToSeveral } from './nearest-in-space.ts'

/**
 * Those photos themselves are left out; of several those without features yet do not count.
 * @throws AppError `not-found` when the path is no photo of the library, or none of the photos has features yet.
 */
export async function findNeighbours(
  { store, models, signal }: Pick<JobContext, 'store' | 'models' | 'signal'>,
  input: Parsed<'neighbours'>,
): Promise<Output<'neighbours'>> {
  const photos = new Set(input.ids ?? [await photoOf(store, input)])
  const space = await activeSpace(await models.current())
  const positions = space?.ids.flatMap((id, index) => (photos.has(id) ? [index] : [])) ?? []
  if (space === undefined || positions.length === 0) {
    const [photo] = photos
    const name = input.path ?? store.files.pathOf(photo) ?? `Photo ${photo}`
    throw new AppError('not-found', sentence('photo-unseen', { photo: name }))
  }
  const classOf = input.labelled === true ? classesOfPhotos(store) : undefined
  const wanted = {
    // More than asked for: they themselves, or duplicates of them, are the nearest of all.
    count: input.count + positions.length,
    wanted: classOf && space.ids.map((id) => classOf(id) !== undefined),
    signal,
  }
  const nearest =
    positions.length === 1
      ? await nearestInSpace(space, positions[0], wanted)
      : await nearestToSeveral(space, positions, wanted)
  const neighbours = nearest.flatMap(({ index, similarity }) => {
    const id = space.ids[index]
    const path = store.files.pathOf(id)
    if (photos.has(id) || path === undefined) return []
    const given = classOf?.(id)
    return [{ id, path, similarity, ...(given === undefined ? {} : { class: given }) }]
  })
  return { neighbours: neighbours.slice(0, input.count) }
}

/** The confirmed class of a photo, by name. */
function classesOfPhotos(store: Store): (photo: PhotoId) => string | undefined {
  const labelSet = store.labelSets.current()
  const labels = store.journal.labels(labelSet)
  const names = store.classes.names(labelSet)
  return (photo) => {
    const label = labels.get(photo)
    return label === undefined ? undefined : names.get(label)
  }
}

async function photoOf(store: Store, { id, path }: Parsed<'neighbours'>): Promise<PhotoId> {
  if (id !== undefined) {
    if (store.photos.get(id) === undefined)
      throw new AppError('not-found', sentence('no-photo', { photo: id }))
    return id
  }
  if (path === undefined) throw new AppError('bad-input', sentence('neighbours-of-which'))
  const roots = store.files.roots().map((root) => root.path)
  const found = await new Locator(store, roots).locate(path)
  if (found.kind === 'photo') return found.photo
  if (found.kind === 'ambiguous') throw isAmbiguous(path, found.candidates)
  throw new AppError('not-found', sentence('path-not-photo', { file: path }))
}
