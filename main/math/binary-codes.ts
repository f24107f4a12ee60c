/**
 * @file Binary codes c = sign(z R) of embeddings, and search by Hamming distance in them: a quick first choice of what may be near,
 * from which the cosines then choose.
 */
import type { Matrix } from './matrix.ts'
import { multiply } from './products/products.ts'

/** Eight bits a byte, the least significant first; a bit is set where the product is above 0. */
export interface Codes {
  readonly rows: number
  /** Bytes of a row. */
  readonly bytes: number
  /** [rows * bytes] */
  readonly data: Uint8Array
}

/**
 * @param embeddings [n, width]
 * @param directions R [width, bits], row by row; bits is a multiple of 8
 */
export async function binaryCodes(embeddings: Matrix, directions: Float32Array): Promise<Codes> {
  const bits = directions.length / embeddings.columns
  const products = await multiply(embeddings, { rows: embeddings.columns, columns: bits, data: directions })
  const data = new Uint8Array(products.data.length / 8)
  products.data.forEach((value, entry) => {
    if (value > 0) data[entry >> 3] |= 1 << (entry & 7)
  })
  return { rows: embeddings.rows, bytes: bits / 8, data }
}

/** The `count` rows whose codes differ in the fewest bits from that of row `from`, itself among them; of equals the first. */
export function hammingNearest(codes: Codes, from: number, count: number): Int32Array {
  const { rows, bytes, data } = codes
  const bits = 8 * bytes
  const distances = new Uint16Array(rows)
  const histogram = new Int32Array(bits + 1)
  const own = data.subarray(from * bytes, (from + 1) * bytes)
  for (let i = 0; i < rows; i += 1) {
    let distance = 0
    for (let byte = 0; byte < bytes; byte += 1) distance += BITS_SET[own[byte] ^ data[i * bytes + byte]]
    distances[i] = distance
    histogram[distance] += 1
  }
  const out: number[] = []
  for (let distance = 0; distance <= bits && out.length < count; distance += 1) {
    if (histogram[distance] === 0) continue
    for (let i = 0; i < rows && out.length < count; i += 1) if (distances[i] === distance) out.push(i)
  }
  return Int32Array.from(out)
}

/** How many bits each byte has set: those of its half, and its lowest. */
const BITS_SET = new Uint8Array(256)
for (let byte = 1; byte < 256; byte += 1) BITS_SET[byte] = BITS_SET[byte >> 1] + (byte & 1)
