/**
 * @file What all deep networks have in common: they read pictures (or maps of a frozen network), their parameters start at
 * random, and an embedding is 128 numbers, as the Siamese head's. Which of them there are: networks.ts.
 */
import { z } from 'zod'
import { AttentionForm, PixelNetwork } from '../../../shared/domain.ts'
import type { Network, ParameterBlock, TrainingRecipe } from '../../math/network.ts'
import { parameterCount } from '../../math/network.ts'
import type { Random } from '../../math/random.ts'
import type { Tensor, Tensor2D, Tensor4D, TensorFlow } from '../../math/tensorflow.ts'

/** What a network is built like. */
export const DeepShape = z.object({
  network: PixelNetwork,
  /** Height and width of the pictures that it reads. */
  side: z.int().positive(),
  /** Of the Siamese network; the conventional one has neither. */
  attention: AttentionForm,
  pyramid: z.boolean(),
})
export type DeepShape = z.infer<typeof DeepShape>

export interface DeepNetwork extends Network {
  readonly recipe: TrainingRecipe
  /** Height and width of the pictures that it reads. */
  readonly side: number
  /** Where training starts. */
  initialParameters: (random: Random) => Float32Array
}

/** Normal numbers of this deviation for a block, or the same number throughout. */
export type Initial = { deviation: number } | { value: number } | { identity: number }

export interface BlockPlan {
  name: string
  shape: number[]
  initial: Initial
}

/** He et al. (2015): keeps the variance through layers with a ReLU behind them. */
export function heNormal(inputs: number): Initial {
  return { deviation: Math.sqrt(2 / inputs) }
}

/** Each block's numbers depend on the seed and its name alone. */
export function initialise(
  blocks: readonly ParameterBlock[],
  plans: readonly BlockPlan[],
  random: Random,
): Float32Array {
  const flat = new Float32Array(parameterCount(blocks))
  blocks.forEach(({ name, offset, size }, index) => {
    fill(flat.subarray(offset, offset + size), plans[index].initial, random.fork(name))
  })
  return flat
}

function fill(values: Float32Array, initial: Initial, random: Random): void {
  if ('value' in initial) values.fill(initial.value)
  else if ('identity' in initial) {
    for (let i = 0; i < values.length; i += initial.identity + 1) values[i] = 1
  } else {
    for (let i = 0; i < values.length; i += 1) values[i] = initial.deviation * random.normal()
  }
}

/** The blocks of a network as tensors, by name. */
export function byName(
  blocks: readonly ParameterBlock[],
): (parameters: readonly Tensor[], name: string) => Tensor {
  const position = new Map(blocks.map(({ name }, index) => [name, index]))
  return (parameters, name) => {
    const found = position.get(name)
    if (found === undefined) throw new RangeError(`The network has no block ${name}.`)
    return parameters[found]
  }
}

/**
 * Pixels 0 .. 255 around zero with a deviation of about 1 (mean and deviation of photographs).
 * @param pixels [n, side * side * 3]
 * @returns [n, side, side, 3], to be disposed of by the caller
 */
export function centredPixels(tf: TensorFlow, pixels: Tensor2D, side: number): Tensor4D {
  return tf.tidy(() => {
    const pictures = tf.reshape(pixels, [pixels.shape[0], side, side, 3])
    return tf.mul<Tensor4D>(tf.sub(pictures, PIXEL_MEAN), 1 / PIXEL_DEVIATION)
  })
}

export const PIXEL_MEAN = 118
export const PIXEL_DEVIATION = 64
