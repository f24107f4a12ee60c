/**
 * @file A 64-bit fingerprint of what a picture looks like: near-duplicates (another size, another compression) differ in
 * few bits. The DCT hash of Zauner 2010 (pHash): 32 x 32 grey means, the lowest 8 x 8 frequencies, each against their median.
 */

const SIDE = 32
const FREQUENCIES = 8

/** cosines[frequency * SIDE + x] of the DCT-II, without its constant factors: only the order of magnitudes counts. */
const COSINES = Float64Array.from({ length: FREQUENCIES * SIDE }, (_, i) =>
  Math.cos((Math.PI * Math.floor(i / SIDE) * (2 * (i % SIDE) + 1)) / (2 * SIDE)),
)

/** @param pixels RGB, uint8 [height, width, 3], upright. @returns 64 bits, unsigned. */
export function perceptualHash(pixels: Uint8Array, width: number, height: number): bigint {
  const frequencies = lowFrequencies(greyMeans(pixels, width, height))
  // The first one is the mean brightness, which says nothing about the shape: it stays out of the median.
  const sorted = frequencies.slice(1).sort()
  const median = sorted[sorted.length >> 1]
  let hash = 0n
  for (const value of frequencies) hash = (hash << 1n) | (value > median ? 1n : 0n)
  return hash
}

/**
 * Mean luma (BT.601 weights) of each cell of a SIDE x SIDE grid over the whole picture: float64 [SIDE, SIDE].
 * A cell is at least one pixel, so in a picture of fewer than SIDE pixels a side neighbouring cells share them.
 */
function greyMeans(pixels: Uint8Array, width: number, height: number): Float64Array {
  const means = new Float64Array(SIDE * SIDE)
  for (let cell = 0; cell < means.length; cell += 1) {
    const [left, right] = cellRange(cell % SIDE, width)
    const [top, bottom] = cellRange(Math.floor(cell / SIDE), height)
    let sum = 0
    for (let y = top; y < bottom; y += 1) {
      for (let i = (y * width + left) * 3; i < (y * width + right) * 3; i += 3) {
        sum += 0.299 * pixels[i] + 0.587 * pixels[i + 1] + 0.114 * pixels[i + 2]
      }
    }
    means[cell] = sum / ((right - left) * (bottom - top))
  }
  return means
}

function cellRange(cell: number, length: number): [start: number, end: number] {
  const start = Math.floor((cell * length) / SIDE)
  return [start, Math.max(start + 1, Math.floor(((cell + 1) * length) / SIDE))]
}

/** The separable DCT-II, only its lowest frequencies: float64 [FREQUENCIES, FREQUENCIES]. */
function lowFrequencies(grey: Float64Array): Float64Array {
  const rows = new Float64Array(SIDE * FREQUENCIES)
  for (let y = 0; y < SIDE; y += 1) {
    for (let u = 0; u < FREQUENCIES; u += 1) {
      let sum = 0
      for (let x = 0; x < SIDE; x += 1) sum += grey[y * SIDE + x] * COSINES[u * SIDE + x]
      rows[y * FREQUENCIES + u] = sum
    }
  }
  const out = new Float64Array(FREQUENCIES * FREQUENCIES)
  for (let v = 0; v < FREQUENCIES; v += 1) {
    for (let u = 0; u < FREQUENCIES; u += 1) {
      let sum = 0
      for (let y = 0; y < SIDE; y += 1) sum += rows[y * FREQUENCIES + u] * COSINES[v * SIDE + y]
      out[v * FREQUENCIES + u] = sum
    }
  }
  return out
}

/** Of 64. */
export function differingBits(one: bigint, other: bigint): number {
  let count = 0
  for (let rest = one ^ other; rest > 0n; rest &= rest - 1n) count += 1
  return count
}
