/**
 * @file What is known of each tensor while a network is recorded: its value in the graph. Maps [n, height, width, channels]
 * are kept as ONNX's convolutions want them ([n, channels, height, width]) for as long as nothing needs the other order.
 */
import type { DataId, DataType, TensorInfo } from '@tensorflow/tfjs-core'
import type { TensorFlow } from '../../math/tensorflow.ts'
import type { GraphBuilder, Value } from './builder.ts'

/** Stands for any number of rows: a prime larger than any size of a network. */
export const ROWS = 1_000_003

interface Known {
  shape: readonly number[]
  /** Channels last, or any other tensor. */
  value?: Value
  /** The same with channels first. */
  channelsFirst?: Value
  /** Of a constant. */
  numbers?: Float32Array
}

export class Recording {
  readonly graph: GraphBuilder
  readonly tf: TensorFlow
  readonly #known = new WeakMap<DataId, Known>()

  constructor(tf: TensorFlow, graph: GraphBuilder) {
    this.tf = tf
    this.graph = graph
  }

  constant(numbers: Float32Array, shape: readonly number[], dtype: DataType = 'float32'): TensorInfo {
    return this.#keep({ shape, numbers }, dtype)
  }

  made(value: Value, shape: readonly number[]): TensorInfo {
    return this.#keep({ shape, value })
  }

  madeChannelsFirst(channelsFirst: Value, shape: readonly number[]): TensorInfo {
    return this.#keep({ shape, channelsFirst })
  }

  valueOf({ dataId }: Pick<TensorInfo, 'dataId'>): Value {
    const known = this.#of(dataId)
    if (known.value === undefined) {
      const { channelsFirst, numbers, shape } = known
      if (numbers !== undefined) known.value = this.graph.floats('weights', shape, numbers)
      else if (channelsFirst !== undefined) known.value = this.turned(channelsFirst, [0, 2, 3, 1])
    }
    if (known.value === undefined) throw new RangeError('A tensor of another backend took part.')
    return known.value
  }

  /** Of maps [n, height, width, channels]. */
  channelsFirstOf({ dataId }: Pick<TensorInfo, 'dataId'>): Value {
    const known = this.#of(dataId)
    known.channelsFirst ??= this.turned(this.valueOf({ dataId }), [0, 3, 1, 2])
    return known.channelsFirst
  }

  /** Whether it is there with its channels first, and not in the other order yet. */
  isChannelsFirst({ dataId }: Pick<TensorInfo, 'dataId'>): boolean {
    const known = this.#of(dataId)
    return known.channelsFirst !== undefined && known.value === undefined
  }

  turned(value: Value, order: readonly number[]): Value {
    return this.graph.node('Transpose', [value], { perm: { ints: order } })
  }

  /** @throws RangeError for a shape in which more than one size depends on the number of rows. */
  reshaped(value: Value, shape: readonly number[]): Value {
    const open = shape.filter((size) => size % ROWS === 0)
    if (open.length > 1) throw new RangeError(`The number of rows cannot stay open in [${shape.join(', ')}].`)
    const sizes = shape.map((size) => (size % ROWS === 0 ? -1 : size))
    return this.graph.node('Reshape', [value, this.graph.integers('shape', sizes)])
  }

  #keep(known: Known, dtype: DataType = 'float32'): TensorInfo {
    const dataId = {}
    this.#known.set(dataId, known)
    return { dataId, shape: [...known.shape], dtype }
  }

  #of(dataId: DataId): Known {
    const known = this.#known.get(dataId)
    if (known === undefined) throw new RangeError('A tensor of another backend took part.')
    return known
  }
}
