/**
 * @file Chooses the next single photo to ask about, by the query strategies of active learning: the person can choose
 * one of them instead of pages by value, and the simulation compares them. Skipped photos come last; among equals the
 * first one wins.
 */
import type { QueryName } from '../../shared/domain.ts'
import { UNLABELLED } from '../math/labels.ts'
import { row, type Matrix } from '../math/matrix.ts'
import { Random } from '../math/random.ts'
import type { SparseMatrix } from '../math/sparse.ts'
import { dot } from '../math/vectors.ts'
import { sphericalKMeans } from './kmeans.ts'
import { suggestedClass, type PageDraft, type Ranking } from './class-pages.ts'

/** A query that asks for one photo at a time. */
export type SingleQuery = Exclude<QueryName, 'value' | 'class' | 'suspects'>

/** The data that the queries use, by row. */
export interface QuerySpace {
  /** [n, d] rows L2-normalised. */
  readonly coordinates: Matrix
  /** [n, n] the graph of look-alikes; only which photos are linked counts, not the weights. */
  readonly affinity: SparseMatrix
}

/** Number of neighbours in typicality (Hacohen, Dekel and Weinshall 2022, section 3.2). */
const TYPICAL_NEIGHBOURS = 20
const FEWEST_CLUSTERS = 16
const MOST_CLUSTERS = 512

/**
 * @param turn makes the random numbers of each question of a session different, for `random`
 * @returns undefined when every photo has a label
 */
export async function singlePhoto(
  query: SingleQuery,
  ranking: Ranking,
  space: QuerySpace,
  random: { seed: number; turn: number },
): Promise<PageDraft | undefined> {
  const open = leastSkipped(ranking)
  if (open.length === 0) return undefined
  const chosen = await choose(query, open, ranking, space, random)
  return { kind: 'single', class: suggestedClass(ranking, chosen), rows: [chosen] }
}

/** The photos without a label that were skipped least often. */
export function leastSkipped({ labels, skips }: Ranking): number[] {
  const open = [...labels.keys()].filter((index) => labels[index] === UNLABELLED)
  const fewest = open.reduce((least, index) => Math.min(least, skips[index]), Infinity)
  return open.filter((index) => skips[index] === fewest)
}

async function choose(
  query: SingleQuery,
  open: readonly number[],
  ranking: Ranking,
  space: QuerySpace,
  { seed, turn }: { seed: number; turn: number },
): Promise<number> {
  if (query === 'random') return open[new Random(seed).fork(`query ${turn}`).integer(open.length)]
  if (query === 'coverage') return mostCovering(open, ranking.labels, space)
  // With fewer than two classes the classifier cannot be uncertain between any.
  if (query === 'typical' || ranking.classCount < 2)
    return mostTypical(open, ranking.labels, space.coordinates, seed)
  return query === 'margin'
    ? best(open, (index) => -marginOf(ranking, index))
    : best(open, (index) => entropyOf(row(ranking.scores, index)))
}

/** In nats (Shannon 1948). */
function entropyOf(probabilities: Float32Array): number {
  return probabilities.reduce((sum, p) => (p > 0 ? sum - p * Math.log(p) : sum), 0)
}

/** Difference of the two largest class probabilities (Scheffer, Decomain and Wrobel 2001). */
export function marginOf({ probability, runnerUpShare }: Ranking, index: number): number {
  return probability[index] - runnerUpShare[index] * (1 - probability[index])
}

/**
 * TypiClust (Hacohen, Dekel and Weinshall 2022, algorithm 1): the most typical photo of the largest cluster without a
 * label. The paper computes new clusters each time, one more than there are labels; here their number doubles once
 * every cluster has a label, so that a page does not wait for k-means.
 */
async function mostTypical(
  open: readonly number[],
  labels: Int32Array,
  coordinates: Matrix,
  seed: number,
): Promise<number> {
  const isOpen = new Set(open)
  let clusters = FEWEST_CLUSTERS
  let fallback = open
  for (; clusters <= Math.min(MOST_CLUSTERS, coordinates.rows); clusters *= 2) {
    const members = await clustersOf(coordinates, clusters, seed)
    const uncovered = members
      .filter((rows) => rows.every((index) => labels[index] < 0))
      .map((rows) => rows.filter((index) => isOpen.has(index)))
      .filter((rows) => rows.length > 0)
    const largest = uncovered.reduce<number[]>((a, b) => (b.length > a.length ? b : a), [])
    if (largest.length > 0) {
      fallback = largest
      break
    }
  }
  return best(fallback, (index) => typicality(coordinates, fallback, index))
}

/** Clusters of a space, computed once; an entry is dropped together with the matrix that it belongs to. */
const made = new WeakMap<Matrix, Map<string, Promise<number[][]>>>()

function clustersOf(coordinates: Matrix, clusters: number, seed: number): Promise<number[][]> {
  const known = made.get(coordinates) ?? new Map<string, Promise<number[][]>>()
  made.set(coordinates, known)
  const key = `${seed}/${clusters}`
  const found = known.get(key) ?? cluster(coordinates, clusters, seed)
  known.set(key, found)
  return found
}

async function cluster(coordinates: Matrix, clusters: number, seed: number): Promise<number[][]> {
  const random = new Random(seed).fork(`typical ${clusters}`)
  const { assignments } = await sphericalKMeans(coordinates, { clusters, restarts: 1, random })
  const members = Array.from({ length: clusters }, (): number[] => [])
  assignments.forEach((index, photo) => members[index].push(photo))
  return members
}

/** Inverse of the mean distance to the nearest of the other rows; 0 for a single row. */
function typicality(coordinates: Matrix, rows: readonly number[], index: number): number {
  const own = row(coordinates, index)
  const distances = rows
    .filter((other) => other !== index)
    .map((other) => Math.sqrt(Math.max(0, 2 - 2 * dot(own, row(coordinates, other)))))
    .sort((a, b) => a - b)
    .slice(0, TYPICAL_NEIGHBOURS)
  if (distances.length === 0) return 0
  return 1 / (distances.reduce((sum, value) => sum + value, 0) / distances.length + Number.EPSILON)
}

/**
 * MaxHerding (Bae, Noh, Sutherland 2024, equation 4): the photo that increases the following sum most: over all
 * photos, the similarity with the most similar photo that has a label. The kernel is the cosine between neighbours in
 * the graph, and 0 elsewhere.
 */
function mostCovering(
  open: readonly number[],
  labels: Int32Array,
  { coordinates, affinity }: QuerySpace,
): number {
  const kernel = (a: number, b: number): number =>
    a === b ? 1 : Math.max(0, dot(row(coordinates, a), row(coordinates, b)))
  const around = (index: number): number[] => [
    index,
    ...affinity.columns.subarray(affinity.offsets[index], affinity.offsets[index + 1]),
  ]
  const covered = new Float64Array(labels.length)
  labels.forEach((label, index) => {
    if (label < 0) return
    for (const other of around(index)) covered[other] = Math.max(covered[other], kernel(index, other))
  })
  return best(open, (index) =>
    around(index).reduce((gain, other) => gain + Math.max(0, kernel(index, other) - covered[other]), 0),
  )
}

function best(rows: readonly number[], value: (index: number) => number): number {
  let [chosen, most] = [rows[0], -Infinity]
  for (const index of rows) {
    const own = value(index)
    if (own > most) [chosen, most] = [index, own]
  }
  return chosen
}
