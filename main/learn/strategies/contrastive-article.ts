/**
 * @file Contrastive learning with binary codes in the article's words: codes c = sign(R z) decide which photos are the same
 * class (c_i = c_j), only those pairs train, their z are pulled together, and a regulariser acts on all distances.
 * [Note: it collapses] Nothing in it pushes anything apart: all photos in one point have a loss of zero, and training goes
 * there (shown by a test). It is kept as the article has it, to be compared; `contrastive` is the form that works.
 */
import type { Scalar, Tensor2D } from '../../math/tensorflow.ts'
import { maskedMean, squaredDistances } from './parts/distances.ts'
import type { ExtraParameters, StartingPoint, Strategy } from './strategy.ts'

/** Few enough bits that some photos of a batch share a code. */
const BITS = 8
/** The regulariser's weight on the mean of all squared distances. */
const LAMBDA = 0.1

export const contrastiveArticle: Strategy = {
  name: 'contrastive-article',
  hyperParameters: { bits: BITS, lambda: LAMBDA },
  unlabelled: 0,
  extras: (width) => [randomDirections(width, BITS)],
  loss: (tf, { embeddings }, extras) =>
    tf.tidy(() => {
      const squared = squaredDistances(tf, embeddings)
      const z = embeddings.dataSync<'float32'>()
      const same = sameCode(z, extras.codes.dataSync<'float32'>(), embeddings.shape)
      const mask = tf.tensor2d(same, squared.shape)
      const pull = maskedMean(tf, squared, mask)
      // The directions are constants in this loss; adding zero times them gives them a gradient (of zero).
      const nothing = tf.mul(tf.sum(extras.codes), 0)
      return tf.add<Scalar>(tf.add(pull, tf.mul(tf.mean(squared), LAMBDA)), nothing)
    }),
}

/** The directions R [width, bits] whose signs are the bits. */
export function randomDirections(width: number, bits: number): ExtraParameters {
  return {
    name: 'codes',
    shape: [width, bits],
    initial: ({ random }: StartingPoint) =>
      Float32Array.from({ length: width * bits }, () => random.normal() / Math.sqrt(width)),
  }
}

/** [b * b] of 0 and 1, with a zero diagonal. */
function sameCode(z: Float32Array, directions: Float32Array, shape: Tensor2D['shape']): Float32Array {
  const [rows, width] = shape
  const codes = Array.from({ length: rows }, (_, i) => {
    let code = ''
    for (let bit = 0; bit < BITS; bit += 1) {
      let sum = 0
      for (let k = 0; k < width; k += 1) sum += z[i * width + k] * directions[k * BITS + bit]
      code += sum > 0 ? '1' : '0'
    }
    return code
  })
  return Float32Array.from({ length: rows * rows }, (_, entry) => {
    const [i, j] = [Math.floor(entry / rows), entry % rows]
    return i !== j && codes[i] === codes[j] ? 1 : 0
  })
}
