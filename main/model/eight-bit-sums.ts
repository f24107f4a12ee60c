/**
 * @file How int8 networks are computed on this processor. [Note: 8-bit sums] ONNX Runtime's fast kernels for int8 weights
 * multiply by one instruction that adds two products in 16 bits. Processors without the VNNI instructions clamp what does not
 * fit, silently, and the features come out wrong. Asked for it, ONNX Runtime writes such weights as uint8 (value + 128, zero
 * point + 128) when it opens the model, for which its kernels add in 32 bits on every processor: the same whole numbers as VNNI
 * gives, to the last bit, but with VNNI at a third of the speed. So it is asked for only where sums are clamped.
 */
import { z } from 'zod'
import { AppError } from '../../shared/errors.ts'
import { sentence } from '../../shared/sentences/sentence.ts'
import { tensorOf, type ElementName, type Tensor as Constant } from '../math/onnx/onnx-graph.ts'
import { openSession, Tensor } from '../math/onnx/onnx-runtime.ts'
import { encodeModel } from '../math/onnx/onnx-write.ts'

/** `fast`: as ONNX Runtime does unless asked; `exact`: in 32 bits. Features are equal wherever `fast` does not clamp. */
export type Sums = 'fast' | 'exact'

/** `twin`: by no int8 network, but by its fp16 twin. */
const Int8 = z.enum(['fast', 'exact', 'twin']).optional()
export type Int8 = z.infer<typeof Int8>

/**
 * What TWINSORT_INT8 orders, whatever this processor can do; undefined where it orders nothing. For tests, and for whoever wants
 * to compare or to get round a fault.
 * @throws AppError `bad-input` for a word that it does not know.
 */
export function orderedInt8(environment: NodeJS.ProcessEnv = process.env): Int8 {
  const value = environment.TWINSORT_INT8
  const order = Int8.safeParse(value === '' ? undefined : value)
  if (order.success) return order.data
  throw new AppError('bad-input', sentence('int8-order', { value: value ?? '' }))
}

/** Of the order and of what this processor can do. @throws AppError `bad-input` (see `orderedInt8`) */
export async function sumsInForce(): Promise<Sums> {
  const order = orderedInt8()
  return order === undefined || order === 'twin' ? sumsOfThisProcessor() : order
}

/** Entries for `extra.session` of ONNX Runtime's options. */
export function sessionEntries(sums: Sums): Record<string, string> {
  return sums === 'exact' ? { x64quantprecision: '1' } : {}
}

/** The computation by which another program can find out, with what each number of its outputs is where sums are right. */
export function sumsProbe(): Uint8Array {
  return encodeModel({ graph: PROBE, operatorSets: {}, metadata: { expected: String(EXPECTED) } })
}

/** Finds out by computing: milliseconds. @throws Error in ONNX Runtime's words. */
async function sumsOfThisProcessor(): Promise<Sums> {
  const session = await openSession(encodeModel(PROBE), {
    logSeverityLevel: 3,
    intraOpNumThreads: 1,
  })
  try {
    const results = await session.run({
      maps: new Tensor('uint8', new Uint8Array(DEPTH * PLACES * PLACES).fill(LARGEST), [
        1,
        DEPTH,
        PLACES,
        PLACES,
      ]),
      rows: new Tensor('uint8', new Uint8Array(PLACES * DEPTH).fill(LARGEST), [PLACES, DEPTH]),
    })
    const isExact = session.outputNames.every((name) => {
      const { data } = results[name]
      return data instanceof Uint8Array && data.every((value) => value === EXPECTED)
    })
    return isExact ? 'fast' : 'exact'
  } finally {
    await session.release()
  }
}

// The largest products of all, by the two ways that networks of 8 bits take: a convolution and a product of matrices.
const DEPTH = 64
const PLACES = 8
const WIDTH = 16
const LARGEST = 255
const LARGEST_WEIGHT = 127
/** What the sum is in steps of the output's scale; clamped sums reach half of it. */
const EXPECTED = 200

const PROBE = {
  name: 'sums',
  inputs: [
    { name: 'maps', type: 'uint8' as const, shape: [1, DEPTH, PLACES, PLACES] },
    { name: 'rows', type: 'uint8' as const, shape: [PLACES, DEPTH] },
  ],
  outputs: [
    { name: 'convolved', type: 'uint8' as const, shape: [1, WIDTH, PLACES, PLACES] },
    { name: 'multiplied', type: 'uint8' as const, shape: [PLACES, WIDTH] },
  ],
  nodes: [
    {
      operator: 'QLinearConv',
      inputs: ['maps', 'one', 'zero', 'kernels', 'one', 'signed zero', 'step', 'zero'],
      outputs: ['convolved'],
    },
    {
      operator: 'QLinearMatMul',
      inputs: ['rows', 'one', 'zero', 'matrix', 'one', 'signed zero', 'step', 'zero'],
      outputs: ['multiplied'],
    },
  ],
  initializers: [
    tensorOf('one', [], Float32Array.of(1)),
    tensorOf('step', [], Float32Array.of((DEPTH * LARGEST * LARGEST_WEIGHT) / EXPECTED)),
    bytes('zero', 'uint8', [], 0),
    bytes('signed zero', 'int8', [], 0),
    bytes('kernels', 'int8', [WIDTH, DEPTH, 1, 1], LARGEST_WEIGHT),
    bytes('matrix', 'int8', [DEPTH, WIDTH], LARGEST_WEIGHT),
  ],
}

function bytes(name: string, type: ElementName, shape: readonly number[], value: number): Constant {
  const length = shape.reduce((product, size) => product * size, 1)
  return { name, type, shape, data: new Uint8Array(length).fill(value) }
}
