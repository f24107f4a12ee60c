/**
 * @file Photos unlike every class so far (open set recognition, Scheirer et al. 2013): those that hardly any label
 * reaches along the graph of look-alikes. Of several measures this one separated photos of unnamed classes best from
 * the others, and its numbers are computed anyway: figures in docs/adr/0004-page-choice.md.
 */
import type { SparseMatrix } from '../../math/sparse.ts'
import { indicesWhere } from './indices.ts'
import { PROPAGATION, type Spreading } from './propagate.ts'

/**
 * A photo is unlike every class if less reaches it than this share of the median that labelled photos get from other
 * labels.
 */
const LEAST_REACH = 0.1
/**
 * Where less than this share reaches a photo, its guess is not sure, whatever its probability: in sessions in which a third of the
 * classes had no name yet, most such guesses of 90 % and more were wrong. Chosen on caltech24, food and scenes: figures in
 * docs/adr/0004-page-choice.md.
 */
const SURE_REACH = 0.5

export interface Novelty {
  /** [n] 1 where the photo has no label and is unlike every class; all 0 while there is no label. */
  readonly unlike: Uint8Array
  /** [n] 1 where the photo has no label and no guess about it is sure. */
  readonly remote: Uint8Array
}

/**
 * @param labels [n] class 0 .. classCount - 1, or -1
 * @param affinity [n, n] what `spreading` spreads on
 */
export function noveltyOf(
  spreading: Spreading,
  affinity: SparseMatrix,
  { labels, classCount }: { labels: Int32Array; classCount: number },
): Novelty {
  const rows = indicesWhere(labels, (label) => label >= 0)
  if (rows.length === 0)
    return { unlike: new Uint8Array(labels.length), remote: new Uint8Array(labels.length) }
  const classes = rows.map((index) => labels[index])
  const reach = spreading.reach(rows, classes, classCount, PROPAGATION)
  const fromOthers = Float64Array.from(rows, (index) => reach[index] - ownShare(affinity, index)).sort()
  const usual = fromOthers[fromOthers.length >> 1]
  const below = (share: number): Uint8Array =>
    Uint8Array.from(labels, (label, index) => (label < 0 && reach[index] < share * usual ? 1 : 0))
  return { unlike: below(LEAST_REACH), remote: below(SURE_REACH) }
}

/** The share of its own label that returns to a labelled photo within two steps: (1 - alpha) (1 + alpha² (S²)_ii). */
function ownShare({ offsets, values }: SparseMatrix, index: number): number {
  let returned = 0
  for (let e = offsets[index]; e < offsets[index + 1]; e += 1) returned += values[e] ** 2
  return (1 - PROPAGATION.alpha) * (1 + PROPAGATION.alpha ** 2 * returned)
}
