/** @file The request of a training, and the task of each of its runs: settings, rows, photos without a label. */
import type { StrategyName } from '../../../shared/domain.ts'
import { matrix, stacked, type Matrix } from '../../math/matrix.ts'
import type { Network, TrainingSettings } from '../../math/network.ts'
import type { TensorFlow } from '../../math/tensorflow.ts'
import type { TrainingLabels } from './batches.ts'
import type { Checkpoints } from './checkpoint.ts'
import type { FitTask, UnlabelledPhotos } from './fit-task.ts'
import { strategyNamed } from '../strategies/index.ts'
import type { TrainingProgress } from './training-plan.ts'

export interface TrainHeadRequest {
  network: Network
  /** The first parameters: the network's baseline. */
  parameters: Float32Array
  strategy: StrategyName
  /** One matrix [rows, d] per input of the network, for the photos with a label or a rejection. */
  inputs: readonly Matrix[]
  supervision: TrainingLabels
  /** Photos without a label, for the strategies that use them. */
  unlabelled?: UnlabelledPhotos | undefined
  /** Whether those whose class is almost certain are trained on as if they had a label. */
  pseudoLabels?: boolean | undefined
  /** [rows] photos that were confirmed together share a number; -1: a photo by itself. */
  groups: Int32Array
  seed: number
  /** The most epochs of a run. */
  epochs?: number | undefined
  /** Replace the network's own settings, or the defaults. */
  settings?: { [name in keyof TrainingSettings]?: number | undefined } | undefined
  /** For a training that takes minutes: the state to continue from, and where each epoch is saved. */
  checkpoints?: Checkpoints | undefined
  signal?: AbortSignal | undefined
  report?: ((progress: TrainingProgress) => void) | undefined
  /** Milliseconds, for estimating the time left. */
  clock: () => number
}

/** Chosen on caltech24 at 5 and 20 labels a class: higher rates fit the labels at once and help no other photo. */
export const DEFAULT_SETTINGS: TrainingSettings = { rate: 4e-4, decay: 1, dropout: 0.3 }

export function settingsOf({ network: { recipe }, settings }: TrainHeadRequest): TrainingSettings {
  const usual = recipe?.settings ?? DEFAULT_SETTINGS
  return {
    rate: settings?.rate ?? usual.rate,
    decay: settings?.decay ?? usual.decay,
    dropout: settings?.dropout ?? usual.dropout,
  }
}

export function taskOf(
  tf: TensorFlow,
  request: TrainHeadRequest,
  { rate, decay, dropout }: TrainingSettings,
): FitTask {
  const { network, supervision, unlabelled, signal } = request
  const pseudoLabels = request.pseudoLabels === true && unlabelled !== undefined
  const inputs = pseudoLabels ? withUnlabelled(request) : request.inputs
  return {
    tf,
    network,
    strategy: strategyNamed(request.strategy),
    inputs,
    supervision: pseudoLabels ? withoutLabel(supervision, inputs[0].rows) : supervision,
    unlabelled,
    pseudoLabels,
    optimiser: { rate, decay },
    dropout,
    signal,
  }
}

/** The same labels for a larger number of rows: the added rows have none. */
function withoutLabel(supervision: TrainingLabels, rows: number): TrainingLabels {
  const labels = new Int32Array(rows).fill(-1)
  labels.set(supervision.labels)
  return { ...supervision, labels }
}

/** The inputs of all photos, for learning before labels are used. */
export function withUnlabelled({ inputs, unlabelled }: TrainHeadRequest): Matrix[] {
  return inputs.map((input, index) =>
    stacked(input, unlabelled?.inputs.at(index) ?? matrix(0, input.columns)),
  )
}
