/**
 * @file Stores a trained head in the library: its report, its embeddings and suggestions, and whether it is used from now
 * on.
 */
import type { HeadReport } from '../../../shared/contract/learning.ts'
import type { BlendChoice } from '../../learn/training/blend.ts'
import type { ExpertSwitches } from '../../learn/fast-path/class-scores.ts'
import { UNLABELLED } from '../../math/labels.ts'
import type { Matrix } from '../../math/matrix.ts'
import type { Codes } from '../../math/binary-codes.ts'
import type { HeadId, Store, StoredSuggestion } from '../../store/types/index.ts'
import { reportOf } from '../heads/head-report.ts'
import type { Vectors } from '../library-model/read-photos.ts'
import { readEvidence, type ReviewEvidence } from '../review/evidence.ts'
import { headOpinion, type Blend } from '../review/head.ts'
import { PageCache } from '../review/page-cache.ts'
import { rank } from '../review/ranking.ts'
import type { Incumbent } from './incumbent.ts'
import type { TrainedHead } from './thread/train-protocol.ts'
import { dataHash, type Training, type TrainInput } from './train-request.ts'

/** The result of a training. */
export interface NewHead {
  input: TrainInput
  trained: Omit<TrainedHead, 'embeddings'>
  choice: BlendChoice
  metrics: Record<string, number>
}

/** What is stored for each photo. */
export interface NewHeadPhotos {
  embedded: Vectors
  codes: Codes | undefined
  suggestions: StoredSuggestion[]
}

/**
 * Stores the head with its embeddings and suggestions, and puts it in use where it helps. To be called within a
 * transaction.
 */
export function keepHead(
  store: Store,
  { labelSet, space, evidence, experts }: Training,
  made: NewHead,
  { embedded, codes, suggestions }: NewHeadPhotos,
  helps: boolean,
): HeadId {
  const { input, trained, metrics } = made
  const head = store.heads.add({
    labelSet,
    strategy: input.strategy,
    backboneId: space.backbone,
    backend: trained.backend,
    seed: input.seed,
    hyperParameters: { ...trained.hyperParameters, ...experts },
    dataHash: dataHash(space, evidence),
    labels: evidence.labelledCount,
    classes: evidence.classCount,
    metrics,
    weights: trained.weights,
    blend: blendOf(made, experts),
    report: reportFor(store, space, evidence, made),
  })
  store.heads.putEmbeddings(head, embedded.ids, embedded.matrix, codes)
  store.heads.putSuggestions(head, suggestions)
  if (helps) store.heads.activate(labelSet, head)
  return head
}

/**
 * The head's suggestions for photos without a label, by the labels of now: the person may have gone on since the training
 * began.
 * @param embeddings [n, 128] of all photos, in the order of the space
 */
export async function suggestionsBy(
  store: Store,
  { labelSet, space, evidence, experts }: Training,
  made: NewHead,
  embeddings: Matrix,
): Promise<StoredSuggestion[]> {
  const known = readEvidence(store, labelSet, space, new PageCache(store))
  const { classCount: classes } = evidence
  const opinion = await headOpinion({ id: 0, embeddings, blend: blendOf(made, experts), classes }, known)
  const { guess, calibrated, labels } = await rank(space, known, opinion)
  return space.ids.flatMap((photo, index) =>
    labels[index] !== UNLABELLED || guess[index] < 0
      ? []
      : [{ photo, classId: known.classIds[guess[index]], probability: calibrated[index] }],
  )
}

function blendOf({ choice, trained }: NewHead, experts: ExpertSwitches): Blend {
  return { weight: choice.weight, classifier: trained.classifier, views: experts }
}

function reportFor(
  store: Store,
  { ids }: Training['space'],
  evidence: ReviewEvidence,
  { trained, choice }: NewHead,
): HeadReport {
  const { rows } = trained.outOfFold
  const judged = {
    photos: Array.from(rows, (index) => ids[index]),
    probabilities: choice.probabilities,
    truth: rows.map((index) => evidence.labels[index]),
  }
  return reportOf(
    judged,
    evidence.classIds.map((id) => store.classes.name(id)),
  )
}

/** Numbers only: the loss curve is stored as `loss/3`, the out-of-fold log-loss of epoch 3 as `logLoss/3`. */
export function metricsOf(
  { lossCurve, metrics: own }: Pick<TrainedHead, 'lossCurve' | 'metrics'>,
  { weight, metrics }: BlendChoice,
  incumbent: Incumbent,
): Record<string, number> {
  const incumbentMetrics = { rivalLogLoss: incumbent.logLoss, rivalAccuracy: incumbent.accuracy }
  const curve: [string, number][] = lossCurve.flatMap(({ epoch, loss, logLoss, accuracy }) => [
    ...(loss === null ? [] : [[`loss/${epoch}`, loss] satisfies [string, number]]),
    [`logLoss/${epoch}`, logLoss],
    [`accuracy/${epoch}`, accuracy],
  ])
  return { ...own, ...metrics, blendWeight: weight, ...incumbentMetrics, ...Object.fromEntries(curve) }
}
