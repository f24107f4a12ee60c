/**
 * @file A generative adversarial network (Goodfellow et al. 2014) in feature space: from one photo of a class and noise it
 * makes the features of another photo of that class. Conditioned on a photo instead of a class number, as in Antoniou,
 * Storkey and Edwards 2017, it carries what it learns of the variation inside rich classes over to poor ones. Generator and
 * discriminator meet in the principal components of the labelled photos, with the least-squares losses of Mao et al. 2017.
 */
import { throwIfCancelled } from '../../../../shared/errors.ts'
import { gatherRows, gatherSideBySide, matrix, row, sideBySide, type Matrix } from '../../../math/matrix.ts'
import { matrixTensors, numbersOf } from '../../../math/network.ts'
import { nextTurn } from '../../../math/next-turn.ts'
import { principalComponents } from '../../../math/pca.ts'
import type { Random } from '../../../math/random.ts'
import { sum } from '../../../math/statistics.ts'
import type { Scalar, Tensor, Tensor2D, TensorFlow } from '../../../math/tensorflow.ts'
import { adamState, adamStep } from '../../training/adam.ts'
import { indicesWhere } from '../../fast-path/indices.ts'
import type { AugmenterTask } from '../strategy.ts'

/** Principal components that the generator changes; the rest of a photo is kept. */
const COMPONENTS = 48
const NOISE = 16
const HIDDEN = 96
const STEPS = 200
const BATCH = 64
const OPTIMISER = { rate: 1e-3, decay: 0 }

/** Makes one photo from each source (a row of the inputs): [sources, d] each. */
export type Generate = (inputs: readonly Matrix[], sources: Int32Array) => Matrix[]

/** @returns undefined where no class has two photos to learn from. @throws AppError `cancelled` within one step. */
export async function trainFeatureGan(task: AugmenterTask): Promise<Generate | undefined> {
  const { tf, labels, random, signal } = task
  const paired = indicesWhere(
    labels,
    (label) => label >= 0 && labels.filter((other) => other === label).length > 1,
  )
  if (paired.length === 0) return undefined
  const joined = sideBySide(task.inputs)
  const space = await spaceOf(joined, random.fork('components'))
  const dimensions = space.components.rows
  const generator = new Layers(generatorShapes(dimensions), random.fork('generator'))
  const discriminator = new Layers(discriminatorShapes(dimensions), random.fork('discriminator'))
  const [noise, draws] = [random.fork('noise'), random.fork('pairs')]
  for (let step = 0; step < STEPS; step += 1) {
    await nextTurn() // lets a cancel arrive
    throwIfCancelled(signal)
    const ones = Int32Array.from({ length: BATCH }, () => paired[draws.integer(paired.length)])
    const others = ones.map((one) => partner(labels, one, draws))
    tf.tidy(() => {
      const [first, second] = [ones, others].map((rows) => coordinates(tf, gatherRows(joined, rows), space))
      const chance = normals(tf, BATCH, noise)
      const made = generate(tf, generator.tensors(tf), first, chance)
      discriminator.descend(tf, (weights) => {
        const real = tf.sub(judge(tf, weights, first, second), 1)
        return tf.add(meanSquare(tf, real), meanSquare(tf, judge(tf, weights, first, made)))
      })
      const fixed = discriminator.tensors(tf)
      generator.descend(tf, (weights) => {
        const fake = judge(tf, fixed, first, generate(tf, weights, first, chance))
        return meanSquare(tf, tf.sub(fake, 1))
      })
    })
  }
  return (inputs, sources) => {
    const from = gatherSideBySide(inputs, sources)
    const moved = numbersOf(tf, () => {
      const own = coordinates(tf, from, space)
      const made = generate(tf, generator.tensors(tf), own, normals(tf, sources.length, noise))
      const [photos, components] = matrixTensors(tf, [from, space.components])
      const shift = tf.mul(tf.sub(made, own), space.scale)
      return tf.add(photos, tf.matMul(shift, components))
    })
    return split(matrix(from.rows, from.columns, moved), inputs)
  }
}

interface Space {
  /** [1, d] */
  readonly mean: Matrix
  /** [m, d] orthonormal rows */
  readonly components: Matrix
  /** Root mean square of a coordinate: all coordinates are divided by it. */
  readonly scale: number
}

