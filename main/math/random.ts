/** @file The one source of randomness: a seeded generator that is passed to every function that needs randomness. */
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64'
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus'

/** xoroshiro128+ (pure-rand). The same seed and the same calls give the same numbers on every machine. */
export class Random {
  readonly #seed: number
  readonly #generator: ReturnType<typeof xoroshiro128plusFromState>
  #spareNormal: number | undefined

  /** @param seed any integer up to 2^53; neighbouring seeds give unrelated streams. */
  constructor(seed: number) {
    this.#seed = seed
    // The generator wants 128 well mixed bits and starts badly from a plain small seed.
    const mix = splitMix32(seed | 0, Math.floor(seed / 2 ** 32) | 0)
    this.#generator = xoroshiro128plusFromState([mix(), mix(), mix(), mix()])
  }

  /** Uniform in [0, 1), 53 bits. */
  next(): number {
    return uniformFloat64(this.#generator)
  }

  /** A whole number, uniform in 0 .. n - 1. */
  integer(n: number): number {
    return Math.floor(this.next() * n)
  }

  /** Standard normal, by the polar method of Marsaglia and Bray (1964), which yields two at a time. */
  normal(): number {
    if (this.#spareNormal !== undefined) {
      const spare = this.#spareNormal
      this.#spareNormal = undefined
      return spare
    }
    for (;;) {
      const x = 2 * this.next() - 1
      const y = 2 * this.next() - 1
      const square = x * x + y * y
      if (square >= 1 || square === 0) continue
      const scale = Math.sqrt((-2 * Math.log(square)) / square)
      this.#spareNormal = y * scale
      return x * scale
    }
  }

  /** A new array with the items in random order (Fisher-Yates); the given one stays as it is. */
  shuffle<T>(items: readonly T[]): T[] {
    const out = items.slice()
    for (let i = out.length - 1; i > 0; i -= 1) {
      const j = this.integer(i + 1)
      const moved = out[i]
      out[i] = out[j]
      out[j] = moved
    }
    return out
  }

  /**
   * A generator of its own for one purpose. It depends on this one's seed and the label alone, not on how many
   * numbers were drawn before, so that one stage may draw more without changing what the next one sees.
   */
  fork(label: string): Random {
    let low = this.#seed | 0
    let high = Math.floor(this.#seed / 2 ** 32) | 0
    for (let i = 0; i < label.length; i += 1) {
      low = Math.imul(low ^ label.charCodeAt(i), 0x01000193) // FNV-1a's prime
      high = Math.imul(high ^ label.charCodeAt(i) ^ (low >>> 15), 0x85ebca6b) // MurmurHash3's first constant
    }
    const mix = splitMix32(low, high)
    return new Random((mix() >>> 11) * 2 ** 32 + (mix() >>> 0)) // 21 + 32 bits: a safe integer
  }
}

/** A stream of mixed 32-bit words: splitmix32 with MurmurHash3's finaliser, over a 64-bit seed. */
function splitMix32(low: number, high: number): () => number {
  let state = low ^ Math.imul(high, 0xc2b2ae35) ^ 0x6a09e667
  let step = high
  return () => {
    state = (state + 0x9e3779b9) | 0
    step = (step + 0x7f4a7c15) | 0
    let word = state ^ Math.imul(step ^ (step >>> 15), 0x2c1b3c6d)
    word = Math.imul(word ^ (word >>> 16), 0x85ebca6b)
    word = Math.imul(word ^ (word >>> 13), 0xc2b2ae35)
    return word ^ (word >>> 16)
  }
}
