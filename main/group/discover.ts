/**
 * @file Finds new classes: pages of kind `new` show the core of a cluster that is unlike everything named so far.
 * Until most classes are named, no suggestion can be trusted; a few such pages find them
 * (docs/adr/0004-page-choice.md).
 */
import type { Goal } from '../../shared/contract/measures.ts'
import { LEFT_OUT, UNLABELLED } from '../math/labels.ts'
import { gatherRows, row, type Matrix } from '../math/matrix.ts'
import { nearestRows } from '../math/products/products.ts'
import type { Random } from '../math/random.ts'
import { tally } from '../math/statistics.ts'
import { drawRows } from './cells.ts'
import { coreOf, direction, dot, worthAsFirstPage, type Core } from './cores.ts'
import { sphericalKMeans } from './kmeans.ts'
import type { Ranking } from './class-pages.ts'
import { oneOfEachStack, type Stacks } from './stacks.ts'

/** The input of discovery, by row. */
export interface DiscoveryState {
  /** [n, d] diffusion coordinates, rows L2-normalised. */
  readonly coordinates: Matrix
  /** [n, ·] preprocessed features, rows L2-normalised. */
  readonly features: Matrix
  /** [n] the lowest row of each row's near-duplicates, itself where it has none. */
  readonly duplicates: Int32Array
  /** [n] class, or UNLABELLED, or LEFT_OUT. */
  readonly labels: Int32Array
  readonly classCount: number
  /** [n] how often the photo was skipped. */
  readonly skips: Int32Array
  /** [n] 1 where the photo was already shown on a `new` page. */
  readonly shownAsNew: Uint8Array
  /** Of the photos of a stack only one counts for a core: it stands for all. */
  readonly stacks?: Stacks
}

/** The classifier's results that discovery uses. */
type OpenRanking = Pick<Ranking, 'guess' | 'scores' | 'unlike'>

/**
 * The number of clusters is this many times the cube root of the number of photos, within these bounds: it held up on
 * even and on uneven classes alike.
 */
const CLUSTERS_PER_CUBE_ROOT = 2.8
const FEWEST_CLUSTERS = 8
const MOST_CLUSTERS = 400
const RESTARTS = 3
/** Rows that a cluster is learned from, on the average: what faiss takes at most by default (`max_points_per_centroid`). */
const SAMPLE_PER_CLUSTER = 256
/** Smaller clusters are strays: naming them would teach too little. */
const SMALLEST_CLUSTER = 3
/**
 * A core is of a known class if that class is the guess for at least this share of it, with at least this mean
 * probability, and has at least this many labels. With a certainty of 0.8, classes without a name were hidden behind
 * similar ones; with two backbones this happened at 0.9 too.
 */
const KNOWN = { labels: 8, share: 0.9, certainty: 0.96 }
/** A cluster of which less than this share is still without a label counts as found already. */
const LABELLED_SHARE = 0.5

/** @returns the rows of each cluster; clusters of fewer than three photos are left out. */
export async function discoveryClusters(coordinates: Matrix, random: Random): Promise<number[][]> {
  const wanted = Math.round(CLUSTERS_PER_CUBE_ROOT * Math.cbrt(coordinates.rows))
  const clusters = Math.min(coordinates.rows, Math.max(FEWEST_CLUSTERS, Math.min(MOST_CLUSTERS, wanted)))
  const assignments = await assigned(coordinates, clusters, random)
  const members = Array.from({ length: clusters }, (): number[] => [])
  assignments.forEach((cluster, index) => members[cluster].push(index))
  return members.filter((rows) => rows.length >= SMALLEST_CLUSTER)
}

/** [n] the cluster of each row. */
async function assigned(coordinates: Matrix, clusters: number, random: Random): Promise<Int32Array> {
  const options = { clusters, restarts: RESTARTS, random }
  const sample = SAMPLE_PER_CLUSTER * clusters
  if (coordinates.rows <= sample) return (await sphericalKMeans(coordinates, options)).assignments
  const learned = drawRows(coordinates.rows, sample, random.fork('sample')).sort((a, b) => a - b)
  const { centres } = await sphericalKMeans(gatherRows(coordinates, learned), options)
  return (await nearestRows(coordinates, centres, 1)).indices
}

