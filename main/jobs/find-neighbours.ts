/** @file The photos that are most like a given one. */
import type { Output, Parsed } from '../../shared/contract.ts'
import type { PhotoId } from '../../shared/domain.ts'
import { AppError } from '../../shared/errors.ts'
import { matrix, row } from '../math/matrix.ts'
import { nearestRows } from '../math/products.ts'
import type { Store } from '../store/store.ts'
import { activeSpace } from './active-space.ts'
import type { JobContext } from './context.ts'
import { locatePhoto } from './locate.ts'

/** @throws AppError `not-found` when the path is no photo of the library, or one without features yet. */
export async function findNeighbours(
  { store, signal }: Pick<JobContext, 'store' | 'signal'>,
  input: Parsed<'neighbours'>,
): Promise<Output<'neighbours'>> {
  const photo = await photoOf(store, input)
  const name = input.path ?? store.files.pathOf(photo) ?? `Photo ${photo}`
  const space = activeSpace(store)
  const position = space?.ids.indexOf(photo) ?? -1
  if (space === undefined || position < 0) {
    throw new AppError('not-found', `${name} has no features yet: index its folder again.`)
  }
  const query = matrix(1, space.matrix.columns)
  query.data.set(row(space.matrix, position))
  // One more than asked for: the nearest of all is the photo itself, or a duplicate of it.
  const nearest = await nearestRows(query, space.matrix, input.count + 1, { signal })
  const paths = store.files.paths()
  const neighbours = [...nearest.indices.subarray(0, nearest.count)].flatMap((index, rank) => {
    const id = space.ids[index]
    const path = paths.get(id)
    return id === photo || path === undefined ? [] : [{ id, path, similarity: nearest.similarities[rank] }]
  })
  return { neighbours: neighbours.slice(0, input.count) }
}

async function photoOf(store: Store, { id, path }: Parsed<'neighbours'>): Promise<PhotoId> {
  if (id !== undefined) {
    if (store.photos.get(id) === undefined) throw new AppError('not-found', `There is no photo ${id}.`)
    return id
  }
  if (path === undefined)
    throw new AppError('bad-input', 'Neighbours of which photo? Give its path or its id.')
  const roots = store.files.roots().map((root) => root.path)
  const photo = await locatePhoto(store, path, roots)
  if (photo === undefined) throw new AppError('not-found', `${path} is no photo of the library.`)
  return photo
}
