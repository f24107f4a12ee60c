/** @file How fast a backend trains a network of convolutions: one network for all, so that they can be compared. */
import { Random } from '../../../math/random.ts'
import type { Rank, Scalar, Tensor, Tensor4D, TensorFlow } from '../../../math/tensorflow.ts'

const SIDE = 64
const CHANNELS = [3, 16, 32, 64, 64]
const CLASSES = 10
const ENOUGH_MS = 1500

/**
 * Photos a second through forward and backward pass of four convolutions of 3 x 3 (16, 32, 64, 64 channels, each with ReLU and
 * max pooling), 64 x 64 pixels, a step at a time until a second and a half have passed. The first step is not counted, since shaders
 * and the like are prepared in it; but that of plain JavaScript, which prepares nothing and needs seconds for each, is enough.
 * @param batch photos of a step
 */
export async function imagesPerSecond(tf: TensorFlow, batch: number): Promise<number> {
  const random = new Random(0)
  const draw = (shape: number[], deviation: number): Tensor =>
    tf.tensor(
      Float32Array.from({ length: tf.util.sizeFromShape(shape) }, () => random.normal() * deviation),
      shape,
    )
  const pixels = tf.tidy(() => tf.reshape<Rank.R4>(draw([batch, SIDE, SIDE, 3], 1), [batch, SIDE, SIDE, 3]))
  const weights = CHANNELS.slice(1).map((channels, index) =>
    draw([3, 3, CHANNELS[index], channels], Math.sqrt(2 / (9 * CHANNELS[index]))),
  )
  const dense = draw([CHANNELS[CHANNELS.length - 1], CLASSES], 0.1)
  try {
    const begun = performance.now()
    await step(tf, pixels, [...weights, dense])
    const first = performance.now() - begun
    if (tf.getBackend() === 'cpu' && first >= ENOUGH_MS) return (batch * 1000) / first
    const start = performance.now()
    let steps = 0
    while (steps === 0 || performance.now() - start < ENOUGH_MS) {
      await step(tf, pixels, [...weights, dense])
      steps += 1
    }
    return (steps * batch * 1000) / (performance.now() - start)
  } finally {
    tf.dispose([pixels, ...weights, dense])
  }
}

async function step(tf: TensorFlow, pixels: Tensor4D, weights: Tensor[]): Promise<void> {
  const { value, grads } = tf.tidy(() =>
    tf.valueAndGrads((...given: Tensor[]): Scalar => {
      let maps = pixels
      for (const [index, filter] of given.slice(0, -1).entries()) {
        const shape: [number, number, number, number] = [3, 3, CHANNELS[index], CHANNELS[index + 1]]
        const convolved = tf.conv2d(maps, tf.reshape<Rank.R4>(filter, shape), 1, 'same')
        maps = tf.maxPool(tf.relu(convolved), 2, 2, 'same')
      }
      const logits = tf.matMul(tf.mean(maps, [1, 2]), given[given.length - 1])
      return tf.neg(tf.mean<Scalar>(tf.logSoftmax(logits)))
    })(weights),
  )
  try {
    await Promise.all(grads.map((gradient) => gradient.data()))
  } finally {
    tf.dispose([value, ...grads])
  }
}
