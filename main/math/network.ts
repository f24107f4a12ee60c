/**
 * @file What training and embedding know of a network: a flat parameter vector cut into blocks, how inputs become unit
 * vectors, and how it wants to be trained. model/ makes networks (the Siamese head, the deep ones), learn/ trains whichever it
 * is given.
 */
import { matrix, type Matrix } from './matrix.ts'
import type { Random } from './random.ts'
import type { Tensor, Tensor2D, TensorFlow } from './tensorflow.ts'

/** One named part of the flat parameter vector. */
export interface ParameterBlock {
  name: string
  shape: number[]
  offset: number
  size: number
}

export interface Network {
  /** Numbers in an embedding. */
  readonly width: number
  readonly blocks: readonly ParameterBlock[]
  /** Where it begins with a product of its inputs: see learn/training/first-product.ts. */
  readonly first?: FirstProduct | undefined
  /** Where it wants to be trained in another way than the Siamese head. */
  readonly recipe?: TrainingRecipe | undefined
  /** @returns [n, width] before normalisation: an embedding is its direction. To be disposed of by the caller */
  project(tf: TensorFlow, parameters: readonly Tensor[], inputs: readonly Tensor2D[]): Tensor2D
}

export interface FirstProduct {
  /**
   * So many blocks, the first ones, lie one below the other as one matrix [inputs' columns together, width]. The inputs side by side are
   * multiplied with it, and only that product is used.
   */
  readonly blocks: number
  /** @param product [n, width] @returns what `project` returns. To be disposed of by the caller */
  project(tf: TensorFlow, parameters: readonly Tensor[], product: Tensor2D): Tensor2D
}

export interface TrainingSettings {
  rate: number
  /** See learn/training/adam.ts. */
  decay: number
  /** Share of the input numbers that are dropped in each step. */
  dropout: number
}

/** How a deep network is trained: what takes minutes wants smaller batches, whole passes and fewer folds. */
export interface TrainingRecipe {
  /** Rows that are embedded at once. */
  readonly rowsAtOnce: number
  /** P x K: photos of a batch, and the most classes among them. */
  readonly batch: { readonly photos: number; readonly classes: number }
  /** The most epochs of a run; each goes through as many photos as have a label. */
  readonly epochs: number
  /**
   * Whether the rates go down to nearly nothing over a run (see `rates`): it is then judged at its start and its end alone,
   * since a run that is broken off before has not settled.
   */
  readonly annealed?: boolean | undefined
  /** How many of the folds are judged: with 1 it is a single grouped holdout. */
  readonly judgedFolds: number
  readonly settings: TrainingSettings
  /**
   * A factor of the learning rate for each block in this epoch (1, 2, .. of at most `epochs`), for warm-up, decay, and "head
   * first, then all together". A block whose factor is 0 stands still, and no gradient is computed for it. 1 throughout where
   * it is left out.
   */
  readonly rates?: ((epoch: number, epochs: number) => readonly number[]) | undefined
  /** The largest share of another photo that is mixed into each, where the strategy allows it: see learn/training/mixup.ts. */
  readonly mixup?: number | undefined
  /**
   * Other views of the photos of a training step, computed on the device: flipped, cropped, in other colours. All chance comes
   * from `random`, so that the same seed gives the same views.
   * @param inputs [b, d] each, disposed of by the caller
   * @returns the same shapes, to be disposed of by the caller
   */
  readonly augment?: ((tf: TensorFlow, inputs: readonly Tensor2D[], random: Random) => Tensor2D[]) | undefined
}

/** Blocks with these names and shapes, one behind the other. */
export function layBlocks(shapes: readonly (readonly [name: string, shape: number[]])[]): ParameterBlock[] {
  let offset = 0
  return shapes.map(([name, shape]) => {
    const size = shape.reduce((product, length) => product * length, 1)
    const block = { name, shape, offset, size }
    offset += size
    return block
  })
}

export function parameterCount(blocks: readonly ParameterBlock[]): number {
  return blocks.reduce((total, block) => total + block.size, 0)
}

/** Keeps the norm's gradient finite for a photo whose features equal the mean. */
const NORM_FLOOR = 1e-12

/** Each row divided by its length. To be disposed of by the caller. */
export function unitRows(tf: TensorFlow, x: Tensor2D): Tensor2D {
  return tf.tidy(() => tf.mul<Tensor2D>(x, tf.rsqrt(tf.add(tf.sum(tf.square(x), 1, true), NORM_FLOOR))))
}

/**
 * The numbers of a tensor that is made here and gone again. `tidy` looks for tensors in all that leaves it, number by
 * number in a typed array: returning the numbers through it took 70 % of a training run.
 */
export function numbersOf(tf: TensorFlow, make: () => Tensor): Float32Array {
  const made = tf.tidy(make)
  try {
    return made.dataSync<'float32'>().slice()
  } finally {
    made.dispose()
  }
}

/** Rows that are embedded at once, where the network does not say. */
const ROWS_AT_ONCE = 1024

/** The blocks of a flat vector as tensors, to be disposed of by the caller. */
export function parameterTensors(
  tf: TensorFlow,
  network: Pick<Network, 'blocks'>,
  flat: Float32Array,
): Tensor[] {
  return network.blocks.map(({ shape, offset, size }) => tf.tensor(flat.slice(offset, offset + size), shape))
}

/** To be disposed of by the caller. */
export function matrixTensors(tf: TensorFlow, matrices: readonly Matrix[]): Tensor2D[] {
  return matrices.map(({ data, rows, columns }) => tf.tensor2d(data, [rows, columns]))
}

/** Rows `from` up to `to`, copied: `rowsBetween` is a view on them. */
export function rowRange(m: Matrix, from: number, to: number): Matrix {
  return matrix(to - from, m.columns, m.data.slice(from * m.columns, to * m.columns))
}

/**
 * The embeddings of many rows, in parts, so that memory stays bounded. Leaves no tensor behind.
 * @param inputs gives the network's inputs for the rows `from` up to `to`
 * @returns [rows, width]
 */
export function embedRows(
  tf: TensorFlow,
  network: Network,
  parameters: Float32Array,
  rows: number,
  inputs: (from: number, to: number) => readonly Matrix[],
): Matrix {
  const out = matrix(rows, network.width)
  tf.tidy(() => {
    const weights = parameterTensors(tf, network, parameters)
    const atOnce = network.recipe?.rowsAtOnce ?? ROWS_AT_ONCE
    for (let from = 0; from < rows; from += atOnce) {
      const part = inputs(from, Math.min(rows, from + atOnce))
      const values = numbersOf(tf, () => unitRows(tf, network.project(tf, weights, matrixTensors(tf, part))))
      out.data.set(values, from * network.width)
    }
  })
  return out
}
