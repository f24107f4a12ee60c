/**
 * @file The job `train`: labels -> head -> embeddings -> evaluation -> the head in force, the last step in one
 * transaction. Until then the old head answers; a cancel or a crash leaves no trace.
 */
import { createHash } from 'node:crypto'
import type { HeadReport } from '../../shared/contract/learning.ts'
import type { Output, Parsed } from '../../shared/contract.ts'
import { AppError, throwIfCancelled } from '../../shared/errors.ts'
import { chooseBlend, type BlendChoice } from '../learn/blend.ts'
import { ScoreViews } from '../learn/class-scores.ts'
import { DEFAULT_SETTINGS } from '../learn/train-head.ts'
import type { HeadId, LabelSetId, Store } from '../store/types.ts'
import type { JobContext } from './context.ts'
import { codesOf } from './head-codes.ts'
import { reportOf } from './head-report.ts'
import { independentGroups } from './independent-groups.ts'
import { PageCache, readEvidence, type ReviewEvidence } from './review/evidence.ts'
import { headOpinion, type Blend } from './review/head.ts'
import { rank } from './review/ranking.ts'
import { loadSpace, type PhotoSpace } from './review/space.ts'
import { withTrainer, type Trainer } from './trainer.ts'
import type { TrainedHead, TrainRequest } from './train-protocol.ts'

type Context = Pick<JobContext, 'store' | 'signal' | 'report' | 'clock' | 'cacheFolder'>

/** What a head reads, from fine to coarse; the last one is what the fast path sees. */
export const HEAD_LEVELS = ['stage3', 'stage4', 'stage5', 'features']

/** @throws AppError `not-enough-labels`, `not-found` while there are no photos, `backend-unavailable`, `cancelled`. */
export function trainHead(context: Context, input: Parsed<'train'>): Promise<Output<'train'>> {
  return withTrainer((trainer) => trainWith(trainer, context, input))
}

async function trainWith(
  trainer: Trainer,
  context: Context,
  input: Parsed<'train'>,
): Promise<Output<'train'>> {
  const { store, clock, signal } = context
  const started = clock()
  // TensorFlow.js loads while the features are read.
  trainer.prepare({ backend: input.backend, cacheFolder: context.cacheFolder })
  const labelSet = store.labelSets.default()
  const views = ScoreViews.parse(input)
  const space = { ...(await loadSpace(store, context.cacheFolder)), views }
  const evidence = readEvidence(store, labelSet, space, new PageCache(store))
  const trained = await trainer.train(requestOf(context, input, space, evidence), {
    signal,
    report: ({ epoch, epochs, loss }) => {
      context.report({ stage: 'training', done: epoch, total: epochs, figures: { loss } })
    },
  })
  throwIfCancelled(signal)
  const choice = await chooseBlend(space, evidence, trained.outOfFold)
  throwIfCancelled(signal)
  const blend = { weight: choice.weight, classifier: trained.classifier, views }
  const metrics = metricsOf(trained, choice)
  const { rows } = trained.outOfFold
  const report = reportOf(
    choice.probabilities,
    rows.map((index) => evidence.labels[index]),
    evidence.classIds.map((id) => store.classes.name(id)),
  )
  const head = await keep(store, labelSet, { input, space, evidence, trained, blend, metrics, report })
  const { strategy } = input
  const seconds = (clock() - started) / 1000
  return { head, strategy, backend: trained.backend, seconds, metrics, promoted: true }
}

