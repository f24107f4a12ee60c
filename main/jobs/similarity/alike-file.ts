/**
 * @file The photos that are most like a picture that is in no library. It is read as the photos are, compared with what the backbone in
 * use made of them, and forgotten.
 */
import path from 'node:path'
import type { Output, Parsed } from '../../../shared/contract.ts'
import { BackboneName } from '../../../shared/domain.ts'
import { AppError } from '../../../shared/errors.ts'
import { sentence, type PlainSentence } from '../../../shared/sentences/sentence.ts'
import { openBytes, openPicture, readPhoto } from '../../ingest/read-photo.ts'
import { matrix, row } from '../../math/matrix.ts'
import { chooseBackbone } from '../../model/backbone-self-test.ts'
import { openBackbone, type Backbone } from '../../model/backbone.ts'
import { withCrops } from '../../model/multi-crop.ts'
import { preprocessorOf } from '../../model/preprocess.ts'
import type { JobContext } from '../context.ts'
import { activeCrops } from '../indexing/active-crops.ts'
import { openerFor } from '../indexing/own-backbone.ts'
import { COMPARED_LEVEL } from '../library-model/read-photos.ts'
import { nearestToVector } from './nearest-in-space.ts'

type Context = Pick<JobContext, 'store' | 'models' | 'resources' | 'cacheFolder' | 'preferences' | 'signal'>

/**
 * @throws AppError `bad-input` that says why the file is no picture that can be read; `not-found` while the library has no photos with
 *   features; `backend-unavailable`, `cancelled`
 */
export async function photosLikeFile(
  context: Context,
  { file, count }: Parsed<'alikeFile'>,
): Promise<Output<'alikeFile'>> {
  const { store, models, signal } = context
  const { ids, ownMean, ownFeatures } = await models.current()
  const used = store.features.active()
  if (used === undefined || ids.length === 0) {
    throw new AppError('not-found', sentence('no-photos-index-first'))
  }
  const own = await withBackbone(context, BackboneName.parse(used.name), async (backbone) => {
    const values = (await featuresOfFile(file, backbone, signal))[COMPARED_LEVEL]
    return row(preprocessorOf(ownMean).apply([matrix(1, values.length, values)]), 0)
  })
  const space = { name: '', ids, matrix: await ownFeatures(), pairs: null, trusted: true, codes: undefined }
  const nearest = await nearestToVector(space, own, { count, signal })
  return {
    neighbours: nearest.flatMap(({ index, similarity }) => {
      const place = store.files.pathOf(ids[index])
      return place === undefined ? [] : [{ id: ids[index], path: place, similarity }]
    }),
  }
}

async function withBackbone<T>(
  { store, resources, cacheFolder, preferences, signal }: Context,
  name: BackboneName,
  work: (backbone: Backbone) => Promise<T>,
): Promise<T> {
  const threads = preferences?.threads ?? undefined
  const open = openerFor(store, resources, (each, where) => openBackbone(each, where, threads), signal)
  const { backbone } = await chooseBackbone(name, { open, cacheFolder })
  try {
    return await work(withCrops(backbone, activeCrops(store)))
  } finally {
    await backbone.close()
  }
}

async function featuresOfFile(
  file: Parsed<'alikeFile'>['file'],
  backbone: Backbone,
  signal: AbortSignal,
): Promise<Record<string, Float32Array>> {
  const isHere = 'path' in file
  const name = isHere ? path.basename(file.path) : file.name
  const opened = isHere ? await openPicture(file.path) : await openBytes(name, Buffer.from(file.bytes))
  if (opened.kind === 'unreadable') throw notReadable(name, opened.reason)
  const photo = await readPhoto(opened, [backbone], signal)
  if (photo.kind === 'unreadable') throw notReadable(name, photo.reason)
  return backbone.embed(photo.pixels[0], 1)
}

function notReadable(subject: string, problem: PlainSentence): AppError {
  return new AppError('bad-input', sentence('about', { subject, problem }))
}
