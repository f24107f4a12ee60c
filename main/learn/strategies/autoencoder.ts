/**
 * @file Triplet loss on a head that a denoising autoencoder (Vincent, Larochelle, Bengio and Manzagol 2008) has
 * initialised: before any label is used, the head learns from all photos to keep what all levels of their features
 * show, with a part of its input missing. The decoder is linear and is thrown away. On caltech24 within .2 points of
 * the triplet loss alone.
 */
import { throwIfCancelled } from '../../../shared/errors.ts'
import { gatherRows, matrix, row, type Matrix } from '../../math/matrix.ts'
import { embedRows, matrixTensors, numbersOf, parameterTensors, rowRange } from '../../math/network.ts'
import { nextTurn } from '../../math/next-turn.ts'
import type { Scalar, Tensor, Tensor2D, TensorFlow } from '../../math/tensorflow.ts'
import { adamState, adamStep } from '../training/adam.ts'
import { drawer } from '../training/batches.ts'
import { dropped } from '../training/dropout.ts'
import type { StartTask, Strategy } from './strategy.ts'
import { triplet } from './triplet.ts'

const BATCH = 128
/** Share of the numbers that the encoder does not see; the decoder has to reconstruct them. */
const MISSING = 0.3
const EPOCHS = 6
const MOST_STEPS = 150
const ENCODER = { rate: 2e-4, decay: 0 }
const DECODER = { rate: 2e-3, decay: 0 }

export const autoencoder: Strategy = {
  ...triplet,
  name: 'autoencoder',
  hyperParameters: { ...triplet.hyperParameters, missing: MISSING, autoencoderEpochs: EPOCHS },
  start: denoise,
}

async function denoise(task: StartTask): Promise<Float32Array> {
  const { tf, inputs, random, signal } = task
  const parameters = task.parameters.slice()
  const decoder = firstDecoder(task)
  const [encoderState, decoderState] = [adamState(parameters), decoder.map(({ data }) => adamState(data))]
  const photos = inputs[0].rows
  const next = drawer(photos, Math.min(BATCH, photos), random.fork('batches'))
  const noise = random.fork('missing')
  const steps = Math.min(MOST_STEPS, Math.ceil((EPOCHS * photos) / BATCH))
  for (let step = 0; step < steps; step += 1) {
    await nextTurn() // lets a cancel arrive
    throwIfCancelled(signal)
    const batch = next()
    const whole = inputs.map((input) => gatherRows(input, batch))
    const seen = whole.map((input) => dropped(input, MISSING, noise))
    const gradients = reconstructionGradients(tf, task, parameters, decoder, { whole, seen })
    adamStep(parameters, gradients.encoder, encoderState, ENCODER)
    decoder.forEach(({ data }, index) => {
      adamStep(data, gradients.decoder[index], decoderState[index], DECODER)
    })
  }
  return parameters
}

/**
 * [width, d] for each input: the best linear prediction of it from the embeddings at the start, one coordinate at a
 * time, since the principal components that the head starts from are uncorrelated.
 */
function firstDecoder({ tf, network, parameters, inputs }: StartTask): Matrix[] {
  const embeddings = embedRows(tf, network, parameters, inputs[0].rows, (from, to) =>
    inputs.map((input) => rowRange(input, from, to)),
  )
  const power = new Float64Array(network.width)
  for (let i = 0; i < embeddings.rows; i += 1) {
    row(embeddings, i).forEach((value, k) => (power[k] += value * value))
  }
  return inputs.map((input) => {
    const slopes = numbersOf(tf, () => {
      const [codes, whole] = matrixTensors(tf, [embeddings, input])
      const scale = Float32Array.from(power, (value) => (value > 0 ? 1 / value : 0))
      return tf.mul(tf.matMul(codes, whole, true, false), tf.tensor2d(scale, [network.width, 1]))
    })
    return matrix(network.width, input.columns, slopes)
  })
}

/** Mean over the photos of the squared difference between the input and its reconstruction. */
function reconstructionGradients(
  tf: TensorFlow,
  { network }: Pick<StartTask, 'network'>,
  parameters: Float32Array,
  decoder: readonly Matrix[],
  { whole, seen }: { whole: readonly Matrix[]; seen: readonly Matrix[] },
): { encoder: Float32Array; decoder: Float32Array[] } {
  const blocks = network.blocks.length
  const encoder = new Float32Array(parameters.length)
  const decoderGradients: Float32Array[] = []
  // Nothing is returned through `tidy`: see numbersOf in math/network.ts.
  tf.tidy(() => {
    const given = matrixTensors(tf, seen)
    const wanted = matrixTensors(tf, whole)
    const loss = (...weights: Tensor[]): Scalar => {
      const codes = network.project(tf, weights.slice(0, blocks), given)
      const losses = wanted.map((photos, index) => {
        const back = tf.matMul<Tensor2D>(codes, weights[blocks + index])
        return tf.mean<Scalar>(tf.sum(tf.square(tf.sub(back, photos)), 1))
      })
      return losses.reduce((total, next) => tf.add(total, next))
    }
    const { grads } = tf.valueAndGrads(loss)([
      ...parameterTensors(tf, network, parameters),
      ...matrixTensors(tf, decoder),
    ])
    network.blocks.forEach(({ offset }, index) => {
      encoder.set(grads[index].dataSync<'float32'>(), offset)
    })
    decoder.forEach((_, index) => {
      decoderGradients.push(grads[blocks + index].dataSync<'float32'>().slice())
    })
  })
  return { encoder, decoder: decoderGradients }
}
