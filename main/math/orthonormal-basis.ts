/**
 * @file Orthonormal vectors that grow by blocks and shrink to combinations of themselves. Of a million numbers each they are most of the
 * memory of those who compute with them, so they are float32: orthogonal to some 1e-6.
 */
import { matrix, row, rowsBetween, type Matrix } from './matrix.ts'
import { multiplyInto, multiplyTransposed } from './products/products.ts'
import type { Random } from './random.ts'
import { dot, lengthOf } from './vectors.ts'

/** What is left of a vector below this share of its length is rounding. */
const NOTHING_LEFT = 1e-5
/** Numbers of each vector that are combined together: a copy of them stays in the processor's cache. */
const TOGETHER = 4_096

/** Vectors [size, n], row-major, up to a number that is known from the start. */
export class OrthonormalBasis {
  size = 0
  readonly #all: Matrix
  /** [block, n] what is subtracted from a block. */
  readonly #known: Float32Array
  readonly #random: Random

  /**
   * @param n numbers of each vector
   * @param most vectors that there is room for
   * @param block the most vectors that are added together
   */
  constructor(n: number, most: number, block: number, random: Random) {
    this.#all = matrix(most, n)
    this.#known = new Float32Array(block * n)
    this.#random = random
  }

  /** A view on the vectors [from, to). */
  vectors(from: number, to: number): Matrix {
    return rowsBetween(this.#all, from, to)
  }

  /** [b, size]: the dot products of vectors [b, n] with each of the basis. */
  shares(vectors: Matrix): Promise<Matrix> {
    return multiplyTransposed(vectors, this.vectors(0, this.size), { trusted: true })
  }

  /**
   * What is new in the vectors [b, n], orthonormal; chance in the place of those in which nothing is.
   * Block Gram-Schmidt, twice ("twice is enough", Parlett 1998): against the basis by matrix products, then within the block.
   * @param vectors changed in place
   * @param shares of the vectors in the basis as it is
   */
  async remainder(vectors: Matrix, shares: Matrix): Promise<Matrix> {
    const lengths = rowsOf(vectors).map(lengthOf)
    await this.#subtract(vectors, shares)
    const kept = orthonormalRows(vectors, lengths)
    let block = vectors
    if (kept.length < vectors.rows) {
      const fresh = this.chance(vectors.rows - kept.length)
      await this.#subtract(fresh, await this.shares(fresh))
      block = joined([...kept, ...rowsOf(fresh)])
      block = joined(orthonormalRows(block, rowsOf(block).map(lengthOf)))
    }
    await this.#subtract(block, await this.shares(block))
    return joined(orthonormalRows(block, rowsOf(block).map(lengthOf)))
  }

  /** As many of them as there is room for. @param vectors [b, n] orthonormal, also to the basis */
  append(vectors: Matrix): void {
    const { rows, columns, data } = this.#all
    const count = Math.min(vectors.rows, rows - this.size)
    data.set(vectors.data.subarray(0, count * columns), this.size * columns)
    this.size += count
  }

  /** [count, n] as they come. */
  chance(count: number): Matrix {
    const { columns } = this.#all
    return matrix(
      count,
      columns,
      Float32Array.from({ length: count * columns }, () => this.#random.normal()),
    )
  }

  /** The combinations take the place of the vectors. @param rotation [count, size] orthonormal rows */
  async rotate(rotation: Matrix): Promise<void> {
    const { columns, data } = this.#all
    await this.combined(rotation, (part, from) => {
      for (let j = 0; j < part.rows; j += 1) data.set(row(part, j), j * columns + from)
    })
    this.size = rotation.rows
  }

  /**
   * rotation · vectors, some numbers of each at a time: `take` may put them where the vectors are.
   * @param rotation [count, size]
   * @param take gets [count, some] numbers and the place of the first
   */
  async combined(rotation: Matrix, take: (part: Matrix, from: number) => void): Promise<void> {
    const { columns, data } = this.#all
    const lengthAtMost = Math.min(TOGETHER, columns)
    const copies = new Float32Array(this.size * lengthAtMost)
    const results = new Float32Array(rotation.rows * lengthAtMost)
    for (let from = 0; from < columns; from += TOGETHER) {
      const length = Math.min(TOGETHER, columns - from)
      const some = matrix(this.size, length, copies.subarray(0, this.size * length))
      for (let i = 0; i < this.size; i += 1) {
        const start = i * columns + from
        some.data.set(data.subarray(start, start + length), i * length)
      }
      const part = matrix(rotation.rows, length, results.subarray(0, rotation.rows * length))
      await multiplyInto(rotation, some, part)
      take(part, from)
    }
  }

  async #subtract(vectors: Matrix, shares: Matrix): Promise<void> {
    if (this.size === 0 || vectors.rows === 0) return
    const known = matrix(
      vectors.rows,
      vectors.columns,
      this.#known.subarray(0, vectors.rows * vectors.columns),
    )
    await multiplyInto(shares, this.vectors(0, this.size), known)
    for (let i = 0; i < known.data.length; i += 1) vectors.data[i] -= known.data[i]
  }
}

/** Gram-Schmidt within a block, in place. @returns the rows of which something was left, each of length 1. */
function orthonormalRows(block: Matrix, lengths: readonly number[]): Float32Array[] {
  const kept: Float32Array[] = []
  for (const [index, vector] of rowsOf(block).entries()) {
    for (const other of kept) {
      const share = dot(vector, other)
      for (let i = 0; i < vector.length; i += 1) vector[i] -= share * other[i]
    }
    const length = lengthOf(vector)
    if (length === 0 || length < NOTHING_LEFT * lengths[index]) continue
    for (let i = 0; i < vector.length; i += 1) vector[i] /= length
    kept.push(vector)
  }
  return kept
}

function rowsOf(block: Matrix): Float32Array[] {
  return Array.from({ length: block.rows }, (_, j) => row(block, j))
}

function joined(vectors: readonly Float32Array[], n = vectors[0]?.length ?? 0): Matrix {
  const out = matrix(vectors.length, n)
  for (const [j, vector] of vectors.entries()) out.data.set(vector, j * n)
  return out
}
