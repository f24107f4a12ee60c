/** @file Loads and decodes pictures before they are shown, so that a page appears whole. */

/** A page that is late shows its first tiles empty rather than keep the person waiting. */
const LONGEST_WAIT_MS = 1_200

/** Width through height of each picture; undefined for one that is not there yet, or cannot be shown. */
export async function preloadPictures(addresses: readonly string[]): Promise<(number | undefined)[]> {
  const aspects: (number | undefined)[] = addresses.map(() => undefined)
  const loading = addresses.map(async (address, index) => {
    const image = new Image()
    image.src = address
    await image.decode().catch(() => undefined)
    if (image.naturalHeight > 0) aspects[index] = image.naturalWidth / image.naturalHeight
  })
  await Promise.race([Promise.all(loading), timePassed(LONGEST_WAIT_MS)])
  return aspects
}

/** A shape of tile that suits most of the pictures: the median, within what still makes a calm grid. */
export function tileAspect(aspects: readonly (number | undefined)[]): number {
  const known = aspects.filter((each) => each !== undefined).sort((a, b) => a - b)
  const median = known.at(Math.floor(known.length / 2)) ?? 4 / 3
  return Math.max(0.75, Math.min(1.5, median))
}

function timePassed(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds)
  })
}
