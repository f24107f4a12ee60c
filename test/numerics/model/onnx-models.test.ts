import { readFile } from 'node:fs/promises'
import fc from 'fast-check'
import { openSession, Tensor } from '../../../main/math/onnx/onnx-runtime.ts'
import protobuf from 'protobufjs'
import { describe, expect, it } from 'vitest'
import { tensorOf, type Graph, type Model } from '../../../main/math/onnx/onnx-graph.ts'
import { encodeModel } from '../../../main/math/onnx/onnx-write.ts'
import { Random } from '../../../main/math/random.ts'
import { GraphBuilder } from '../../../main/model/onnx/builder.ts'
import { append, cut, namesMade, withOutput } from '../../../main/model/onnx/join.ts'
import { readModel } from '../../../main/model/onnx/read.ts'
import { readTensor } from '../../../main/model/onnx/read-tensor.ts'
import { AppError } from '../../../shared/errors.ts'

async function run(model: Uint8Array, feeds: Record<string, Tensor>): Promise<Record<string, Float32Array>> {
  const session = await openSession(model, { logSeverityLevel: 3 })
  try {
    const results = await session.run(feeds)
    return Object.fromEntries(
      session.outputNames.map((name) => [name, Float32Array.from(results[name].data as Float32Array)]),
    )
  } finally {
    await session.release()
  }
}

function drawnPixels(count: number, side: number): Tensor {
  const random = new Random(3)
  const data = Uint8Array.from({ length: count * side * side * 3 }, () => 255 * random.next())
  return new Tensor('uint8', data, [count, side, side, 3])
}

/** y = relu(x) * factor + 1, and the relu inside it. */
function small(factor: number, input = 'x', output = 'y'): Model {
  const graph = new GraphBuilder('small')
  const x = graph.input(input, 'float32', ['n'])
  const number = (value: number) => graph.floats('number', [], Float32Array.of(value))
  const scaled = graph.node('Mul', [graph.node('Relu', [x]), number(factor)])
  graph.output(output, graph.node('Add', [scaled, number(1)]), 'float32', ['n'])
  return { graph: graph.build(), operatorSets: {} }
}

describe('readModel', () => {
  it.each(['efficientnet-lite0-int8', 'efficientnet-lite0-fp16'])(
    'keeps all that decides what %s computes',
    async (name) => {
      const file = await readFile(`resources/backbones/${name}.onnx`)
      const model = readModel(file)
      expect(model.graph.inputs).toEqual([
        { name: 'pixels', type: 'uint8', shape: [expect.any(String), 224, 224, 3] },
      ])
      expect(model.operatorSets).toEqual({ '': 13 })
      const pixels = drawnPixels(2, 224)
      const [again, before] = [await run(encodeModel(model), { pixels }), await run(file, { pixels })]
      expect(again).toEqual(before)
    },
  )

  it('reads what it writes', () => {
    const body: Graph = { name: 'body', inputs: [], outputs: [], nodes: [] }
    const model: Model = {
      graph: {
        name: 'all',
        inputs: [{ name: 'x', type: 'float16', shape: ['n', 3, ''] }],
        outputs: [{ name: 'y', type: 'int64', shape: [] }],
        nodes: [
          { operator: 'If', inputs: ['x', ''], outputs: ['y'], attributes: { then_branch: { graph: body } } },
          { operator: 'Gelu', inputs: ['y'], outputs: ['z'], attributes: {}, domain: 'com.microsoft' },
        ],
        initializers: [tensorOf('w', [2], Float32Array.of(1, -2)), tensorOf('b', [1], Uint8Array.of(7))],
      },
      operatorSets: { '': 15, 'com.microsoft': 1 },
      metadata: { classes: '["a","ä"]' },
    }
    const read = readModel(encodeModel(model))
    expect(read).toEqual({
      ...model,
      functions: [],
      fileFormat: 8,
      graph: {
        ...model.graph,
        nodes: [
          { ...model.graph.nodes[0], attributes: { then_branch: { graph: { ...body, initializers: [] } } } },
          model.graph.nodes[1],
        ],
      },
    })
  })

  it('says what is wrong with a file that is damaged, foreign or in two parts', async () => {
    const file = await readFile('resources/backbones/efficientnet-lite0-int8.onnx')
    const refused = (bytes: Uint8Array, reason: RegExp): void => {
      expect(() => readModel(bytes)).toThrow(reason)
      expect(() => readModel(bytes)).toThrow(AppError)
    }
    refused(file.subarray(0, 100_000), /no ONNX model/)
    refused(new TextEncoder().encode('{"format": "something else"}'), /no ONNX model/)
    refused(new Uint8Array(), /holds no graph/)
    const lying = protobuf.Writer.create()
    lying.uint32(8).int32(8).uint32(58).fork() // graph
    lying.uint32(42).fork().uint32(16).int32(1).uint32(66).string('w').uint32(112).int32(1).ldelim()
    refused(lying.ldelim().finish(), /another file/)
  })

  it('never fails in another way, whatever the bytes are', () => {
    const file = encodeModel(small(3))
    fc.assert(
      fc.property(fc.nat(file.length - 1), fc.nat(255), fc.nat(file.length), (at, value, length) => {
        const bytes = Uint8Array.from(file).subarray(0, length)
        bytes[at] = value
        try {
          readModel(bytes)
        } catch (thrown) {
          expect(thrown).toMatchObject({ code: 'bad-input' })
        }
      }),
      { numRuns: 500 },
    )
  })
})

