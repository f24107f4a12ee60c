/** @file A few steps of training on the active backend, as numbers, and how far two backends' numbers lie apart. */
import type { Scalar, Tensor, TensorFlow } from '../../../math/tensorflow.ts'
import { PROBLEMS, initialParameters, type Problem } from './problems.ts'

const STEPS = 3

/** The result of one problem. */
export interface Steps {
  /** One for each step. */
  losses: number[]
  /** One for each step and parameter. */
  gradients: Float32Array[]
}

export interface Deviation {
  /** The largest difference of a loss, relative to it. */
  loss: number
  /** The largest difference of a gradient's number, relative to the largest number of that gradient. */
  gradient: number
}

/** Trains on the backend that is active. Leaves no tensor behind, also when it throws. */
export async function trainingSteps(tf: TensorFlow): Promise<Steps[]> {
  const all: Steps[] = []
  for (const problem of PROBLEMS) all.push(await stepsOf(tf, problem))
  return all
}

/** NaN where a number is missing or not finite. */
export function deviation(actual: readonly Steps[], expected: readonly Steps[]): Deviation {
  const losses = expected.flatMap((steps, problem) =>
    steps.losses.map((loss, step) => Math.abs(actual[problem].losses[step] - loss) / Math.abs(loss)),
  )
  const gradients = expected.flatMap((steps, problem) =>
    steps.gradients.map((gradient, index) => furthest(actual[problem].gradients[index], gradient)),
  )
  return { loss: Math.max(...losses), gradient: Math.max(...gradients) }
}

function furthest(actual: Float32Array, expected: Float32Array): number {
  const largest = Math.max(...expected.map(Math.abs))
  return Math.max(...Array.from(expected, (value, index) => Math.abs(value - actual[index]))) / largest
}

async function stepsOf(tf: TensorFlow, problem: Problem): Promise<Steps> {
  const parameters = initialParameters(problem)
  const steps: Steps = { losses: [], gradients: [] }
  for (let step = 0; step < STEPS; step += 1) {
    const { loss, gradients } = await lossAndGradients(tf, problem, parameters)
    steps.losses.push(loss)
    steps.gradients.push(...gradients)
    parameters.forEach((values, index) => {
      values.forEach((_, each) => (values[each] -= problem.rate * gradients[index][each]))
    })
  }
  return steps
}

/** Read as a promise: WebGPU cannot wait. */
async function lossAndGradients(
  tf: TensorFlow,
  problem: Problem,
  parameters: readonly Float32Array[],
): Promise<{ loss: number; gradients: Float32Array[] }> {
  const { value, grads } = tf.tidy(() =>
    tf.valueAndGrads((...weights: Tensor[]): Scalar => problem.loss(tf, weights))(
      parameters.map((values, index) => tf.tensor(values.slice(), problem.shapes[index])),
    ),
  )
  try {
    const numbers = await Promise.all([value, ...grads].map((tensor) => tensor.data<'float32'>()))
    const [loss, ...gradients] = numbers.map((each) => each.slice())
    return { loss: loss[0], gradients }
  } finally {
    tf.dispose([value, ...grads])
  }
}