/** What the training thread is given. @throws AppError `not-enough-labels`, `not-found`. */
export function requestOf(
  { store, cacheFolder }: Pick<Context, 'store' | 'cacheFolder'>,
  input: Parsed<'train'>,
  space: PhotoSpace,
  evidence: ReviewEvidence,
): TrainRequest {
  if (evidence.classCount === 0) {
    throw new AppError('not-enough-labels', 'Nothing is labelled yet. Confirm a few pages, then train.')
  }
  const backbone = store.features.active()
  if (backbone === undefined)
    throw new AppError('not-found', 'The library has no photos yet. Index a folder first.')
  const { strategy, backend, seed, epochs, attention, pyramid, rate, decay, dropout } = input
  return {
    cacheFolder,
    strategy,
    seed,
    attention,
    pyramid,
    settings: {
      rate: rate ?? DEFAULT_SETTINGS.rate,
      decay: decay ?? DEFAULT_SETTINGS.decay,
      dropout: dropout ?? DEFAULT_SETTINGS.dropout,
    },
    ...(backend === undefined ? {} : { backend }),
    ...(epochs === undefined ? {} : { epochs }),
    reads: {
      kind: 'levels',
      levels: HEAD_LEVELS.map((name) => ({ name, matrix: store.features.load(backbone.id, name).matrix })),
    },
    labels: evidence.labels,
    classes: evidence.classCount,
    groups: independentGroups(store, space, evidence),
    affinity: space.affinity,
    rejections: rejectionsOf(evidence),
    pseudoLabels: input.pseudoLabels,
  }
}

function rejectionsOf({ rejected, classCount }: ReviewEvidence): { row: number; class: number }[] {
  const out: { row: number; class: number }[] = []
  rejected.forEach((value, entry) => {
    if (value === 1) out.push({ row: Math.floor(entry / classCount), class: entry % classCount })
  })
  return out
}

/** Numbers only: the loss curve stands as `loss/3`, the out-of-fold log-loss of epoch 3 as `logLoss/3`. */
function metricsOf(trained: TrainedHead, { weight, metrics }: BlendChoice): Record<string, number> {
  const curve: [string, number][] = trained.lossCurve.flatMap(({ epoch, loss, logLoss, accuracy }) => [
    ...(loss === null ? [] : [[`loss/${epoch}`, loss] satisfies [string, number]]),
    [`logLoss/${epoch}`, logLoss],
    [`accuracy/${epoch}`, accuracy],
  ])
  return { ...trained.metrics, ...metrics, blendWeight: weight, ...Object.fromEntries(curve) }
}

interface Result {
  input: Parsed<'train'>
  space: PhotoSpace
  evidence: ReviewEvidence
  trained: TrainedHead
  blend: Blend
  metrics: Record<string, number>
  report: HeadReport
}

/** Stores the head with all that hangs on it and puts it into force, all or nothing. */
async function keep(store: Store, labelSet: LabelSetId, result: Result): Promise<HeadId> {
  const { input, space, evidence, trained, blend, metrics, report } = result
  const { embeddings } = trained
  const opinion = await headOpinion({ id: 0, embeddings, blend }, evidence)
  const { guess, calibrated, labels } = await rank(space, evidence, opinion)
  const backbone = store.features.active()
  if (backbone === undefined) throw new AppError('internal', 'The backbone vanished during training.')
  const codes = await codesOf(trained.weights, embeddings)
  return store.transaction(() => {
    const head = store.heads.add({
      labelSet,
      strategy: input.strategy,
      backboneId: backbone.id,
      backend: trained.backend,
      seed: input.seed,
      hyperParameters: { ...trained.hyperParameters, ...blend.views },
      dataHash: dataHash(space, evidence),
      labels: evidence.labelledCount,
      classes: evidence.classCount,
      metrics,
      weights: trained.weights,
      blend,
      report,
    })
    store.heads.putEmbeddings(head, space.ids, embeddings, codes)
    store.heads.putSuggestions(
      head,
      space.ids.flatMap((photo, index) =>
        labels[index] >= 0 || guess[index] < 0
          ? []
          : [{ photo, classId: evidence.classIds[guess[index]], probability: calibrated[index] }],
      ),
    )
    store.heads.activate(labelSet, head)
    return head
  })
}

/** sha256 over the sorted (photo, class) pairs and rejections: two heads with the same hash saw the same answers. */
function dataHash({ ids }: PhotoSpace, evidence: ReviewEvidence): string {
  const hash = createHash('sha256')
  evidence.labels.forEach((label, index) => {
    if (label >= 0) hash.update(`${ids[index]}=${evidence.classIds[label]};`)
  })
  for (const { row, class: index } of rejectionsOf(evidence)) {
    hash.update(`${ids[row]}!${evidence.classIds[index]};`)
  }
  return hash.digest('hex')
}
