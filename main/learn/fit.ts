/**
 * @file One training run: a network, a loss, batches, steps. Tensors never outlive a step; parameters and the optimiser's
 * state are plain arrays between steps, so that a cancel between two steps leaves nothing behind.
 */
import { setImmediate as nextTurn } from 'node:timers/promises'
import { throwIfCancelled } from '../../shared/errors.ts'
import { matrix, row, type Matrix } from '../math/matrix.ts'
import { matrixTensors, parameterTensors, type Network } from '../math/network.ts'
import type { Random } from '../math/random.ts'
import type { Tensor, TensorFlow } from '../math/tensorflow.ts'
import { adamState, adamStep, type AdamOptions } from './adam.ts'
import { batchPairs, batchSampler, type Pairs, type TrainingLabels } from './batches.ts'
import type { Strategy } from './strategies/strategy.ts'

export interface FitTask {
  tf: TensorFlow
  network: Network
  strategy: Strategy
  /** [rows, d] each: one matrix per input of the network */
  inputs: readonly Matrix[]
  known: TrainingLabels
  optimiser: AdamOptions
  /** Share of the input numbers that are dropped in each step, the others grow accordingly. */
  dropout: number
  signal?: AbortSignal | undefined
}

/**
 * Trains on the given rows for one epoch after another; the generator's owner decides when it was enough.
 * @param parameters the start; not changed
 * @param stepsPerEpoch an epoch is as many steps, whether or not every photo was seen
 * @yields the epoch's mean loss and the parameters after it (the same array each time: copy what you keep)
 */
export async function* epochs(
  task: FitTask,
  parameters: Float32Array,
  rows: Int32Array,
  stepsPerEpoch: number,
  random: Random,
): AsyncGenerator<{ loss: number; parameters: Float32Array }, never> {
  const current = parameters.slice()
  const gradient = new Float32Array(current.length)
  const state = adamState(current)
  const sampler = batchSampler(task.known, rows, random.fork('batches'))
  const noise = random.fork('dropout')
  for (;;) {
    let total = 0
    for (let step = 0; step < stepsPerEpoch; step += 1) {
      await nextTurn() // lets a cancel arrive
      throwIfCancelled(task.signal)
      const batch = sampler()
      const inputs = task.inputs.map((input) => gatherWithDropout(input, batch, task.dropout, noise))
      total += lossAndGradient(task, current, inputs, batchPairs(task.known, batch), gradient)
      adamStep(current, gradient, state, task.optimiser)
    }
    yield { loss: total / stepsPerEpoch, parameters: current }
  }
}

/** The loss of one batch; its gradient is written into `gradient`. Leaves no tensor behind, also when it throws. */
export function lossAndGradient(
  { tf, network, strategy }: Pick<FitTask, 'tf' | 'network' | 'strategy'>,
  parameters: Float32Array,
  inputs: readonly Matrix[],
  pairs: Pairs,
  gradient: Float32Array,
): number {
  return tf.tidy(() => {
    const size = inputs[0].rows
    const tensors = matrixTensors(tf, inputs)
    const masks = {
      same: tf.tensor2d(pairs.same, [size, size]),
      different: tf.tensor2d(pairs.different, [size, size]),
    }
    const lossOf = (...weights: Tensor[]) => strategy.loss(tf, network.embed(tf, weights, tensors), masks)
    const { value, grads } = tf.valueAndGrads(lossOf)(parameterTensors(tf, network, parameters))
    network.blocks.forEach(({ offset }, index) => {
      gradient.set(grads[index].dataSync<'float32'>(), offset)
    })
    return value.dataSync()[0]
  })
}

function gatherWithDropout(input: Matrix, rows: Int32Array, share: number, random: Random): Matrix {
  const out = matrix(rows.length, input.columns)
  for (let i = 0; i < rows.length; i += 1) row(out, i).set(row(input, rows[i]))
  if (share === 0) return out
  const kept = 1 / (1 - share)
  for (let i = 0; i < out.data.length; i += 1) out.data[i] = random.next() < share ? 0 : out.data[i] * kept
  return out
}
