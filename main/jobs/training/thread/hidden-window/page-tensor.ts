/** @file Replaces in a page what our products use of onnx-runtime.ts: a tensor is a type, numbers and a shape. */
import type { PlainTensor } from './protocol.ts'

export class Tensor {
  readonly type: PlainTensor['type']
  readonly data: PlainTensor['data']
  readonly dims: number[]

  constructor(type: PlainTensor['type'], data: PlainTensor['data'] | readonly bigint[], dims: number[]) {
    this.type = type
    this.data = ArrayBuffer.isView(data) ? data : BigInt64Array.from(data)
    this.dims = dims
  }
}
