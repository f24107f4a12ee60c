/** @file Whether a JPEG XL is an animation, by the first bits of its picture: its decoder shows the first frame and says nothing. Reference: ISO/IEC 18181-1. */
import { jxlPicture } from './container.ts'

/** More than what is looked at takes. Bytes. */
const HEAD = 64

/** False where that cannot be told. */
export function isJxlAnimation(file: Buffer): boolean {
  const picture = Buffer.concat(jxlPicture(file) ?? []).subarray(0, HEAD)
  if (picture.toString('latin1', 0, 2) !== '\xff\x0a') return false
  const bits = new Bits(picture.subarray(2))
  skipSize(bits)
  const isUsual = bits.read(1) === 1
  if (isUsual || bits.read(1) === 0) return false // says nothing beyond its pixels
  bits.read(3) // how it is turned
  if (bits.read(1) === 1) skipSize(bits)
  if (bits.read(1) === 1) skipPreview(bits)
  return bits.read(1) === 1
}

/** Numbers in bits, the lowest first. */
class Bits {
  readonly #bytes: Uint8Array
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  /** Zeros behind the end. */
  read(count: number): number {
    let value = 0
    for (let i = 0; i < count; i += 1, this.#at += 1)
      value += (((this.#bytes[this.#at >> 3] ?? 0) >> (this.#at & 7)) & 1) * 2 ** i
    return value
  }

  /** One of four kinds of numbers, each of so many bits. */
  skipOneOf(lengths: readonly number[]): void {
    this.read(lengths[this.read(2)])
  }
}

function skipSize(bits: Bits): void {
  const isSmall = bits.read(1) === 1
  const side = (): void => {
    if (isSmall) bits.read(5)
    else bits.skipOneOf([9, 13, 18, 30])
  }
  side()
  if (bits.read(3) === 0) side()
}

function skipPreview(bits: Bits): void {
  const isSmall = bits.read(1) === 1
  const side = (): void => {
    bits.skipOneOf(isSmall ? [0, 0, 5, 9] : [6, 8, 10, 12])
  }
  side()
  if (bits.read(3) === 0) side()
}
