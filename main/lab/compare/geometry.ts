/** @file The quality of embeddings themselves, without a classifier: by the nearest labelled photos, and by clusters. */
import { sphericalKMeans } from '../../group/kmeans.ts'
import { indicesWhere } from '../../learn/fast-path/indices.ts'
import { gatherRows, type Matrix } from '../../math/matrix.ts'
import { nearestRows } from '../../math/products/products.ts'
import { Random } from '../../math/random.ts'
import { indexOfLargest } from '../../math/statistics.ts'
import type { Arena, Split } from './arena.ts'

const NEIGHBOURS = 5

/** @param embeddings [n, d], rows L2-normalised */
export async function geometry(
  embeddings: Matrix,
  arena: Arena,
  split: Split,
  seed: number,
): Promise<{ knnAccuracy: number; clusterPurity: number }> {
  return {
    knnAccuracy: await knnAccuracy(embeddings, arena, split),
    clusterPurity: await clusterPurity(embeddings, arena, seed),
  }
}

async function knnAccuracy(
  embeddings: Matrix,
  { truth, classCount }: Arena,
  { labels, tested }: Split,
): Promise<number> {
  const labelled = indicesWhere(labels, (label) => label >= 0)
  const base = gatherRows(embeddings, labelled)
  const count = Math.min(NEIGHBOURS, labelled.length)
  const nearest = await nearestRows(gatherRows(embeddings, tested), base, count)
  let right = 0
  tested.forEach((index, position) => {
    const votes = new Float64Array(classCount)
    for (let k = 0; k < nearest.count; k += 1) {
      const entry = position * nearest.count + k
      // In a tie the nearer neighbours win.
      votes[labels[labelled[nearest.indices[entry]]]] += 1 + nearest.similarities[entry] / 1000
    }
    if (indexOfLargest(votes) === truth[index]) right += 1
  })
  return right / tested.length
}

async function clusterPurity(
  embeddings: Matrix,
  { truth, classCount }: Arena,
  seed: number,
): Promise<number> {
  const known = indicesWhere(truth, (label) => label >= 0)
  const x = gatherRows(embeddings, known)
  const random = new Random(seed).fork('clusters')
  const { assignments, clusters } = await sphericalKMeans(x, { clusters: classCount, random })
  const counts = Array.from({ length: clusters }, () => new Int32Array(classCount))
  assignments.forEach((cluster, index) => (counts[cluster][truth[known[index]]] += 1))
  return counts.reduce((sum, each) => sum + Math.max(...each), 0) / known.length
}
