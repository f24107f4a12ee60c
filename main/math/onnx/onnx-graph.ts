/**
 * @file What an ONNX model is to us: plain data, named as in onnx.proto3 (github.com/onnx/onnx). `onnx-write.ts` makes its bytes,
 * model/onnx reads, builds and joins them.
 */

/** A fixed size, or the name of one that is known when the graph runs ('' where it has none). */
export type Dimension = number | string

/** TensorProto.DataType, as far as pictures, features and weights need it. */
export const ElementType = {
  float32: 1,
  uint8: 2,
  int8: 3,
  uint16: 4,
  int16: 5,
  int32: 6,
  int64: 7,
  bool: 9,
  float16: 10,
  float64: 11,
  uint32: 12,
  uint64: 13,
  bfloat16: 16,
} as const
export type ElementName = keyof typeof ElementType

/** @throws Error for a type that we do not know. */
export function elementName(code: number | undefined): ElementName {
  const isKnown = (name: string): name is ElementName => name in ElementType
  const found = Object.keys(ElementType)
    .filter(isKnown)
    .find((name) => ElementType[name] === code)
  if (found === undefined) throw new Error(`it has values of the type ${code ?? 'unknown'}`)
  return found
}

export interface GraphValue {
  name: string
  type: ElementName
  shape: readonly Dimension[]
}

/** A constant, e.g. trained weights. */
export interface Tensor {
  name: string
  type: ElementName
  shape: readonly number[]
  /** Row-major, little endian: raw_data. */
  data: Uint8Array
}

/** ONNX tells whole from real numbers by the attribute's type, which a JavaScript number does not carry. */
export type Attribute =
  | { int: number }
  | { float: number }
  | { text: string }
  | { ints: readonly number[] }
  | { floats: readonly number[] }
  | { tensor: Tensor }
  /** The body of a loop or a branch; it sees the names around it. */
  | { graph: Graph }
  /** Any other kind, as the file had it: an AttributeProto. */
  | { bytes: Uint8Array }

export interface GraphNode {
  /** The operator's name as in the ONNX specification, e.g. `Gemm`. */
  operator: string
  /** '' for an input that is left out. */
  inputs: readonly string[]
  outputs: readonly string[]
  attributes?: Readonly<Record<string, Attribute>>
  /** Whose operator it is; ONNX's own unless said. */
  domain?: string
}

export interface Graph {
  name: string
  inputs: readonly GraphValue[]
  outputs: readonly GraphValue[]
  /** In an order in which every input is made before it is used. */
  nodes: readonly GraphNode[]
  initializers?: readonly Tensor[]
}

export interface Model {
  graph: Graph
  /** Domain -> version of its operators; '' is ONNX's own, which need not be named: see OPERATOR_SET. */
  operatorSets: Readonly<Record<string, number>>
  metadata?: Readonly<Record<string, string>>
  /** Functions of the file's own, as it had them: FunctionProto each. */
  functions?: readonly Uint8Array[]
  /** ir_version, where the file needs a newer one than ours. */
  fileFormat?: number
}

/** The operators of 2021, which all runtimes since 2022 read. */
export const OPERATOR_SET = 17

/** Little endian, as every machine that ONNX Runtime is built for. */
export function tensorOf(
  name: string,
  shape: readonly number[],
  values: Float32Array | BigInt64Array | Uint8Array,
): Tensor {
  const type = values instanceof Float32Array ? 'float32' : values instanceof Uint8Array ? 'uint8' : 'int64'
  return {
    name,
    type,
    shape,
    data: new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
  }
}
