/** @file Spherical k-means: groups of look-alikes. Confirmed photos seed clusters and stay in them. */
import { AppError, throwIfCancelled } from '../../shared/errors.ts'
import { requireFinite } from '../math/checks.ts'
import { matrix, row } from '../math/matrix.ts'
import type { Matrix } from '../math/matrix.ts'
import { nearestRows } from '../math/products/products.ts'
import type { LongWork } from '../math/products/products.ts'
import type { Random } from '../math/random.ts'
import { dot } from '../math/vectors.ts'
import { centresOf, fillEmptyClusters, rowLengths } from './centres.ts'
import { startingCentres } from './seeding.ts'

export interface KMeansOptions extends LongWork {
  /** At least 1; `auto` is a twentieth of the rows, 10 to 500. Never fewer than the seeded classes. */
  clusters: number | 'auto'
  /** Independent starts, of which the one with the least inertia is kept. Default 3. */
  restarts?: number
  /** The most rounds of one start. Default 50; it usually converges after 10 to 30. */
  iterations?: number
  random: Random
  /** Confirmed rows: row indices[i] belongs to class labels[i] (0 .. c - 1, each with at least one row). */
  seeds?: { indices: Int32Array; labels: Int32Array } | undefined
}

export interface KMeans {
  /** [n] the cluster of each row; clusters 0 .. c - 1 are those of the seeded classes. */
  assignments: Int32Array
  /** [n] the cosine of each row with the centre of its cluster. */
  similarities: Float32Array
  /** [clusters, d], rows L2-normalised. */
  centres: Matrix
  /** Sum over the rows of 1 - cosine with their centre: half the squared Euclidean distance of unit vectors. */
  inertia: number
  /** Fewer than asked for where the rows have fewer distinct directions. No cluster is empty. */
  clusters: number
}

const RESTARTS = 3
const ITERATIONS = 50
/** A round that lowers the inertia by a smaller share than this is the last: scikit-learn's tolerance. */
const TOLERANCE = 1e-4
/** Rows of one cluster for `auto`, as in the simulation's policy `cluster-only`. */
const ROWS_PER_CLUSTER = 20
const FEWEST = 10
const MOST = 500

/**
 * Lloyd's algorithm for cosine similarity (Dhillon and Modha 2001). Centres are the normalised sums of their members.
 * Every free row is assigned to the centre with the largest cosine, ties by index; a seeded row stays in the cluster of
 * its class. The inertia never rises from one round to the next. A zero row is like nothing and weighs nothing.
 * @param x [n, d], rows L2-normalised or zero.
 * @throws AppError `internal` for rows of another length and seeds that are not as described, `cancelled`.
 */
export async function sphericalKMeans(x: Matrix, options: KMeansOptions): Promise<KMeans> {
  const { random, signal, report } = options
  const lengths = requireUnitRows(x)
  const pinned = readSeeds(x, options.seeds)
  if (x.rows === 0)
    return {
      assignments: new Int32Array(0),
      similarities: new Float32Array(0),
      centres: matrix(0, x.columns),
      inertia: 0,
      clusters: 0,
    }
  const clusters = clusterCount(x.rows, options.clusters, pinned.classes)
  const restarts = options.restarts ?? RESTARTS
  const isFree = Uint8Array.from(lengths, (length, i) => (length > 0 && pinned.labels[i] < 0 ? 1 : 0))
  const given = centresOf(x, pinned.labels, matrix(pinned.classes, x.columns))
  let best: KMeans | undefined
  for (let restart = 0; restart < restarts; restart += 1) {
    const chance = random.fork(`restart ${restart}`)
    let start = await startingCentres(x, given, clusters, isFree, chance, signal)
    if (start.rows === 0) start = matrix(1, x.columns) // nothing but zero rows
    const found = await iterate(x, start, pinned.labels, isFree, options)
    if (best === undefined || found.inertia < best.inertia) best = found
    report?.(restart + 1, restarts)
  }
  if (best === undefined) throw new AppError('internal', 'k-means needs at least one start.')
  return withoutEmptyClusters(best)
}

