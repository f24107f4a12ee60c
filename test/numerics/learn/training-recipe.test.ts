import { readdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { beforeAll, expect, it } from 'vitest'
import { checkpointFile } from '../../../main/jobs/training/compute/checkpoint-file.ts'
import type { TrainingState } from '../../../main/learn/training/checkpoint.ts'
import type { TrainHeadRequest } from '../../../main/learn/training/head-task.ts'
import { trainHead, type TrainedModel } from '../../../main/learn/training/train-head.ts'
import { matrix, row, type Matrix } from '../../../main/math/matrix.ts'
import { layBlocks, type Network, type TrainingRecipe } from '../../../main/math/network.ts'
import { Random } from '../../../main/math/random.ts'
import type { Tensor2D, TensorFlow } from '../../../main/math/tensorflow.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { describeBackends } from '../../support/training/tensorflow.ts'

const CLASSES = 4
const EACH = 9
const INPUT = 12
const HIDDEN = 8
const WIDTH = 6
const EPOCHS = 4

/** Two layers, the lower of which may be rejecting to stand still. */
function twoLayers(recipe: Partial<TrainingRecipe> = {}): Network {
  return {
    width: WIDTH,
    blocks: layBlocks([
      ['lower', [INPUT, HIDDEN]],
      ['upper', [HIDDEN, WIDTH]],
    ]),
    project: (tf, [lower, upper], [input]) =>
      tf.tidy(() => tf.matMul<Tensor2D>(tf.tanh(tf.matMul<Tensor2D>(input, lower)), upper)),
    recipe: {
      rowsAtOnce: 5,
      batch: { photos: 8, classes: 4 },
      epochs: EPOCHS,
      judgedFolds: 3,
      settings: { rate: 3e-2, decay: 0, dropout: 0.1 },
      ...recipe,
    },
  }
}

const LOWER = INPUT * HIDDEN
const random = new Random(5)
const START = Float32Array.from({ length: LOWER + HIDDEN * WIDTH }, () => random.normal() / 3)

function requestOn(network: Network, changes: Partial<TrainHeadRequest> = {}): TrainHeadRequest {
  return {
    network,
    parameters: START,
    strategy: 'softmax', // has parameters of its own
    inputs: [disguisedClasses()],
    supervision: {
      labels: Int32Array.from({ length: CLASSES * EACH }, (_, index) => index % CLASSES),
      classes: CLASSES,
      rejections: [],
    },
    groups: new Int32Array(CLASSES * EACH).fill(-1),
    seed: 3,
    clock: () => 0,
    ...changes,
  }
}

/** Classes lie in the first few directions, others are louder and mean nothing: training finds out. */
function disguisedClasses(): Matrix {
  const chance = new Random(7)
  const out = matrix(CLASSES * EACH, INPUT)
  for (let i = 0; i < out.rows; i += 1) {
    const values = row(out, i)
    for (let k = 0; k < INPUT; k += 1) values[k] = chance.normal() * (k < CLASSES ? 0.2 : 1)
    values[i % CLASSES] += 1
  }
  return out
}

/** All that comes of a training, comparable. */
function outcome({ parameters, outOfFold, lossCurve, classifier, metrics }: TrainedModel) {
  return { parameters, probabilities: outOfFold.probabilities.data, lossCurve, classifier, metrics }
}

describeBackends('training by a recipe', (load) => {
  let tf: TensorFlow
  beforeAll(async () => {
    tf = await load()
  })

  it('goes on from the state after any epoch, to the same bytes as if it had never stopped', async () => {
    const states: TrainingState[] = []
    const save = (state: TrainingState): void => void states.push(structuredClone(state))
    const network = twoLayers()
    const whole = await trainHead(tf, requestOn(network, { checkpoints: { last: undefined, save } }))
    expect(whole.hyperParameters.epochs).toBeGreaterThan(0)
    expect(states.length).toBeGreaterThan(3 * EPOCHS)
    expect(states.at(-1)?.fold).toBeNull()
    for (const last of states) {
      const again = await trainHead(tf, requestOn(network, { checkpoints: { last, save: () => undefined } }))
      expect(outcome(again)).toEqual(outcome(whole))
    }
  })

  it('leaves a block alone whose rate is 0, and no other', async () => {
    const headFirst = (epoch: number): number[] => [epoch === 1 ? 0 : 0.5, 1]
    const moved: boolean[][] = []
    const save = ({ run, fold }: TrainingState): void => {
      if (fold !== 0 || run.epoch === 0) return
      const changed = run.parameters.map((value, index) => Math.abs(value - START[index]))
      moved.push(
        [changed.subarray(0, LOWER), changed.subarray(LOWER)].map((part) => part.some((by) => by > 0)),
      )
      expect(run.blocks.map(({ steps }) => steps > 0)).toEqual(moved.at(-1))
    }
    const network = twoLayers({ rates: headFirst })
    await trainHead(tf, requestOn(network, { checkpoints: { last: undefined, save } }))
    expect(moved).toEqual([
      [false, true],
      [true, true],
      [true, true],
      [true, true],
    ])
  })

  it('shows the network other views in every step, the same ones for the same seed', async () => {
    const seen: number[] = []
    const network = twoLayers({
      augment: (core, [input], chance) => {
        seen.push(chance.next())
        return [core.mul<Tensor2D>(input, 1 + 0.3 * chance.next())]
      },
    })
    const before = tf.memory().numTensors
    const [one, two] = [await trainHead(tf, requestOn(network)), await trainHead(tf, requestOn(network))]
    expect(tf.memory().numTensors).toBe(before)
    expect(outcome(two)).toEqual(outcome(one))
    expect(new Set(seen.slice(0, seen.length / 2)).size).toBe(seen.length / 2)
    expect(seen.slice(seen.length / 2)).toEqual(seen.slice(0, seen.length / 2))
    const plain = await trainHead(tf, requestOn(twoLayers()))
    expect(plain.parameters).not.toEqual(one.parameters)
    const other = await trainHead(tf, requestOn(network, { seed: 4 }))
    expect(other.parameters).not.toEqual(one.parameters)
  })

  it('judges a single grouped holdout where it is rejecting to, and trains on it in the end', async () => {
    const groups = Int32Array.from({ length: CLASSES * EACH }, (_, index) => (index < 8 ? 1 : -1))
    const progress: number[] = []
    const { outOfFold, metrics } = await trainHead(
      tf,
      requestOn(twoLayers({ judgedFolds: 1 }), {
        groups,
        report: ({ epoch, epochs }) => progress.push(epoch / epochs),
      }),
    )
    expect(new Set(outOfFold.folds)).toEqual(new Set([0]))
    expect(outOfFold.rows.length).toBeLessThan((CLASSES * EACH) / 2)
    expect(outOfFold.probabilities.rows).toBe(outOfFold.rows.length)
    const held = [...outOfFold.rows].filter((row) => groups[row] === 1).length
    expect([0, 8]).toContain(held)
    expect(metrics.accuracy).toBeGreaterThan(0.5)
    expect(Math.max(...progress)).toBeLessThanOrEqual(1)
  })

  it('keeps its state in a file, and starts anew where that cannot be read or written', async () => {
    const folder = await temporaryFolder()
    const file = path.join(folder, 'deeper', 'state')
    const network = twoLayers()
    const whole = await trainHead(tf, requestOn(network, { checkpoints: checkpointFile(file) }))
    expect(await readdir(path.dirname(file))).toEqual(['state'])
    const { last, save } = checkpointFile(file)
    expect(last?.fold).toBeNull()
    expect(last?.run.epoch).toBe(whole.hyperParameters.epochs)
    const again = await trainHead(tf, requestOn(network, { checkpoints: { last, save } }))
    expect(outcome(again)).toEqual(outcome(whole))
    await writeFile(file, 'half a sta')
    expect(checkpointFile(file).last).toBeUndefined()
    const below = checkpointFile(path.join(file, 'a file is no folder'))
    expect(outcome(await trainHead(tf, requestOn(network, { checkpoints: below })))).toEqual(outcome(whole))
  })
})
