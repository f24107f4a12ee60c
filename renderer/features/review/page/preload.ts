/** @file Loads and decodes pictures before they are shown, so that a page appears all at once. */

/** After this time a page is shown with some tiles still empty, instead of letting the person wait. */
const LONGEST_WAIT_MS = 1_200

/** Pixels. */
export interface PictureSize {
  readonly width: number
  readonly height: number
}

/** The size of each picture; undefined for one that is not loaded yet, or cannot be shown. */
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

/** The aspect ratio of the tiles, suitable for most of the pictures: the median, within limits that keep the grid calm. */
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
