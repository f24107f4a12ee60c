/**
 * @file The labels that are probably wrong: each is judged by classifiers that were fitted without it. What makes a label
 * doubtful: [Note: Doubtful labels] in main/learn/assessment/doubtful-labels.ts.
 */
import { rawOutOfFold } from '../../learn/training/blend.ts'
import { doubtfulLabels, type DoubtfulLabel } from '../../learn/assessment/doubtful-labels.ts'
import { estimateClassSizes, weighByClassSizes } from '../../learn/fast-path/class-sizes.ts'
import { groupedFolds } from '../../learn/training/folds.ts'
import { indicesWhere } from '../../learn/fast-path/indices.ts'
import type { Matrix } from '../../math/matrix.ts'
import { Random } from '../../math/random.ts'
import type { Store } from '../../store/types/index.ts'
import { independentGroups } from '../training/independent-groups.ts'
import type { ReviewEvidence } from './evidence.ts'
import { howGiven } from './how-given.ts'
import type { PageCache } from './page-cache.ts'
import type { PhotoSpace } from '../library-model/space.ts'

export interface SuspectedPhoto {
  /** Row of the space. */
  readonly index: number
  /** The class that it is labelled with, and the one that is likelier. */
  readonly label: number
  readonly likelier: number
  /** Out-of-fold probability of its own label, 0 to 1. */
  readonly selfConfidence: number
}

const FOLDS = 5
/** In the second one the labels that the first one doubted are not learned from: several wrong ones bear each other out. */
const ROUNDS = 2

interface Library {
  readonly store: Store
  readonly space: PhotoSpace
  readonly evidence: ReviewEvidence
  /** Those that the evidence was read with. */
  readonly pages: PageCache
}

/** @returns most suspect first; empty with fewer than two classes. @throws AppError `cancelled` */
export async function suspectedPhotos(library: Library, signal?: AbortSignal): Promise<SuspectedPhoto[]> {
  const { store, space, evidence } = library
  if (evidence.classCount < 2) return []
  const rows = indicesWhere(evidence.labels, (label) => label >= 0)
  const labels = rows.map((index) => evidence.labels[index])
  const given = howGiven(library, store.labelSets.current(), space, evidence)
  const wholePage = rows.map((index) => given.wholePage[index])
  const named = Uint8Array.from(rows, (index) => given.named[index])
  const foldsBy = (groups: Int32Array): Int32Array => {
    const ofRows = rows.map((index) => groups[index])
    return groupedFolds(labels, ofRows, FOLDS, new Random(0).fork('folds'))
  }
  const { labelledOnPage } = evidence
  const byPage = foldsBy(independentGroups(store, space, { labelledOnPage }))
  const byBurst = foldsBy(independentGroups(store, space, { labelledOnPage: labelledOnPage.map(() => -1) }))
  const [knownApart, knownAmong] = [byPage, byBurst].map((folds) => knownElsewhere(labels, folds))
  let doubtful: DoubtfulLabel[] = []
  for (let round = 0; round < ROUNDS; round += 1) {
    const learned = Int32Array.from(evidence.labels)
    for (const { position } of doubtful) learned[rows[position]] = -1
    const apart = await judged(library, { rows, labels, folds: byPage, learned }, signal)
    const among = await judged(library, { rows, labels, folds: byBurst, learned }, signal)
    doubtful = doubtfulLabels({ labels, apart, among, knownApart, knownAmong, wholePage, named })
  }
  return doubtful.map(({ position, likelier, selfConfidence }) => ({
    index: rows[position],
    label: labels[position],
    likelier,
    selfConfidence,
  }))
}

/** [l] 1 where a label of the same class is in another fold, so that the classifier which judges this one has seen its class. */
function knownElsewhere(labels: Int32Array, folds: Int32Array): Uint8Array {
  const foldsOf = new Map<number, Set<number>>()
  labels.forEach((label, position) => {
    const known = foldsOf.get(label) ?? new Set()
    foldsOf.set(label, known.add(folds[position]))
  })
  return Uint8Array.from(labels, (label) => ((foldsOf.get(label)?.size ?? 0) > 1 ? 1 : 0))
}

interface Judging {
  /** [l] the labelled rows. */
  readonly rows: Int32Array
  /** [l] their labels, and the folds that are judged without each other. */
  readonly labels: Int32Array
  readonly folds: Int32Array
  /** [n] the labels to learn from, or -1. */
  readonly learned: Int32Array
}

/** [l, classCount] the probabilities of each row by a classifier without its label; large classes are likelier, as among the labels. */
async function judged(
  { space, evidence }: Library,
  { rows, labels, folds, learned }: Judging,
  signal?: AbortSignal,
): Promise<Matrix> {
  const out = await rawOutOfFold(space, { ...evidence, labels: learned }, { rows, folds }, signal)
  weighByClassSizes(out, estimateClassSizes(out, labels))
  return out
}