async function spaceOf(joined: Matrix, random: Random): Promise<Space> {
  const dimensions = Math.min(COMPONENTS, joined.rows, joined.columns)
  const { mean, components, variances } = await principalComponents(joined, dimensions, random)
  const scale = Math.sqrt(sum(variances) / dimensions)
  return { mean: matrix(1, mean.length, mean), components, scale: scale > 0 ? scale : 1 }
}

/** [n, m] */
function coordinates(tf: TensorFlow, photos: Matrix, { mean, components, scale }: Space): Tensor2D {
  return tf.tidy(() => {
    const [x, centre, axes] = matrixTensors(tf, [photos, mean, components])
    return tf.div<Tensor2D>(tf.matMul(tf.sub(x, centre), axes, false, true), scale)
  })
}

/** Another random photo of the same class. */
function partner(labels: Int32Array, one: number, random: Random): number {
  const others = indicesWhere(labels, (label, index) => label === labels[one] && index !== one)
  return others[random.integer(others.length)]
}

type Shapes = readonly (readonly [number, number])[]

const generatorShapes = (m: number): Shapes => [
  [m, HIDDEN],
  [NOISE, HIDDEN],
  [1, HIDDEN],
  [HIDDEN, m],
]

/** The photo, moved by the output of the hidden units for it and for noise. */
function generate(tf: TensorFlow, weights: readonly Tensor[], photo: Tensor2D, chance: Tensor2D): Tensor2D {
  const [ofPhoto, ofChance, bias, out] = weights
  return tf.tidy(() => {
    const into = tf.add(tf.matMul(photo, ofPhoto), tf.matMul(chance, ofChance))
    return tf.add<Tensor2D>(photo, tf.matMul(tf.tanh(tf.add(into, bias)), out))
  })
}

const discriminatorShapes = (m: number): Shapes => [
  [m, HIDDEN],
  [m, HIDDEN],
  [1, HIDDEN],
  [HIDDEN, 1],
]

/** [n, 1]: 1 for two real photos of one class, 0 for a photo and one made from it. */
function judge(tf: TensorFlow, weights: readonly Tensor[], one: Tensor2D, other: Tensor2D): Tensor2D {
  const [ofOne, ofOther, bias, out] = weights
  return tf.tidy(() => {
    const into = tf.add(tf.matMul(one, ofOne), tf.matMul(other, ofOther))
    return tf.matMul<Tensor2D>(tf.tanh(tf.add(into, bias)), out)
  })
}

function meanSquare(tf: TensorFlow, x: Tensor): Scalar {
  return tf.tidy(() => tf.mean<Scalar>(tf.square(x)))
}

function normals(tf: TensorFlow, rows: number, random: Random): Tensor2D {
  return tf.tensor2d(
    Float32Array.from({ length: rows * NOISE }, () => random.normal()),
    [rows, NOISE],
  )
}

/** The weights of a small network with the state of its optimiser. */
class Layers {
  readonly #shapes: Shapes
  readonly #values: Float32Array[]
  readonly #states

  constructor(shapes: Shapes, random: Random) {
    this.#shapes = shapes
    this.#values = shapes.map(([into, out]) =>
      Float32Array.from({ length: into * out }, () => random.normal() / Math.sqrt(into)),
    )
    this.#states = this.#values.map((values) => adamState(values))
  }

  /** To be disposed of by the caller. */
  tensors(tf: TensorFlow): Tensor2D[] {
    return this.#values.map((values, index) => tf.tensor2d(values.slice(), [...this.#shapes[index]]))
  }

  descend(tf: TensorFlow, loss: (weights: readonly Tensor[]) => Scalar): void {
    const { grads } = tf.valueAndGrads((...weights: Tensor[]) => loss(weights))(this.tensors(tf))
    this.#values.forEach((values, index) => {
      adamStep(values, grads[index].dataSync<'float32'>(), this.#states[index], OPTIMISER)
    })
  }
}

/** The reverse of `sideBySide`, for as many rows as there are. */
function split(joined: Matrix, like: readonly Matrix[]): Matrix[] {
  let offset = 0
  return like.map(({ columns }) => {
    const out = matrix(joined.rows, columns)
    for (let i = 0; i < out.rows; i += 1) {
      row(out, i).set(row(joined, i).subarray(offset, offset + columns))
    }
    offset += columns
    return out
  })
}
