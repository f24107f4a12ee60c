/**
 * @file What training and embedding know of a network: a flat parameter vector cut into blocks, and how inputs become unit
 * vectors. model/ makes networks (the Siamese head), learn/ trains whichever it is given.
 */
import { matrix, type Matrix } from './matrix.ts'
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
  /** @returns [n, width] before normalisation: an embedding is its direction. To be disposed of by the caller */
  project(tf: TensorFlow, parameters: readonly Tensor[], inputs: readonly Tensor2D[]): Tensor2D
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

/** Rows that are embedded at once. */
const ROWS_AT_ONCE = 1024

/** The blocks of a flat vector as tensors, to be disposed of by the caller. */
export function parameterTensors(tf: TensorFlow, network: Network, flat: Float32Array): Tensor[] {
  return network.blocks.map(({ shape, offset, size }) => tf.tensor(flat.slice(offset, offset + size), shape))
}

/** To be disposed of by the caller. */
export function matrixTensors(tf: TensorFlow, matrices: readonly Matrix[]): Tensor2D[] {
  return matrices.map(({ data, rows, columns }) => tf.tensor2d(data, [rows, columns]))
}

/** Rows `from` up to `to` of each matrix, copied. */
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
    for (let from = 0; from < rows; from += ROWS_AT_ONCE) {
      const part = inputs(from, Math.min(rows, from + ROWS_AT_ONCE))
      const values = numbersOf(tf, () => unitRows(tf, network.project(tf, weights, matrixTensors(tf, part))))
      out.data.set(values, from * network.width)
    }
  })
  return out
}
