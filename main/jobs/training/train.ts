/**
 * @file The job `train`: labels -> head -> embeddings -> evaluation -> the head in use, if it helps; the last step is one
 * transaction. Until then the old head is used; a cancel or a crash changes nothing. Networks that learn from the pictures:
 * train-network.ts.
 */
import type { Output, Parsed } from '../../../shared/contract.ts'
import { throwIfCancelled } from '../../../shared/errors.ts'
import { headVerdict, isHelpful } from '../../../shared/head-verdict.ts'
import { chooseBlend } from '../../learn/training/blend.ts'
import { keepTimes } from './kept-times.ts'
import { embedFeatures } from '../heads/embed-new-photos.ts'
import { metricsOf } from './keep-head.ts'
import { storeResult } from './store-result.ts'
import { incumbentOf } from './incumbent.ts'
import { trainNetwork } from './train-network.ts'
import {
  requestOf,
  startTraining,
  trainInput,
  type HeadContext,
  type TrainContext,
  type TrainInput,
} from './train-request.ts'
import type { TrainRequest } from './thread/train-protocol.ts'
import { reportTraining, withTrainer, type Trainer, type Training } from './thread/trainer.ts'
import { compareWith, verdictNote } from './verdict.ts'

/**
 * Trains whichever network the options name.
 * @throws AppError `not-enough-labels`, `not-found` while there are no photos, `backend-unavailable`, `cancelled`; for
 *   networks that learn from pictures what `trainNetwork` throws.
 */
export function train(context: TrainContext, given: Parsed<'train'>): Promise<Output<'train'>> {
  const { network } = given
  if (network === 'head') return trainHead(context, given)
  const input = trainInput(given)
  return withTrainer(context, (trainer) => {
    trainer.prepare({ backend: input.backend, cacheFolder: context.cacheFolder })
    return trainNetwork(trainer, context, { ...input, network })
  })
}

/** The Siamese head on the features. @throws AppError `not-enough-labels`, `not-found`, `backend-unavailable`, `cancelled` */
export function trainHead(context: HeadContext, given: Parsed<'train'>): Promise<Output<'train'>> {
  const input = trainInput({ ...given, network: 'head' })
  return withTrainer(context, (trainer) => {
    // TensorFlow.js loads while the features are read.
    trainer.prepare({ backend: input.backend, cacheFolder: context.cacheFolder })
    return trainOnFeatures(trainer, context, input)
  })
}

async function trainOnFeatures(
  trainer: Trainer,
  context: HeadContext,
  input: TrainInput,
): Promise<Output<'train'>> {
  const { clock, signal } = context
  const started = clock()
  const training = await startTraining(context, input)
  const { space, evidence } = training
  const request = await requestOf(context, input, space, evidence)
  const trained = await trainer.train(request, { signal, report: reportTraining(context) })
  await keepTime(context, request, trained)
  throwIfCancelled(signal)
  const choice = await chooseBlend(space, evidence, trained.outOfFold)
  const incumbent = await incumbentOf(trainer, context, input, training, { trained, choice })
  throwIfCancelled(signal)
  const compared = compareWith(choice, incumbent)
  const metrics = metricsOf(trained, choice, incumbent)
  const promoted = isHelpful(headVerdict(compared))
  const { embeddings, backend, fellBack, resumedEpochs } = trained
  const head = await storeResult(context, training, {
    made: { input, trained, choice, metrics },
    embeddings,
    helps: promoted,
    embed: (photos) => embedFeatures(trainer, context, trained.weights, space.backbone, photos),
  })
  const { network, strategy } = input
  const seconds = (clock() - started) / 1000
  const note = verdictNote(compared, trained.outOfFold.rows.length, head)
  const how = { network, strategy, backend, fellBack: [...fellBack], fellBackLater: null, resumedEpochs }
  return { ...how, head, seconds, metrics, promoted, note }
}

/** For the next estimate. A training that went on from an earlier one, or on another backend, took less than a whole one. */
async function keepTime(
  { cacheFolder }: Pick<HeadContext, 'cacheFolder'>,
  { strategy, attention, pyramid, pseudoLabels, epochs, labels }: TrainRequest,
  { backend, seconds, fellBack, resumedEpochs }: Training,
): Promise<void> {
  if (epochs !== undefined || fellBack.length > 0 || resumedEpochs > 0) return
  const size = { labels: labels.filter((label) => label >= 0).length, photos: labels.length }
  const switches = { attention, pyramid, pseudoLabels }
  const took = { starting: null, training: seconds, reading: null }
  await keepTimes(cacheFolder, [{ strategy, switches, backend, size, seconds: took }])
}
