/** @file Writes ONNX models: plain data -> the bytes of a ModelProto. The field numbers are those of onnx.proto3. */
import protobuf from 'protobufjs/minimal.js'
import { ElementType, OPERATOR_SET } from './onnx-graph.ts'
import type { Attribute, Graph, GraphNode, GraphValue, Model, Tensor } from './onnx-graph.ts'

type Writer = protobuf.Writer

/** The file format of 2022, in which initialisers are no inputs. */
const IR_VERSION = 8

/** AttributeProto.AttributeType */
const AttributeType = { float: 1, int: 2, text: 3, tensor: 4, graph: 5, floats: 6, ints: 7 } as const

/** The bytes of an .onnx file. */
export function encodeModel(model: Model | Graph): Uint8Array {
  const { graph, operatorSets, metadata, functions, fileFormat } =
    'graph' in model ? model : { graph: model, operatorSets: {}, metadata: {}, functions: [], fileFormat: 0 }
  const writer = protobuf.Writer.create()
  writer.uint32(tag(1, VARINT)).int64(Math.max(IR_VERSION, fileFormat ?? 0))
  writer.uint32(tag(2, BYTES)).string('twinsort')
  writer.uint32(tag(7, BYTES)).bytes(encodeGraph(graph))
  for (const [domain, version] of Object.entries({ '': OPERATOR_SET, ...operatorSets })) {
    nested(writer, 8, () => {
      if (domain !== '') writer.uint32(tag(1, BYTES)).string(domain)
      writer.uint32(tag(2, VARINT)).int64(version)
    })
  }
  for (const [key, value] of Object.entries(metadata ?? {})) {
    nested(writer, 14, () => {
      writer.uint32(tag(1, BYTES)).string(key)
      writer.uint32(tag(2, BYTES)).string(value)
    })
  }
  for (const each of functions ?? []) writer.uint32(tag(25, BYTES)).bytes(each)
  return plainBytes(writer)
}

/** The bytes of a GraphProto: what a model's checksum is taken of. */
export function encodeGraph(graph: Graph): Uint8Array {
  const writer = protobuf.Writer.create()
  writeGraph(writer, graph)
  return plainBytes(writer)
}

/** Not Node's Buffer, which protobufjs makes where it can. */
function plainBytes(writer: Writer): Uint8Array {
  const { buffer, byteOffset, byteLength } = writer.finish()
  return new Uint8Array(buffer, byteOffset, byteLength)
}

function writeGraph(writer: Writer, graph: Graph): void {
  for (const node of graph.nodes) {
    nested(writer, 1, () => {
      writeNode(writer, node)
    })
  }
  writer.uint32(tag(2, BYTES)).string(graph.name)
  for (const tensor of graph.initializers ?? []) {
    nested(writer, 5, () => {
      writeTensor(writer, tensor)
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
    if ('bytes' in attribute) writer.uint32(tag(5, BYTES)).bytes(attribute.bytes)
    else {
      nested(writer, 5, () => {
        writer.uint32(tag(1, BYTES)).string(name)
        writeAttribute(writer, attribute)
      })
    }
  }
  if (node.domain !== undefined) writer.uint32(tag(7, BYTES)).string(node.domain)
}

function writeAttribute(writer: Writer, attribute: Exclude<Attribute, { bytes: Uint8Array }>): void {
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
  } else if ('floats' in attribute) {
    for (const value of attribute.floats) writer.uint32(tag(7, FIXED32)).float(value)
    type(AttributeType.floats)
  } else if ('ints' in attribute) {
    for (const value of attribute.ints) writer.uint32(tag(8, VARINT)).int64(value)
    type(AttributeType.ints)
  } else if ('tensor' in attribute) {
    nested(writer, 5, () => {
      writeTensor(writer, attribute.tensor)
    })
    type(AttributeType.tensor)
  } else {
    nested(writer, 6, () => {
      writeGraph(writer, attribute.graph)
    })
    type(AttributeType.graph)
  }
}

function writeTensor(writer: Writer, { name, type, shape, data }: Tensor): void {
  for (const size of shape) writer.uint32(tag(1, VARINT)).int64(size)
  writer.uint32(tag(2, VARINT)).int32(ElementType[type])
  writer.uint32(tag(8, BYTES)).string(name)
  writer.uint32(tag(9, BYTES)).bytes(data)
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
            else if (dimension !== '') writer.uint32(tag(2, BYTES)).string(dimension)
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
