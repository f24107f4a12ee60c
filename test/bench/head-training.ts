/**
 * @file How long 300 steps of the Siamese head take, with pyramid and attention, on the labels of an early session, beside
 * the same head in PyTorch: the same batches, dropout, loss and optimiser.
 */
import type { BackendName } from '../../shared/domain.ts'
import { epochs } from '../../main/learn/training/fit.ts'
import { DEFAULT_SETTINGS } from '../../main/learn/training/head-task.ts'
import { triplet } from '../../main/learn/strategies/triplet.ts'
import { parameterCount } from '../../main/math/network.ts'
import { principalComponents } from '../../main/math/pca.ts'
import { Random } from '../../main/math/random.ts'
import type { TensorFlow } from '../../main/math/tensorflow.ts'
import { createHead, EMBEDDING_WIDTH, initialParameters } from '../../main/model/head.ts'
import { loadTensorFlow } from '../../main/model/backends/load.ts'
import { bunches } from '../support/training/vectors.ts'
import { pyTorchHead, type HeadProblem } from './head-reference.ts'
import { ROUNDS, secondsOf, takenInTurns, type Rival } from './rivals.ts'

const CLASSES = 24
/** 504 labels in all. */
const LABELS_PER_CLASS = 21
const STEPS = 300

export interface HeadFigures {
  backend: BackendName
  labels: number
  steps: number
  seconds: number
  pyTorchSeconds: number | null
  /** Ours divided by theirs: below 1 we are faster. Null where PyTorch is not on this machine. */
  ratioToPyTorch: number | null
}

/**
 * @param levels of the pyramid, bottom first
 * @throws Error where PyTorch's head is not of the same size as ours
 */
export async function benchHead(
  named: BackendName | undefined,
  levels: HeadProblem['levels'],
): Promise<HeadFigures> {
  const { tf, name } = await loadTensorFlow(named)
  const problem = headProblem(levels)
  const [seconds, torch] = await takenInTurns([await ours(tf, problem), pyTorchHead(problem)])
  if (seconds === null) throw new Error('A training of ours took no time.')
  const ratioToPyTorch = torch === null ? null : seconds / torch
  const labels = CLASSES * LABELS_PER_CLASS
  return { backend: name, labels, steps: STEPS, seconds, pyTorchSeconds: torch, ratioToPyTorch }
}

/** Every photo has a label, and its vectors lie around a direction of its class, on each level. */
function headProblem(levels: HeadProblem['levels']): HeadProblem {
  const head = createHead({ levels, attention: 'gate' })
  return {
    levels,
    inputs: levels.map(({ dimensions }, seed) => bunches(CLASSES, LABELS_PER_CLASS, dimensions, 3, seed)),
    ...{ classes: CLASSES, steps: STEPS, parameters: parameterCount(head.blocks) },
  }
}

async function ours(tf: TensorFlow, { levels, inputs }: HeadProblem): Promise<Rival> {
  const head = createHead({ levels, attention: 'gate' })
  const random = new Random(0)
  const top = inputs[inputs.length - 1]
  const projection = await principalComponents(top, EMBEDDING_WIDTH, random.fork('projection'))
  const start = initialParameters(head, projection, random.fork('parameters'))
  const labels = Int32Array.from({ length: top.rows }, (_, index) => index % CLASSES)
  const { rate, decay, dropout } = DEFAULT_SETTINGS
  const task = {
    ...{ tf, network: head, strategy: triplet, inputs, dropout },
    supervision: { labels, classes: CLASSES, rejections: [] },
    optimiser: { rate, decay },
  }
  const plan = { stepsPerEpoch: STEPS, epochs: ROUNDS + 1 }
  return secondsOf(epochs(task, start, Int32Array.from(labels.keys()), plan, random))
}
