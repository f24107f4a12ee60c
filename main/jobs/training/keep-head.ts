/** @file A trained head comes into the library: how good it is, its embeddings and suggestions, and whether it answers from now on. */
import type { HeadReport } from '../../../shared/contract/learning.ts'
import type { BlendChoice } from '../../learn/training/blend.ts'
import type { ExpertSwitches } from '../../learn/fast-path/class-scores.ts'
import type { Matrix } from '../../math/matrix.ts'
import type { HeadId, LabelSetId, Store } from '../../store/types/index.ts'
import { codesOf } from '../heads/head-codes.ts'
import { reportOf } from '../heads/head-report.ts'
import type { ReviewEvidence } from '../review/evidence.ts'
import { headOpinion } from '../review/head.ts'
import { rank } from '../review/ranking.ts'
import type { PhotoSpace } from '../library-model/space.ts'
import type { Incumbent } from './incumbent.ts'
import type { TrainedHead } from './thread/train-protocol.ts'
import { dataHash, type TrainInput } from './train-request.ts'

export interface NewHead {
  input: TrainInput
  space: PhotoSpace
  /** What it was trained on. */
  evidence: ReviewEvidence
  /** What is known by now: a person may have gone on in the meantime. */
  known: ReviewEvidence
  trained: Omit<TrainedHead, 'embeddings'>
  /** [n, 128] of all photos, in the order of the space */
  embeddings: Matrix
  choice: BlendChoice
  views: ExpertSwitches
  metrics: Record<string, number>
}

/** Stores the head with all that hangs on it, and puts it into force where it helps, all or nothing. */
export async function keepHead(
  store: Store,
  labelSet: LabelSetId,
  made: NewHead,
  helps: boolean,
): Promise<HeadId> {
  const { input, space, evidence, known, trained, embeddings, choice, views, metrics } = made
  const blend = { weight: choice.weight, classifier: trained.classifier, views }
  const opinion = await headOpinion({ id: 0, embeddings, blend }, known)
  const { guess, calibrated, labels } = await rank(space, known, opinion)
  const codes = await codesOf(input.network, trained.weights, embeddings)
  return store.transaction(() => {
    const head = store.heads.add({
      labelSet,
      strategy: input.strategy,
      backboneId: space.backbone,
      backend: trained.backend,
      seed: input.seed,
      hyperParameters: { ...trained.hyperParameters, ...views },
      dataHash: dataHash(space, evidence),
      labels: evidence.labelledCount,
      classes: evidence.classCount,
      metrics,
      weights: trained.weights,
      blend,
      report: reportFor(store, made),
    })
    store.heads.putEmbeddings(head, space.ids, embeddings, codes)
    store.heads.putSuggestions(
      head,
      space.ids.flatMap((photo, index) =>
        labels[index] >= 0 || guess[index] < 0
          ? []
          : [{ photo, classId: known.classIds[guess[index]], probability: calibrated[index] }],
      ),
    )
    if (helps) store.heads.activate(labelSet, head)
    return head
  })
}

function reportFor(store: Store, { evidence, trained, choice }: NewHead): HeadReport {
  return reportOf(
    choice.probabilities,
    trained.outOfFold.rows.map((index) => evidence.labels[index]),
    evidence.classIds.map((id) => store.classes.name(id)),
  )
}

/** Numbers only: the loss curve stands as `loss/3`, the out-of-fold log-loss of epoch 3 as `logLoss/3`. */
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
