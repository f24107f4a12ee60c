/**
 * @file The result that a new version has to beat before it is used: the version in use, judged on the same photos in the
 * same folds.
 */
import { AttentionForm } from '../../../shared/domain.ts'
import { chooseBlend, type BlendChoice } from '../../learn/training/blend.ts'
import { gatherRows } from '../../math/matrix.ts'
import type { HeadRow } from '../../store/types/index.ts'
import { answeringHead } from '../heads/answering-head.ts'
import { networkOf } from '../heads/list-heads.ts'
import type { TrainedHead } from './thread/train-protocol.ts'
import { dataHash, requestOf, type Training, type HeadContext, type TrainInput } from './train-request.ts'
import type { Trainer } from './thread/trainer.ts'

/** Out-of-fold results. */
export interface Incumbent {
  readonly logLoss: number
  readonly accuracy: number
}

/**
 * The better of the fast path alone and the version in use. Where that is a Siamese head, one of its kind is trained again
 * for a fair comparison (this takes seconds), since the head itself has seen all labels of its time; if the new version is
 * of the same kind, that training has just been done. A network in use counts with its own results, if it was trained on
 * the same labels; else only the fast path is compared.
 */
export async function incumbentOf(
  trainer: Trainer,
  context: HeadContext,
  input: TrainInput,
  training: Training,
  { trained, choice }: { trained: Pick<TrainedHead, 'outOfFold' | 'hyperParameters'>; choice: BlendChoice },
): Promise<Incumbent> {
  const { signal } = context
  const { rawLogLoss, rawAccuracy } = choice.metrics
  const raw = { logLoss: rawLogLoss, accuracy: rawAccuracy }
  const head = answeringHead(context.store, training.labelSet)
  if (head === undefined || isSameKind(head, input, trained)) return raw
  if (networkOf(head) !== 'head') {
    const isComparable = head.dataHash === dataHash(training.space, training.evidence)
    const { blendLogLoss, blendAccuracy } = head.metrics
    return isComparable ? better(raw, { logLoss: blendLogLoss, accuracy: blendAccuracy }) : raw
  }
  const request = await requestOf(context, likeHead(input, head), training.space, training.evidence)
  const { outOfFold } = await trainer.train(request, { signal })
  const judged = new Set(trained.outOfFold.rows)
  const places = Int32Array.from(outOfFold.rows.keys()).filter((place) => judged.has(outOfFold.rows[place]))
  const { metrics } = await chooseBlend(training.space, training.evidence, {
    rows: places.map((place) => outOfFold.rows[place]),
    folds: places.map((place) => outOfFold.folds[place]),
    probabilities: gatherRows(outOfFold.probabilities, places),
  })
  return better(raw, { logLoss: metrics.blendLogLoss, accuracy: metrics.blendAccuracy })
}

function better(a: Incumbent, b: Incumbent): Incumbent {
  return b.logLoss < a.logLoss ? b : a
}

/** Whether training a head like the one in use would repeat the training that has just been done. */
function isSameKind(
  head: HeadRow,
  input: TrainInput,
  { hyperParameters }: Pick<TrainedHead, 'hyperParameters'>,
): boolean {
  if (input.network !== 'head' || networkOf(head) !== 'head') return false
  const like = likeHead(input, head)
  return (
    like.strategy === input.strategy &&
    like.attention === input.attention &&
    like.pyramid === input.pyramid &&
    like.pseudoLabels === input.pseudoLabels &&
    SETTINGS.every((name) => head.hyperParameters[name] === hyperParameters[name])
  )
}

/** The options of the head in use, with the seed of the new version, so that both are judged in the same folds. */
function likeHead({ backend, seed, ...options }: TrainInput, head: HeadRow): TrainInput {
  const { attention, pyramid, pseudoLabels } = head.hyperParameters
  const [rate, decay, dropout] = SETTINGS.map((name) => {
    const value = head.hyperParameters[name]
    return typeof value === 'number' ? value : undefined
  })
  return {
    ...options,
    network: 'head',
    strategy: head.strategy,
    seed,
    backend,
    epochs: undefined,
    attention: AttentionForm.catch('gate').parse(attention),
    pyramid: pyramid !== false,
    pseudoLabels: pseudoLabels === true,
    ...{ rate, decay, dropout },
  }
}

const SETTINGS = ['rate', 'decay', 'dropout'] as const
