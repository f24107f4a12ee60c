/** @file What a network has to beat before it may answer: the log-loss, out of fold, of what answers now. */
import { AttentionForm } from '../../shared/domain.ts'
import { chooseBlend, type BlendChoice } from '../learn/blend.ts'
import { gatherRows } from '../math/matrix.ts'
import type { HeadRow } from '../store/types.ts'
import { answeringHead } from './answering-head.ts'
import { networkOf } from './list-heads.ts'
import type { TrainedHead } from './train-protocol.ts'
import { dataHash, requestOf, type Training, type TrainContext, type TrainInput } from './train-request.ts'
import type { Trainer } from './trainer.ts'

/**
 * Judged on the same photos and folds as the network. Of the fast path alone, where no head is in force. A Siamese head of the kind in
 * force is trained anew, which takes seconds, since that one has seen all labels of its time. A network in force counts as it
 * was judged, if it knew the same labels; else the fast path is the measure.
 */
export async function rivalLogLoss(
  trainer: Trainer,
  context: TrainContext,
  input: TrainInput,
  training: Training,
  { trained, choice }: { trained: TrainedHead; choice: BlendChoice },
): Promise<number> {
  const { signal } = context
  const { rawLogLoss } = choice.metrics
  const head = answeringHead(context.store, training.labelSet)
  if (head === undefined) return rawLogLoss
  if (networkOf(head) !== 'head') {
    const isComparable = head.dataHash === dataHash(training.space, training.evidence)
    return isComparable ? Math.min(rawLogLoss, head.metrics.blendLogLoss) : rawLogLoss
  }
  const request = requestOf(context, likeHead(input, head), training.space, training.evidence)
  const { outOfFold } = await trainer.train(request, { signal })
  const judged = new Set(trained.outOfFold.rows)
  const places = Int32Array.from(outOfFold.rows.keys()).filter((place) => judged.has(outOfFold.rows[place]))
  const { metrics } = await chooseBlend(training.space, training.evidence, {
    rows: places.map((place) => outOfFold.rows[place]),
    folds: places.map((place) => outOfFold.folds[place]),
    probabilities: gatherRows(outOfFold.probabilities, places),
  })
  return Math.min(rawLogLoss, metrics.blendLogLoss)
}

/** The wishes that led to the head in force; the seed is the network's, so that both are judged in the same folds. */
function likeHead({ backend, seed, ...views }: TrainInput, head: HeadRow): TrainInput {
  const { attention, pyramid, pseudoLabels } = head.hyperParameters
  return {
    ...views,
    network: 'head',
    strategy: head.strategy,
    seed,
    backend,
    epochs: undefined,
    attention: AttentionForm.catch('gate').parse(attention),
    pyramid: pyramid !== false,
    pseudoLabels: pseudoLabels === true,
    selfSupervised: false,
    rate: undefined,
    decay: undefined,
    dropout: undefined,
  }
}