describe('readTensor', () => {
  const tensor = (type: number, count: number, write: (writer: protobuf.Writer) => void): Uint8Array => {
    const writer = protobuf.Writer.create()
    writer.uint32(10).fork().int64(count).ldelim().uint32(16).int32(type)
    write(writer)
    return writer.uint32(66).string('w').finish()
  }

  const varint = (value: bigint): number[] => {
    const rest = BigInt.asUintN(64, value)
    return rest < 128n ? [Number(rest)] : [Number(rest & 127n) | 128, ...varint(rest >> 7n)]
  }

  it('finds the numbers in whichever field of the message they stand', () => {
    const floats = readTensor(
      tensor(1, 2, (writer) => writer.uint32(34).fork().float(1.5).float(-2).ldelim()),
    )
    expect(floats).toMatchObject({ name: 'w', type: 'float32', shape: [2] })
    expect(new Float32Array(floats.data.slice().buffer)).toEqual(Float32Array.of(1.5, -2))
    const apart = readTensor(tensor(1, 2, (writer) => writer.uint32(37).float(1.5).uint32(37).float(-2)))
    expect(apart.data).toEqual(floats.data)
    const bytes = readTensor(
      tensor(3, 3, (writer) => writer.uint32(42).fork().int32(1).int32(-1).int32(127).ldelim()),
    )
    expect([...new Int8Array(bytes.data.slice().buffer)]).toEqual([1, -1, 127])
    const half = readTensor(
      tensor(10, 2, (writer) => writer.uint32(42).fork().int32(0x3c00).int32(0xc000).ldelim()),
    )
    expect([...new Float16Array(half.data.slice().buffer)]).toEqual([1, -2])
    const largest = 2n ** 63n - 1n
    const packed = Uint8Array.of(...varint(largest), ...varint(-5n))
    const longs = readTensor(tensor(7, 2, (writer) => writer.uint32(58).bytes(packed)))
    expect([...new BigInt64Array(longs.data.slice().buffer)]).toEqual([largest, -5n])
  })

  it('refuses numbers that are too few', () => {
    expect(() => readTensor(tensor(1, 3, (writer) => writer.uint32(37).float(1)))).toThrow(
      /4 bytes instead of 12/,
    )
  })
})

describe('joining', () => {
  const x = new Tensor('float32', Float32Array.of(-1, 2), [2])

  it('puts one graph behind another, whatever their insides are called', async () => {
    const joined = append(small(3), small(10, 'y', 'z'), { y: 'y' }, ['y'])
    const names = joined.graph.nodes.flatMap(({ outputs }) => outputs)
    expect(new Set(names).size).toBe(names.length)
    const { y, z } = await run(encodeModel(joined), { x })
    expect([...y]).toEqual([1, 7])
    expect([...z]).toEqual([11, 71])
  })

  it('changes names inside the bodies of branches as well', async () => {
    const branch = (name: string, operator: string): Graph => ({
      name,
      inputs: [],
      // Reads `relu` of the graph around it.
      nodes: [{ operator, inputs: ['relu'], outputs: [`${name} result`] }],
      outputs: [{ name: `${name} result`, type: 'float32', shape: ['n'] }],
    })
    const second: Model = {
      graph: {
        name: 'branching',
        inputs: [{ name: 'y', type: 'float32', shape: ['n'] }],
        outputs: [{ name: 'z', type: 'float32', shape: ['n'] }],
        nodes: [
          { operator: 'Relu', inputs: ['y'], outputs: ['relu'] },
          {
            operator: 'If',
            inputs: ['yes'],
            outputs: ['z'],
            attributes: {
              then_branch: { graph: branch('then', 'Neg') },
              else_branch: { graph: branch('else', 'Identity') },
            },
          },
        ],
        initializers: [{ name: 'yes', type: 'bool', shape: [], data: Uint8Array.of(1) }],
      },
      operatorSets: {},
    }
    // Also through the file, where attributes are kept as bytes.
    const joined = append(small(3), readModel(encodeModel({ ...second, operatorSets: {} })), { y: 'y' })
    expect(namesMade(joined.graph).has('relu_2')).toBe(true)
    expect([...(await run(encodeModel(joined), { x })).z]).toEqual([-1, -7])
    expect(cut(joined.graph, ['z']).nodes).toHaveLength(joined.graph.nodes.length)
  })

  it('cuts off what nobody asks for, and gives out what lies inside', async () => {
    const joined = append(small(3), small(10, 'y', 'z'), { y: 'y' }, ['y'])
    const first = cut(joined.graph, ['y'])
    expect(first.nodes).toHaveLength(4)
    expect(first.initializers).toHaveLength(2)
    const inner = withOutput(first, { name: 'relu', type: 'float32', shape: ['n'] })
    const { relu: rectified, y } = await run(encodeModel(inner), { x })
    expect([...rectified]).toEqual([0, 2])
    expect([...y]).toEqual([1, 7])
  })

  it('refuses ends that are not there, outputs of one name, and operators that do not go together', () => {
    expect(() => append(small(1), small(2, 'y', 'z'), { y: 'nothing' })).toThrow(/gives no nothing/)
    expect(() => append(small(1), small(2, 'y', 'z'), { nothing: 'y' })).toThrow(/takes no nothing/)
    expect(() => append(small(1), small(2, 'x', 'y'), { x: 'y' })).toThrow(/a value named y/)
    const versioned = (version: number): Model => ({ ...small(1, 'y', 'z'), operatorSets: { '': version } })
    expect(() => append({ ...small(1), operatorSets: { '': 12 } }, versioned(13), { y: 'y' })).toThrow(
      /different versions/,
    )
    expect(() => cut(small(1).graph, ['z'])).toThrow(/no output named z/)
    expect(() => withOutput(small(1).graph, { name: 'z', type: 'float32', shape: [] })).toThrow(
      /no value named z/,
    )
  })
})
