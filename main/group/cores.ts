/** @file The core of a cluster: its most typical photos, and how similar they are to each other. */
import type { Goal } from '../../shared/contract/measures.ts'
import { row, type Matrix } from '../math/matrix.ts'

export interface Core {
  /** Most typical first. */
  readonly rows: readonly number[]
  /** Cosine of each row with the core's centre, 0 to 1. */
  readonly typicality: readonly number[]
}

/**
 * The core is this share of the cluster, up to a largest number of photos: photos further out are more often of
 * another class. A class is learned from fewer photos than can be confirmed at once, and looking at photos takes most
 * of the person's time. Of a small cluster it is a larger share, up to five photos: two or three make a poor page.
 */
const CORE_SHARE = 0.5
const SMALL_CORE = { share: 0.7, photos: 5 }
const LARGEST_CORE: Readonly<Record<Goal, number>> = { accuracy: 18, commit: 40 }

/** The rows by their cosine with the direction of their mean, most typical first. */
export function byTypicality(
  coordinates: Matrix,
  rows: readonly number[],
): { index: number; similarity: number }[] {
  const centre = direction(coordinates, rows)
  return rows
    .map((index) => ({ index, similarity: dot(row(coordinates, index), centre) }))
    .sort((a, b) => b.similarity - a.similarity || a.index - b.index)
}

/** @param coordinates [n, d] diffusion coordinates */
export function coreOf(coordinates: Matrix, rows: readonly number[], goal: Goal): Core {
  const share = Math.ceil(CORE_SHARE * rows.length)
  const least = Math.min(SMALL_CORE.photos, Math.ceil(SMALL_CORE.share * rows.length))
  const size = Math.min(LARGEST_CORE[goal], Math.max(1, least, share))
  const core = byTypicality(coordinates, rows)
    .slice(0, size)
    .map(({ index }) => index)
  const coreCentre = direction(coordinates, core)
  return {
    rows: core,
    typicality: core.map((index) => Math.max(0, Math.min(1, dot(row(coordinates, index), coreCentre)))),
  }
}

/**
 * How much the rows are of one kind: the smallest cosine of any row with the mean direction of all of them, -1 to 1.
 * Of a dozen measures this one separated pure cores from mixed ones best on six sets of photos: figures in
 * docs/adr/0004-page-choice.md.
 * @param features [n, d] rows L2-normalised
 */
export function cohesion(features: Matrix, rows: readonly number[]): number {
  const centre = direction(features, rows)
  return Math.min(...rows.map((index) => dot(row(features, index), centre)))
}

/**
 * Logistic regression on 669 pages of something new in simulated sessions on six sets of photos: figures in
 * docs/adr/0031-pages-of-several-classes.md.
 */
const OF_ONE_CLASS = { offset: -1.22, slope: 0.9, least: 0.005 }

/** The probability that a photo is of the commonest class of its core, by its typicality there (0 to 1). */
export function probabilityInCore(typicality: number): number {
  const { offset, slope, least } = OF_ONE_CLASS
  return 1 / (1 + Math.exp(-offset + slope * Math.log(1 - typicality + least)))
}

/** A few photos may be alike by chance, and three make a poor page: up to this size, larger groups come first. */
const ENOUGH_TO_JUDGE = 5

/**
 * The value of the rows as a first page: up to five the number of photos that differ, then how much they are of one kind. A
 * burst is of one kind by itself, and teaches no more than one photo of it.
 * @param space `features` as for `cohesion`; `duplicates`: [n] the lowest row of each row's near-duplicates, itself where it
 * has none
 */
export function worthAsFirstPage(
  { features, duplicates }: { readonly features: Matrix; readonly duplicates: Int32Array },
  rows: readonly number[],
): number {
  const different = new Set(rows.map((index) => duplicates[index])).size
  return Math.min(different, ENOUGH_TO_JUDGE) + cohesion(features, rows)
}

/** The L2-normalised mean of the rows; zeros where they cancel out. */
export function direction(m: Matrix, rows: readonly number[]): Float64Array {
  const sum = new Float64Array(m.columns)
  for (const index of rows) {
    const values = row(m, index)
    for (let c = 0; c < sum.length; c += 1) sum[c] += values[c]
  }
  const length = Math.sqrt(dot(sum, sum))
  return length > 0 ? sum.map((value) => value / length) : sum
}

export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0
  for (let c = 0; c < a.length; c += 1) sum += a[c] * b[c]
  return sum
}
