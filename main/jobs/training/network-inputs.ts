/** @file The inputs of each network: pixels of the thumbnails, or the shipped backbone's maps. */
import type { DeepNetworkName, PhotoId } from '../../../shared/domain.ts'
import { PICTURE_SIDE } from '../../model/deep/networks.ts'
import type { JobContext } from '../context.ts'
import { photoMaps } from './photo-maps.ts'
import { picturePixels } from './picture-pixels.ts'
import type { EmbedRequest, MapsToRead, PixelsToRead } from './thread/train-protocol.ts'

type Context = Pick<JobContext, 'store' | 'cacheFolder' | 'resources' | 'signal' | 'report'>

/** The most photos without a label whose inputs are loaded for a training. Maps take seven times the memory of pixels. */
export const MOST_OTHERS: Readonly<Record<DeepNetworkName, number>> = {
  cnn: 4096,
  'siamese-cnn': 4096,
  'fine-tune': 1024,
}

/**
 * The inputs of a training.
 * @param photos rows of the library, ascending, and their photos
 * @throws AppError `not-found` where a photo has neither a thumbnail nor a file that can be read; `backend-unavailable`,
 *   `cancelled`
 */
export async function inputsFor(
  context: Context,
  network: DeepNetworkName,
  photos: Int32Array,
  ids: readonly PhotoId[],
): Promise<PixelsToRead | MapsToRead> {
  context.report({ stage: 'reading pictures', done: 0, total: ids.length })
  if (network === 'fine-tune') {
    return { kind: 'maps', photos, maps: await photoMaps(context, ids) }
  }
  const pixels = await picturePixels(context, ids, PICTURE_SIDE)
  return { kind: 'pixels', network, photos, side: PICTURE_SIDE, pixels }
}

/** The inputs for embedding photos with a trained network. @throws as `inputsFor` */
export async function embeddingInputs(
  context: Context,
  network: DeepNetworkName,
  ids: readonly PhotoId[],
): Promise<EmbedRequest['inputs']> {
  if (network === 'fine-tune') {
    const quiet = { ...context, report: () => undefined } // the caller reports the progress
    return { kind: 'maps', maps: await photoMaps(quiet, ids) }
  }
  return { kind: 'pixels', pixels: await picturePixels(context, ids, PICTURE_SIDE) }
}
