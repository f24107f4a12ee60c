/**
 * @file Writes ONNX models: a graph as plain data -> the bytes of a ModelProto. The field numbers are those of
 * onnx.proto3 (github.com/onnx/onnx, IR version 8); nothing but what our graphs need is covered.
 */
import protobuf from 'protobufjs'

type Writer = protobuf.Writer

/** A fixed size, or the name of one that is known when the graph runs. */
export type Dimension = number | string

export interface GraphValue {
  name: string
  type: keyof typeof ElementType
  shape: readonly Dimension[]
}

/** ONNX tells whole from real numbers by the attribute's type, which a JavaScript number does not carry. */
export type Attribute = { int: number } | { float: number } | { ints: readonly number[] } | { text: string }

export interface GraphNode {
  /** The operator's name as in the ONNX specification, e.g. `Gemm`. */
  operator: string
  inputs: readonly string[]
  outputs: readonly string[]
  attributes?: Readonly<Record<string, Attribute>>
}

/** A constant of the graph, e.g. trained weights. */
export interface Initializer {
  name: string
  shape: readonly number[]
  data: Float32Array | BigInt64Array
}

export interface Graph {
  name: string
  inputs: readonly GraphValue[]
  outputs: readonly GraphValue[]
  /** In an order in which every input is made before it is used. */
  nodes: readonly GraphNode[]
  initializers?: readonly Initializer[]
}

const IR_VERSION = 8
/** The operator set that goes with IR version 8; all runtimes since 2022 read it. */
const OPERATOR_SET = 17

const ElementType = { float32: 1, int32: 6, int64: 7, float64: 11 } as const
const AttributeType = { float: 1, int: 2, text: 3, ints: 7 } as const

/** The bytes of an .onnx file. */
export function encodeModel(graph: Graph): Uint8Array {
  const model = protobuf.Writer.create()
  model.uint32(tag(1, VARINT)).int64(IR_VERSION)
  model.uint32(tag(2, BYTES)).string('twinsort')
  nested(model, 7, () => {
    writeGraph(model, graph)
  })
  nested(model, 8, () => {
    model.uint32(tag(2, VARINT)).int64(OPERATOR_SET)
  })
  return model.finish()
}

function writeGraph(writer: Writer, graph: Graph): void {
  for (const node of graph.nodes) {
    nested(writer, 1, () => {
      writeNode(writer, node)
    })
  }
  writer.uint32(tag(2, BYTES)).string(graph.name)
  for (const initializer of graph.initializers ?? []) {
    nested(writer, 5, () => {
      writeInitializer(writer, initializer)
    })
  }
  for (const [field, values] of [
    [11, graph.inputs],
    [12, graph.outputs],
  ] as const) {
    for (const value of values) {
      nested(writer, field, () => {
        writeValue(writer, value)
      })
    }
  }
}

function writeNode(writer: Writer, node: GraphNode): void {
  for (const input of node.inputs) writer.uint32(tag(1, BYTES)).string(input)
  for (const output of node.outputs) writer.uint32(tag(2, BYTES)).string(output)
  writer.uint32(tag(4, BYTES)).string(node.operator)
  for (const [name, attribute] of Object.entries(node.attributes ?? {})) {
    nested(writer, 5, () => {
      writer.uint32(tag(1, BYTES)).string(name)
      writeAttribute(writer, attribute)
    })
  }
}

function writeAttribute(writer: Writer, attribute: Attribute): void {
  const type = (value: number) => writer.uint32(tag(20, VARINT)).int32(value)
  if ('float' in attribute) {
    writer.uint32(tag(2, FIXED32)).float(attribute.float)
    type(AttributeType.float)
  } else if ('int' in attribute) {
    writer.uint32(tag(3, VARINT)).int64(attribute.int)
    type(AttributeType.int)
  } else if ('text' in attribute) {
    writer.uint32(tag(4, BYTES)).string(attribute.text)
    type(AttributeType.text)
  } else {
    for (const value of attribute.ints) writer.uint32(tag(8, VARINT)).int64(value)
    type(AttributeType.ints)
  }
}

function writeInitializer(writer: Writer, { name, shape, data }: Initializer): void {
  for (const size of shape) writer.uint32(tag(1, VARINT)).int64(size)
  writer.uint32(tag(2, VARINT)).int32(data instanceof Float32Array ? ElementType.float32 : ElementType.int64)
  writer.uint32(tag(8, BYTES)).string(name)
  // raw_data is little endian, as every machine that ONNX Runtime is built for
  writer.uint32(tag(9, BYTES)).bytes(new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
}

function writeValue(writer: Writer, { name, type, shape }: GraphValue): void {
  writer.uint32(tag(1, BYTES)).string(name)
  nested(writer, 2, () => {
    nested(writer, 1, () => {
      writer.uint32(tag(1, VARINT)).int32(ElementType[type])
      nested(writer, 2, () => {
        for (const dimension of shape) {
          nested(writer, 1, () => {
            if (typeof dimension === 'number') writer.uint32(tag(1, VARINT)).int64(dimension)
            else writer.uint32(tag(2, BYTES)).string(dimension)
          })
        }
      })
    })
  })
}

// Wire types of protocol buffers.
const VARINT = 0
const BYTES = 2
const FIXED32 = 5

function tag(field: number, wireType: number): number {
  return (field << 3) | wireType
}

function nested(writer: Writer, field: number, write: () => void): void {
  writer.uint32(tag(field, BYTES)).fork()
  write()
  writer.ldelim()
}
