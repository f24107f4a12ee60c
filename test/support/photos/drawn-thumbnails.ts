/** @file Thumbnails for a library whose photos are rows of numbers: drawn pictures, which tell the classes apart by sight. */
import type { Store } from '../../../main/store/store.ts'
import { Random } from '../../../main/math/random.ts'
import { writeThumbnail } from '../../../main/ingest/thumbnails.ts'
import { classNames, drawPixels, sharpOf } from './pictures.ts'
import type { SyntheticProblem } from '../training/synthetic-problem.ts'

/** @param store of the library in this folder, filled by `fillLibrary` with the same problem */
export async function drawThumbnails(
  folder: string,
  store: Store,
  { truth }: Pick<SyntheticProblem, 'truth'>,
): Promise<void> {
  const names = classNames(truth.names.length)
  const random = new Random(11)
  for (const [index, { contentHash }] of store.photos.present().entries()) {
    const pixels = await drawPixels(names[truth.classOf[index]], random)
    await writeThumbnail(folder, contentHash, await sharpOf(pixels).jpeg().toBuffer())
  }
}
