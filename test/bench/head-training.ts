/**
 * @file How long 300 steps of the Siamese head take, with pyramid and attention, on the labels of an early session, beside
 * the same head in PyTorch: the same batches, dropout, loss and optimiser.
 */
import type { BackendName } from '../../shared/domain.ts'
import { triplet } from '../../main/learn/strategies/triplet.ts'
import { batchPairs, HEAD_BATCH } from '../../main/learn/training/batches.ts'
import { epochs } from '../../main/learn/training/fit.ts'
import type { FitTask } from '../../main/learn/training/fit-task.ts'
import { lossAndGradient } from '../../main/learn/training/gradient.ts'
import { DEFAULT_SETTINGS } from '../../main/learn/training/head-task.ts'
import { gatherRows } from '../../main/math/matrix.ts'
import { principalComponents } from '../../main/math/pca.ts'
import { Random } from '../../main/math/random.ts'
import type { TensorFlow } from '../../main/math/tensorflow.ts'
import { createHead, EMBEDDING_WIDTH, initialParameters, type Head } from '../../main/model/head.ts'
import { loadTensorFlow } from '../../main/model/backends/load.ts'
import { bunches } from '../support/training/vectors.ts'
import { pyTorchHead, type HeadProblem, type Probe } from './head-reference.ts'
import { ROUNDS, secondsOf, takenInTurns, type Pass, type Rival } from './rivals.ts'

const CLASSES = 24
/** 504 labels in all. */
const LABELS_PER_CLASS = 21
const STEPS = 300

export interface HeadFigures extends Pass {
  backend: BackendName
  labels: number
  steps: number
  pyTorchSeconds: number | null
  pyTorchCpuSeconds: number | null
  /** Ours divided by theirs: below 1 we are faster. Null where PyTorch is not on this machine. */
  ratioToPyTorch: number | null
  cpuRatioToPyTorch: number | null
}

/**
 * @param levels of the pyramid, bottom first
 * @throws Error where PyTorch's head is another one, or computes another loss or gradient than ours
 */
export async function benchHead(
  named: BackendName | undefined,
  levels: HeadProblem['levels'],
): Promise<HeadFigures> {
  const { tf, name } = await loadTensorFlow(named)
  const problem = headProblem(levels)
  const training = await trainingOf(tf, problem)
  const rivals = [ours(training), pyTorchHead(problem, await probed(training, problem))]
  const [own, torch] = await takenInTurns(rivals)
  if (own === null) throw new Error('A training of ours took no time.')
  return {
    ...{ backend: name, labels: CLASSES * LABELS_PER_CLASS, steps: STEPS, ...own },
    ...{ pyTorchSeconds: torch?.seconds ?? null, pyTorchCpuSeconds: torch?.cpuSeconds ?? null },
    ratioToPyTorch: torch && own.seconds / torch.seconds,
    cpuRatioToPyTorch: torch && own.cpuSeconds / torch.cpuSeconds,
  }
}

/** Every photo has a label, and its vectors lie around a direction of its class, on each level. */
function headProblem(levels: HeadProblem['levels']): HeadProblem {
  const inputs = levels.map(({ dimensions }, seed) => bunches(CLASSES, LABELS_PER_CLASS, dimensions, 3, seed))
  const perClass = Math.floor(HEAD_BATCH.photos / CLASSES)
  return { levels, inputs, classes: CLASSES, steps: STEPS, perClass }
}

interface Training {
  task: FitTask
  head: Head
  start: Float32Array
  random: Random
}

async function trainingOf(tf: TensorFlow, { levels, inputs }: HeadProblem): Promise<Training> {
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
  return { task, head, start, random }
}

function ours({ task, start, random }: Training): Rival {
  const rows = Int32Array.from(task.supervision.labels.keys())
  return secondsOf(epochs(task, start, rows, { stepsPerEpoch: STEPS, epochs: ROUNDS + 1 }, random))
}

/** With the attention half open: at its start it is closed, and nothing of it would be compared. */
async function probed({ task, head, start }: Training, { classes, perClass }: HeadProblem): Promise<Probe> {
  const parameters = start.slice()
  const gate = head.blocks.find(({ name }) => name === 'attention/gate')
  parameters.fill(0.5, gate?.offset, (gate?.offset ?? 0) + 1)
  const few = Int32Array.from({ length: classes * perClass }, (_, index) => index)
  const { supervision, inputs } = task
  const { loss, gradient } = await lossAndGradient(
    task,
    { parameters, extras: {} },
    {
      ...{ classes, pairs: batchPairs(supervision, few), labels: few.map((row) => supervision.labels[row]) },
      inputs: inputs.map((input) => gatherRows(input, few)),
    },
  )
  return { parameters, loss, gradient: Math.sqrt(gradient.reduce((sum, each) => sum + each * each, 0)) }
}
