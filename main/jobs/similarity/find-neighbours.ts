/** @file The photos that are most like a given one. */
import type { Output, Parsed } from '../../../shared/contract.ts'
import type { PhotoId } from '../../../shared/domain.ts'
import { AppError } from '../../../shared/errors.ts'
import { sentence } from '../../../shared/sentences/sentence.ts'
import type { Store } from '../../store/store.ts'
import { activeSpace } from './active-space.ts'
import type { JobContext } from '../context.ts'
import { isAmbiguous, Locator } from '../labels/locate.ts'
import { nearestInSpace } from './nearest-in-space.ts'

/** @throws AppError `not-found` when the path is no photo of the library, or one without features yet. */
export async function findNeighbours(
  { store, models, signal }: Pick<JobContext, 'store' | 'models' | 'signal'>,
  input: Parsed<'neighbours'>,
): Promise<Output<'neighbours'>> {
  const photo = await photoOf(store, input)
  const name = input.path ?? store.files.pathOf(photo) ?? `Photo ${photo}`
  const space = await activeSpace(await models.current())
  const position = space?.ids.indexOf(photo) ?? -1
  if (space === undefined || position < 0) {
    throw new AppError('not-found', sentence('photo-unseen', { photo: name }))
  }
  const classOf = input.labelled === true ? classesOfPhotos(store) : undefined
  // One more than asked for: the nearest of all is the photo itself, or a duplicate of it.
  const nearest = await nearestInSpace(space, position, {
    count: input.count + 1,
    wanted: classOf && space.ids.map((id) => classOf(id) !== undefined),
    signal,
  })
  const neighbours = nearest.flatMap(({ index, similarity }) => {
    const id = space.ids[index]
    const path = store.files.pathOf(id)
    if (id === photo || path === undefined) return []
    const given = classOf?.(id)
    return [{ id, path, similarity, ...(given === undefined ? {} : { class: given }) }]
  })
  return { neighbours: neighbours.slice(0, input.count) }
}

/** The confirmed class of a photo, by name. */
function classesOfPhotos(store: Store): (photo: PhotoId) => string | undefined {
  const labelSet = store.labelSets.default()
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
