/**
 * @file `train --network`: a network that learns from the pictures themselves, in minutes, while the person continues to
 * work. It is used only if the blend with it is better, on photos that neither had seen, than the version in use; else
 * nothing changes. After a cancel, a crash or a full disk, the next training of the same request continues after the last
 * epoch, or after the last photo that was embedded.
 */
import type { Output } from '../../../shared/contract.ts'
import type { DeepNetworkName } from '../../../shared/domain.ts'
import { throwIfCancelled } from '../../../shared/errors.ts'
import { headVerdict, isHelpful } from '../../../shared/head-verdict.ts'
import { chooseBlend } from '../../learn/training/blend.ts'
import { Random } from '../../math/random.ts'
import { embedLibrary, embedPictures, PART } from '../heads/embed-library.ts'
import { metricsOf } from './keep-head.ts'
import { storeResult } from './store-result.ts'
import { MOST_OTHERS, inputsFor } from './network-inputs.ts'
import { incumbentOf } from './incumbent.ts'
import {
  startTraining,
  requestWithoutInputs,
  type Training,
  type TrainContext,
  type TrainInput,
} from './train-request.ts'
import type { MapsToRead, PixelsToRead, TrainRequest } from './thread/train-protocol.ts'
import { reportTraining, type Trainer, type Training as Trained } from './thread/trainer.ts'
import { TrainingFiles } from './files.ts'
import { trainingRows } from './compute/rows.ts'
import { compareWith, verdictNote } from './verdict.ts'

export interface NetworkInput extends TrainInput {
  network: DeepNetworkName
}

/** How many photos are loaded into memory at a time. */
interface Portions {
  /** The most photos without a label that training may use. */
  others: number
  /** Photos that are embedded at a time; what was embedded before survives a cancel or a kill. */
  part: number
}

/** @throws AppError as `trainHead`, and `not-found` where a photo has neither a thumbnail nor a file that can be read */
export async function trainNetwork(
  trainer: Trainer,
  context: TrainContext,
  input: NetworkInput,
  portions: Portions = { others: MOST_OTHERS[input.network], part: PART },
): Promise<Output<'train'>> {
  const { clock, signal } = context
  const started = clock()
  const training = await startTraining(context, input)
  const { space, evidence } = training
  const request = await pictureRequest(context, input, training, portions)
  const files = new TrainingFiles(context, request)
  const trained = await trainer.train(
    { ...request, resources: context.resources, checkpoint: files.checkpoint },
    { signal, report: reportTraining(context) },
  )
  throwIfCancelled(signal)
  const choice = await chooseBlend(space, evidence, trained.outOfFold)
  const incumbent = await incumbentOf(trainer, context, input, training, { trained, choice })
  const compared = compareWith(choice, incumbent)
  const judged = trained.outOfFold.rows.length
  const metrics = metricsOf(trained, choice, incumbent)
  const { network, strategy } = input
  const { backend, fellBack, resumedEpochs } = trained
  const outcome = { network, strategy, backend, fellBack: [...fellBack], resumedEpochs, metrics }
  const seconds = (): number => (clock() - started) / 1000
  if (!isHelpful(headVerdict(compared))) {
    files.remove()
    return {
      ...outcome,
      ...fallenBackSince(trainer, trained),
      head: null,
      seconds: seconds(),
      promoted: false,
      note: verdictNote(compared, judged, null),
    }
  }
  const known = { rows: request.inputs.photos, embeddings: trained.embeddings }
  const embeddings = await embedLibrary(
    trainer,
    context,
    space.ids,
    { network, weights: trained.weights },
    files,
    known,
    portions.part,
  )
  throwIfCancelled(signal)
  const head = await storeResult(context, training, {
    made: { input, trained, choice, metrics },
    embeddings,
    helps: true,
    embed: (photos) => embedPictures(trainer, context, photos, { network, weights: trained.weights }),
  })
  files.remove()
  const note = verdictNote(compared, judged, head)
  const later = fallenBackSince(trainer, trained)
  return { ...outcome, ...later, head, seconds: seconds(), promoted: true, note }
}

/** Fallbacks after the training itself, which reported its own. */
function fallenBackSince(
  { fellBack, backend }: Trainer,
  training: Pick<Trained, 'fellBack'>,
): Pick<Output<'train'>, 'fellBackLater'> {
  const failed = fellBack.slice(training.fellBack.length)
  return {
    fellBackLater: failed.length === 0 || backend === undefined ? null : { backend, fellBack: failed },
  }
}

type PictureRequest = TrainRequest & { inputs: PixelsToRead | MapsToRead }

/** The inputs of all photos with a label or a rejection, and of a sample of the others. */
async function pictureRequest(
  context: TrainContext,
  input: NetworkInput,
  { space, evidence }: Training,
  portions: Portions,
): Promise<PictureRequest> {
  const { network, seed } = input
  const request = requestWithoutInputs(context, input, space, evidence)
  const used = trainingRows(request)
  const isUsed = new Set(used)
  const rest = [...space.ids.keys()].filter((row) => !isUsed.has(row))
  const others = new Random(seed).fork('others').shuffle(rest).slice(0, portions.others)
  const photos = Int32Array.from([...used, ...others]).sort()
  const ids = Array.from(photos, (row) => space.ids[row])
  return { ...request, inputs: await inputsFor(context, network, photos, ids) }
}
