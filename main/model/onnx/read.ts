/**
 * @file Reads ONNX files into plain data, losing nothing that decides what they compute: attributes are kept as they are,
 * weights become raw bytes wherever the file had them. What only helps readers (names of nodes, types of values in between)
 * is left out. The field numbers are those of onnx.proto3.
 */
import { AppError, sentenceOf } from '../../../shared/errors.ts'
import { sentence } from '../../../shared/sentences/sentence.ts'
import { elementName } from '../../math/onnx/onnx-graph.ts'
import type { Attribute, Dimension, Graph, GraphNode, GraphValue, Model } from '../../math/onnx/onnx-graph.ts'
import { readFields, type Fields } from './fields.ts'
import { readTensor } from './read-tensor.ts'

/** Newer files may hold what we would lose. */
const NEWEST_FILE_FORMAT = 13
const GRAPH_ATTRIBUTE = 5

/** @throws AppError `bad-input`: the bytes are no ONNX model, or one that keeps its weights in another file. */
export function readModel(bytes: Uint8Array): Model {
  try {
    const model = readFields(bytes)
    const fileFormat = model.integer(1) ?? 0
    const graph = model.bytes(7).at(-1)
    if (graph === undefined || fileFormat < 1) throw new AppError('bad-input', sentence('onnx-no-graph'))
    if (fileFormat > NEWEST_FILE_FORMAT) throw new AppError('bad-input', sentence('onnx-newer'))
    return {
      graph: readGraph(readFields(graph)),
      operatorSets: Object.fromEntries(
        model.bytes(8).map((each) => {
          const set = readFields(each)
          return [set.text(1), set.integer(2) ?? 1]
        }),
      ),
      metadata: Object.fromEntries(
        model.bytes(14).map((each) => {
          const entry = readFields(each)
          return [entry.text(1), entry.text(2)]
        }),
      ),
      functions: model.bytes(25),
      fileFormat,
    }
  } catch (cause) {
    throw new AppError('bad-input', sentence('no-onnx', { reason: sentenceOf(cause) }), undefined, cause)
  }
}

function readGraph(graph: Fields): Graph {
  const initializers = graph.bytes(5).map((each) => readTensor(each))
  if (graph.bytes(15).length > 0) throw new AppError('bad-input', sentence('onnx-sparse'))
  const constants = new Set(initializers.map(({ name }) => name))
  const values = (field: number): GraphValue[] =>
    graph.bytes(field).map((each) => readValue(readFields(each)))
  return {
    name: graph.text(2),
    nodes: graph.bytes(1).map((each) => readNode(readFields(each))),
    initializers,
    // In files of before 2019 weights are inputs as well, with the initialiser as their default.
    inputs: values(11).filter(({ name }) => !constants.has(name)),
    outputs: values(12),
  }
}

function readNode(node: Fields): GraphNode {
  const names = (field: number): string[] => node.bytes(field).map((name) => new TextDecoder().decode(name))
  const domain = node.text(7)
  return {
    operator: node.text(4),
    inputs: names(1),
    outputs: names(2),
    attributes: Object.fromEntries(node.bytes(5).map((each) => readAttribute(each))),
    ...(domain === '' ? {} : { domain }),
  }
}

function readAttribute(bytes: Uint8Array): [string, Attribute] {
  const attribute = readFields(bytes)
  const body = attribute.bytes(6).at(-1)
  const isGraph = attribute.integer(20) === GRAPH_ATTRIBUTE && body !== undefined
  return [attribute.text(1), isGraph ? { graph: readGraph(readFields(body)) } : { bytes }]
}

/** Values that are no tensors (sequences, maps) have no place in an image encoder. */
function readValue(value: Fields): GraphValue {
  const name = value.text(1)
  const type = value.bytes(2).at(-1)
  const tensor = type && readFields(type).bytes(1).at(-1)
  if (tensor === undefined) throw new AppError('bad-input', sentence('onnx-no-tensor', { name }))
  const fields = readFields(tensor)
  const shape = fields.bytes(2).at(-1)
  return {
    name,
    type: elementName(fields.integer(1)),
    shape:
      shape === undefined
        ? []
        : readFields(shape)
            .bytes(1)
            .map((each) => dimension(readFields(each))),
  }
}

function dimension(fields: Fields): Dimension {
  return fields.integer(1) ?? fields.text(2)
}