async function iterate(
  x: Matrix,
  start: Matrix,
  labels: Int32Array,
  isFree: Uint8Array,
  { iterations = ITERATIONS, signal }: KMeansOptions,
): Promise<KMeans> {
  let centres = start
  let current = await assign(x, centres, labels, signal)
  for (let iteration = 0; iteration < iterations; iteration += 1) {
    throwIfCancelled(signal)
    fillEmptyClusters(current, centres.rows, isFree)
    centres = centresOf(x, current.assignments, centres)
    const next = await assign(x, centres, labels, signal)
    const gain = current.inertia - next.inertia
    current = next
    if (gain <= TOLERANCE * current.inertia) break
  }
  return { ...current, centres, clusters: centres.rows }
}

interface Assignment {
  assignments: Int32Array
  /** [n] cosine of each row with its centre. */
  similarities: Float32Array
  inertia: number
}

async function assign(
  x: Matrix,
  centres: Matrix,
  labels: Int32Array,
  signal: AbortSignal | undefined,
): Promise<Assignment> {
  const { indices, similarities } = await nearestRows(x, centres, 1, { signal, trusted: true })
  let inertia = 0
  for (let i = 0; i < x.rows; i += 1) {
    if (labels[i] >= 0 && indices[i] !== labels[i]) {
      indices[i] = labels[i]
      similarities[i] = dot(row(x, i), row(centres, labels[i]))
    }
    inertia += 1 - similarities[i]
  }
  return { assignments: indices, similarities, inertia: Math.max(0, inertia) }
}

function clusterCount(rows: number, wanted: number | 'auto', classes: number): number {
  const count =
    wanted === 'auto' ? Math.max(FEWEST, Math.min(MOST, Math.round(rows / ROWS_PER_CLUSTER))) : wanted
  if (!Number.isInteger(count) || count < 1) {
    throw new AppError('internal', `The number of clusters must be a whole number from 1 on, not ${count}.`)
  }
  return Math.min(rows, Math.max(count, classes))
}

/** Rounding errors are accepted; rows that were never normalised are not. */
const LENGTH_TOLERANCE = 1e-3

/** @returns [n] the length of each row: 0, or as good as 1. */
function requireUnitRows(x: Matrix): Float64Array {
  requireFinite(x.data, 'rows to be grouped')
  const lengths = rowLengths(x)
  const wrong = lengths.findIndex((length) => length !== 0 && Math.abs(length - 1) > LENGTH_TOLERANCE)
  if (wrong >= 0) {
    throw new AppError('internal', `Row ${wrong} has length ${lengths[wrong]}, but rows must be normalised.`)
  }
  return lengths
}

/** @returns labels [n]: the class of each seeded row, -1 for the free ones. */
function readSeeds(x: Matrix, seeds: KMeansOptions['seeds']): { labels: Int32Array; classes: number } {
  const labels = new Int32Array(x.rows).fill(-1)
  const seen = new Set<number>()
  for (let i = 0; i < (seeds?.indices.length ?? 0); i += 1) {
    const index = seeds?.indices[i] ?? -1
    const label = seeds?.labels[i] ?? -1
    if (!(index >= 0 && index < x.rows) || label < 0) {
      throw new AppError('internal', `Row ${index} with class ${label} cannot seed a cluster.`)
    }
    labels[index] = label
    seen.add(label)
  }
  const classes = seen.size
  for (const label of seen) {
    if (label >= classes)
      throw new AppError('internal', `Class ${label} is seeded, but one before it is not.`)
  }
  return { labels, classes }
}

/** Removes the clusters without rows; no row's nearest centre changes by that. */
function withoutEmptyClusters(found: KMeans): KMeans {
  const sizes = new Int32Array(found.clusters)
  for (const cluster of found.assignments) sizes[cluster] += 1
  const kept = Array.from(sizes.keys()).filter((cluster) => sizes[cluster] > 0)
  const renumbered = new Int32Array(found.clusters)
  const centres = matrix(kept.length, found.centres.columns)
  for (const [to, from] of kept.entries()) {
    renumbered[from] = to
    row(centres, to).set(row(found.centres, from))
  }
  const assignments = found.assignments.map((cluster) => renumbered[cluster])
  return { ...found, assignments, centres, clusters: kept.length }
}
