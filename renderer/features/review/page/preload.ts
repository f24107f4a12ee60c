/** @file Loads and decodes pictures before they are shown, so that a page appears whole. */

/** A page that is late shows its first tiles empty rather than keep the person waiting. */
const LONGEST_WAIT_MS = 1_200

/** Pixels. */
export interface PictureSize {
  readonly width: number
  readonly height: number
}

/** The size of each picture; undefined for one that is not there yet, or cannot be shown. */
export async function preloadPictures(addresses: readonly string[]): Promise<(PictureSize | undefined)[]> {
  const sizes: (PictureSize | undefined)[] = addresses.map(() => undefined)
  const loading = addresses.map(async (address, index) => {
    const image = new Image()
    image.src = address
    await image.decode().catch(() => undefined)
    const { naturalWidth: width, naturalHeight: height } = image
    if (height > 0) sizes[index] = { width, height }
  })
  await Promise.race([Promise.all(loading), timePassed(LONGEST_WAIT_MS)])
  return sizes
}

/** A shape of tile that suits most of the pictures: the median, within what still makes a calm grid. */
export function tileAspect(sizes: readonly (PictureSize | undefined)[]): number {
  const known = sizes.flatMap((size) => (size ? [size.width / size.height] : [])).sort((a, b) => a - b)
  const median = known.at(Math.floor(known.length / 2)) ?? 4 / 3
  return Math.max(0.75, Math.min(1.5, median))
}

function timePassed(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds)
  })
}
