/**
 * @file Which single photo is asked about where pages of a class do not pay, or not yet: the one whose answer says most about the
 * photos like it. An uncertain photo that is unlike all others teaches nothing beyond itself, and pages used to end in a
 * long row of those.
 */
import { UNLABELLED } from '../math/labels.ts'
import type { Matrix } from '../math/matrix.ts'
import { edgeProducts, edgesOf, type SparseMatrix } from '../math/sparse.ts'
import { suggestedClass, type PageDraft, type Ranking } from './class-pages.ts'
import { leastSkipped, marginOf } from './queries.ts'

/** By row. */
export interface SimilaritySpace {
  /** [n, n] the graph of look-alikes; only which photos are linked counts. */
  readonly affinity: SparseMatrix
  /** [n, ·] principal coordinates, rows L2-normalised. */
  readonly principal: Matrix
}

/**
 * Uncertainty herding (Bae, Oliveira and Sutherland 2024) on the graph: of the photos that were skipped least often, the
 * one with the largest sum, over itself and its neighbours, of uncertainty times the similarity that labels do not cover yet. The
 * uncertainty is 1 less the margin between the two likeliest classes, 0 where there is a label and for what is left out; the similarity is the cosine
 * of the principal coordinates, at least 0, and 1 with itself; labels cover as much of a photo as its similarity with the most
 * similar labelled neighbour.
 * @returns undefined where every photo has a label
 */
export function mostInformative(ranking: Ranking, space: SimilaritySpace): PageDraft | undefined {
  const { offsets, columns } = space.affinity
  const similarity = edgeSimilarity(space)
  const { labels } = ranking
  const uncertainty = Float64Array.from(labels, (label, i) =>
    label === UNLABELLED ? 1 - marginOf(ranking, i) : 0,
  )
  const covered = new Float64Array(labels.length)
  for (let i = 0; i < labels.length; i += 1) {
    for (let e = offsets[i]; e < offsets[i + 1]; e += 1) {
      if (labels[columns[e]] >= 0) covered[i] = Math.max(covered[i], similarity[e])
    }
  }
  let [chosen, most] = [-1, -1]
  for (const i of leastSkipped(ranking)) {
    let gain = uncertainty[i] * (1 - covered[i])
    for (let e = offsets[i]; e < offsets[i + 1]; e += 1) {
      const j = columns[e]
      gain += uncertainty[j] * Math.max(0, similarity[e] - covered[j])
    }
    if (gain > most) [chosen, most] = [i, gain]
  }
  if (chosen < 0) return undefined
  return { kind: 'single', class: suggestedClass(ranking, chosen), rows: [chosen] }
}

/** For each graph, computed once: some 0.3 s for 100,000 photos. An entry is dropped together with its graph. */
const similarities = new WeakMap<SparseMatrix, Float32Array>()

/** [entries of the graph] the similarity of both ends */
function edgeSimilarity({ affinity, principal }: SimilaritySpace): Float32Array {
  const stored = similarities.get(affinity)
  if (stored !== undefined) return stored
  const edges = edgesOf(affinity)
  const cosines = edgeProducts(edges, principal)
  const similarity = new Float32Array(affinity.columns.length)
  cosines.forEach((cosine, edge) => {
    const clamped = Math.max(0, Math.min(1, cosine))
    similarity[edges.there[edge]] = clamped
    similarity[edges.back[edge]] = clamped
  })
  similarities.set(affinity, similarity)
  return similarity
}
