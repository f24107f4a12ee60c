import { describe, expect, it } from 'vitest'
import { openSession, Tensor } from '../../../main/math/onnx/onnx-runtime.ts'
import { tensorOf } from '../../../main/math/onnx/onnx-graph.ts'
import { encodeModel } from '../../../main/math/onnx/onnx-write.ts'

describe('encodeModel', () => {
  it('writes models that ONNX Runtime reads: constants, sizes open and fixed, attributes of every kind', async () => {
    const weights = Float32Array.of(1, 2, 3, 4, 5, 6)
    const model = encodeModel({
      name: 'test',
      inputs: [{ name: 'x', type: 'float32', shape: ['n', 2] }],
      outputs: [
        { name: 'padded', type: 'float32', shape: [3, 'width'] },
        { name: 'largest', type: 'int64', shape: ['n', 1] },
      ],
      nodes: [
        {
          operator: 'Gemm',
          inputs: ['x', 'weights'],
          outputs: ['product'],
          attributes: { alpha: { float: 0.5 }, transB: { int: 1 } },
        },
        {
          operator: 'Transpose',
          inputs: ['product'],
          outputs: ['turned'],
          attributes: { perm: { ints: [1, 0] } },
        },
        {
          operator: 'Pad',
          inputs: ['turned', 'pads'],
          outputs: ['padded'],
          attributes: { mode: { text: 'edge' } },
        },
        {
          operator: 'ArgMax',
          inputs: ['product'],
          outputs: ['largest'],
          attributes: { axis: { int: -1 } },
        },
      ],
      initializers: [
        tensorOf('weights', [3, 2], weights),
        tensorOf('pads', [4], BigInt64Array.of(0n, 1n, 0n, 0n)),
      ],
    })
    const session = await openSession(model)
    expect(session.inputMetadata[0]).toMatchObject({ name: 'x', type: 'float32', shape: ['n', 2] })
    const x = new Tensor('float32', Float32Array.of(1, 0, 1, -1), [2, 2])
    const { padded, largest } = await session.run({ x })
    // x weightsᵀ / 2 = [[0.5, 1.5, 2.5], [-0.5, -0.5, -0.5]], turned, with its first column repeated before it
    expect(padded.dims).toEqual([3, 3])
    expect([...(padded.data as Float32Array)]).toEqual([0.5, 0.5, -0.5, 1.5, 1.5, -0.5, 2.5, 2.5, -0.5])
    expect([...(largest.data as BigInt64Array)]).toEqual([2n, 0n])
    await session.release()
  })
})
