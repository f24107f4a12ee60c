/** @file The photos that are most like a given one. */
import type { Output, Parsed } from '../../../shared/contract.ts'
import type { PhotoId } from '../../../shared/domain.ts'
import { AppError } from '../../../shared/errors.ts'
import { sentence } from '../../../shared/sentences/sentence.ts'
import { gatherRows, matrix, row } from '../../math/matrix.ts'
import { nearestRows } from '../../math/products/products.ts'
import type { Store } from '../../store/store.ts'
import { hammingNearest } from '../../math/binary-codes.ts'
import { sameClass } from '../../learn/training/pair-classifier.ts'
import { activeSpace, type Space } from './active-space.ts'
import type { JobContext } from '../context.ts'
import { isAmbiguous, Locator } from '../labels/locate.ts'

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
  // One more than asked for: the nearest of all is the photo itself, or a duplicate of it.
  const nearest = await nearestTo(space, position, input.count + 1, signal)
  const neighbours = nearest.flatMap(({ index, similarity }) => {
    const id = space.ids[index]
    const path = store.files.pathOf(id)
    return id === photo || path === undefined ? [] : [{ id, path, similarity }]
  })
  return { neighbours: neighbours.slice(0, input.count) }
}

/** The codes choose so many times as many photos as are asked for, and at least so many, before the cosines do. */
const WIDER = 10
const LEAST_CANDIDATES = 200

/** By cosine (among what the codes choose, where there are codes), or by the probability of being of one class where the head has learned to tell. */
async function nearestTo(
  { matrix: x, pairs, codes, trusted }: Space,
  position: number,
  count: number,
  signal: AbortSignal,
) {
  const own = row(x, position)
  if (pairs !== null) {
    return Array.from({ length: x.rows }, (_, index) => ({
      index,
      similarity: sameClass(own, row(x, index), pairs),
    }))
      .sort((a, b) => b.similarity - a.similarity || a.index - b.index)
      .slice(0, count)
  }
  const candidates =
    codes === undefined
      ? undefined
      : hammingNearest(codes, position, Math.max(LEAST_CANDIDATES, WIDER * count))
  const among = candidates === undefined ? x : gatherRows(x, candidates)
  const nearest = await nearestRows(matrix(1, x.columns, own.slice()), among, count, { signal, trusted })
  return [...nearest.indices].map((index, rank) => ({
    index: candidates === undefined ? index : candidates[index],
    similarity: nearest.similarities[rank],
  }))
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
