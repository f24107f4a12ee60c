/** @file What a graph of ONNX Runtime reads and writes, as plain data: ONNX Runtime itself is loaded when the first graph runs. */
import type { Matrix } from '../matrix.ts'

export interface Operand {
  readonly type: 'float32' | 'float64' | 'int32' | 'int64'
  readonly data: Float32Array | Float64Array | Int32Array | BigInt64Array
  readonly dims: readonly number[]
}

/** The rows [from, to): a view, so that nothing is copied, neither for input nor for output. */
export function rowsOperand(m: Matrix, from: number, to: number): Operand {
  const data = m.data.subarray(from * m.columns, to * m.columns)
  return { type: 'float32', data, dims: [to - from, m.columns] }
}