/**
 * The most promising core: before any class has a label, the core that is most of one kind; afterwards one that is
 * tight and far from every named class. Where the goal is to confirm all photos, cores that are certainly of a known
 * class are left to the pages of that class, which hold more photos for one answer.
 */
export function mostPromisingCore(
  state: DiscoveryState,
  clusters: readonly number[][],
  goal: Goal,
  ranking: OpenRanking,
): Core | undefined {
  const centres = classCentres(state)
  const isFamiliar = (core: Core): boolean => goal === 'commit' && isOfKnownClass(state, ranking, core.rows)
  let best: { value: number; core: Core } | undefined
  for (const cluster of clusters) {
    const open = cluster.filter((index) => state.labels[index] === UNLABELLED)
    const known = cluster.filter((index) => state.labels[index] !== LEFT_OUT)
    if (!isUnexplored(state, known, open)) continue
    const tiles = oneOfEachStack(open, state.stacks)
    if (tiles.length < SMALLEST_CLUSTER) continue
    const core = coreOf(state.coordinates, tiles, goal)
    if (isFamiliar(core)) continue
    const tightness = core.typicality.reduce((sum, value) => sum + value, 0) / core.rows.length
    const value =
      centres.length === 0
        ? worthAsFirstPage(state, core.rows)
        : tightness - nearestClass(state.coordinates, core.rows, centres)
    if (best === undefined || value > best.value) best = { value, core }
  }
  return best && withoutOthers(best.core, ranking)
}

/**
 * Whether the classifier is certain that nearly all of the rows are of one class, and that class has enough labels.
 */
function isOfKnownClass(
  { labels, classCount }: DiscoveryState,
  { guess, scores, unlike }: OpenRanking,
  rows: readonly number[],
): boolean {
  const counts = new Int32Array(classCount)
  for (const index of rows) if (unlike[index] === 0 && guess[index] >= 0) counts[guess[index]] += 1
  const known = counts.findIndex((count) => count >= KNOWN.share * rows.length)
  if (known < 0) return false
  const labelled = labels.reduce((total, label) => total + (label === known ? 1 : 0), 0)
  const certainty = rows.reduce((sum, index) => sum + row(scores, index)[known], 0)
  return labelled >= KNOWN.labels && certainty >= KNOWN.certainty * rows.length
}

/**
 * The core without the photos whose guess is another class than that of most of the core: they would have to be
 * excluded, and will be shown with their own class later. Where at least half of the core has no guess or is unlike
 * every class, the core stays as it is.
 */
function withoutOthers(core: Core, { guess, unlike }: OpenRanking): Core {
  const known = core.rows.filter((index) => unlike[index] === 0 && guess[index] >= 0)
  if (2 * known.length <= core.rows.length) return core
  const counts = tally(known.map((index) => guess[index]))
  const [commonest] = [...counts].reduce((most, next) => (next[1] > most[1] ? next : most))
  const kept = [...core.rows.keys()].filter((position) => {
    const index = core.rows[position]
    return unlike[index] === 1 || guess[index] === commonest
  })
  if (kept.length < SMALLEST_CLUSTER) return core
  return {
    rows: kept.map((position) => core.rows[position]),
    typicality: kept.map((position) => core.typicality[position]),
  }
}

function isUnexplored(state: DiscoveryState, cluster: readonly number[], open: readonly number[]): boolean {
  return (
    open.length >= SMALLEST_CLUSTER &&
    open.length >= LABELLED_SHARE * cluster.length &&
    !open.some((index) => state.skips[index] > 0) &&
    !cluster.some((index) => state.shownAsNew[index] === 1)
  )
}

function classCentres(state: DiscoveryState): Float64Array[] {
  const rows = Array.from({ length: state.classCount }, (): number[] => [])
  state.labels.forEach((label, index) => {
    if (label >= 0) rows[label].push(index)
  })
  return rows.filter((members) => members.length > 0).map((members) => direction(state.coordinates, members))
}

/** Mean over the rows of the cosine with the nearest class. */
function nearestClass(
  coordinates: Matrix,
  rows: readonly number[],
  centres: readonly Float64Array[],
): number {
  let total = 0
  for (const index of rows) {
    total += Math.max(...centres.map((centre) => dot(row(coordinates, index), centre)))
  }
  return total / rows.length
}
