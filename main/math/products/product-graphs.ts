/** @file The graphs behind `products.ts`, built in memory, and their sessions. Sizes are those of each call. */
import { AppError } from '../../../shared/errors.ts'
import { sentence } from '../../../shared/sentences/sentence.ts'
import type * as Onnx from '../onnx/onnx-runtime.ts'
import type { InferenceSession, Tensor } from '../onnx/onnx-runtime.ts'
import { sharedNumbers } from '../matrix.ts'
import type { Attribute, Graph, GraphNode, GraphValue } from '../onnx/onnx-graph.ts'
import type { Operand } from './operand.ts'
import type { ProductGraph } from './product-names.ts'

const transposed: Attribute = { int: 1 }
function input(
  name: string,
  rows: string,
  columns: string,
  type: GraphValue['type'] = 'float32',
): GraphValue {
  return { name, type, shape: [rows, columns] }
}
const gemm = (attributes: Record<string, Attribute>): GraphNode => ({
  operator: 'Gemm',
  inputs: ['a', 'b'],
  outputs: ['c'],
  attributes,
})

type NamelessGraph = Omit<Graph, 'name'>

const times: NamelessGraph = {
  inputs: [input('a', 'n', 'k'), input('b', 'k', 'm')],
  outputs: [input('c', 'n', 'm')],
  nodes: [gemm({})],
}
const transposedTimes: NamelessGraph = {
  inputs: [input('a', 'n', 'p'), input('b', 'n', 'q')],
  outputs: [input('c', 'p', 'q')],
  nodes: [gemm({ transA: transposed })],
}

const graphs: Record<ProductGraph, NamelessGraph> = {
  times,
  timesFew: times,
  transposedTimes,
  transposedTimesFew: transposedTimes,
  timesTransposed: {
    inputs: [input('a', 'n', 'k'), input('b', 'm', 'k')],
    outputs: [input('c', 'n', 'm')],
    nodes: [gemm({ transB: transposed })],
  },
  timesTransposed64: {
    inputs: [input('a', 'n', 'k', 'float64'), input('b', 'm', 'k', 'float64')],
    outputs: [input('c', 'n', 'm', 'float64')],
    nodes: [gemm({ transB: transposed })],
  },
  nearest: {
    inputs: [
      input('a', 'n', 'k'),
      input('b', 'm', 'k'),
      { name: 'count', type: 'int64' as const, shape: [1] },
    ],
    outputs: [
      input('similarities', 'n', 'count'),
      { name: 'indices', type: 'int32' as const, shape: ['n', 'count'] },
    ],
    nodes: [
      gemm({ transB: transposed }),
      // The specification orders equal values by index.
      {
        operator: 'TopK',
        inputs: ['c', 'count'],
        outputs: ['similarities', 'wide'],
        attributes: { axis: { int: 1 } },
      },
      { operator: 'Cast', inputs: ['wide'], outputs: ['indices'], attributes: { to: { int: 6 } } },
    ],
  },
}

/** Of a millisecond each: by the time that several threads have met, one is done. On a busy machine they wait for each other much longer. */
const BY_ONE_THREAD: ReadonlySet<string> = new Set<ProductGraph>(['timesFew', 'transposedTimesFew'])

/** Loaded for the first graph: most commands, and many threads, compute none. */
const onnx = () => (loaded ??= import('../onnx/onnx-runtime.ts'))
let loaded: Promise<typeof Onnx> | undefined

const sessions = new Map<string, Promise<InferenceSession>>()

/**
 * Runs one of the graphs above.
 * @param outputs memory to write the results into, instead of new ones.
 * @throws AppError `backend-unavailable` where ONNX Runtime cannot be started.
 */
export function runProductGraph(
  name: ProductGraph,
  feeds: Record<string, Operand>,
  outputs?: Record<string, Operand>,
): Promise<InferenceSession.ReturnType> {
  return runGraph({ name, ...graphs[name] }, feeds, outputs)
}

/**
 * Runs a graph; its session is opened at first use, kept for the life of the process, and found again by the graph's name.
 * @param outputs memory to write the results into, instead of new ones.
 * @throws AppError `backend-unavailable` where ONNX Runtime cannot be started.
 */
export async function runGraph(
  graph: Graph,
  feeds: Record<string, Operand>,
  outputs?: Record<string, Operand>,
): Promise<InferenceSession.ReturnType> {
  let session = sessions.get(graph.name)
  if (session === undefined) {
    session = openSession(graph)
    sessions.set(graph.name, session)
  }
  const opened = await session
  const readable = await tensors(await readableFeeds(feeds))
  return outputs === undefined ? opened.run(readable) : opened.run(readable, await tensors(outputs))
}

async function tensors(operands: Record<string, Operand>): Promise<Record<string, Tensor>> {
  const { Tensor } = await onnx()
  return Object.fromEntries(
    Object.entries(operands).map(([name, { type, data, dims }]) => [name, new Tensor(type, data, dims)]),
  )
}

/** The same, with copies of those that ONNX Runtime cannot read where they lie. */
async function readableFeeds(feeds: Record<string, Operand>): Promise<Record<string, Operand>> {
  if (!Object.values(feeds).some(isShared) || (await readsSharedMemory())) return feeds
  return Object.fromEntries(
    Object.entries(feeds).map(([name, operand]) => [name, isShared(operand) ? ownCopy(operand) : operand]),
  )
}

function isShared({ data }: Operand): boolean {
  return data.buffer instanceof SharedArrayBuffer
}

function ownCopy({ type, data, dims }: Operand): Operand {
  if (data instanceof Float32Array) return { type, data: data.slice(), dims }
  throw new AppError('internal', `Numbers of the type ${type} were not meant to be shared.`)
}

let sharedIsRead: Promise<boolean> | undefined

/** Whether addons can read memory that threads share: from Node 24 on. Tried once. */
function readsSharedMemory(): Promise<boolean> {
  sharedIsRead ??= tryShared()
  return sharedIsRead
}

async function tryShared(): Promise<boolean> {
  const session = await openSession({ name: 'shared', ...graphs.times })
  const one: Operand = { type: 'float32', data: sharedNumbers(1), dims: [1, 1] }
  try {
    await session.run(await tensors({ a: one, b: one }))
    return true
  } catch {
    return false
  } finally {
    await session.release()
  }
}

async function openSession(graph: Graph): Promise<InferenceSession> {
  try {
    const [{ openSession: open }, { encodeModel }] = await Promise.all([
      onnx(),
      import('../onnx/onnx-write.ts'),
    ])
    return await open(encodeModel(graph), {
      executionProviders: ['cpu'],
      // Idle threads must not spin: the session lives as long as the process.
      extra: { session: { intra_op: { allow_spinning: '0' } } },
      ...(BY_ONE_THREAD.has(graph.name) ? { intraOpNumThreads: 1 } : {}),
      enableMemPattern: false, // it plans for fixed shapes; ours change with every call
    })
  } catch (error) {
    sessions.delete(graph.name)
    throw new AppError('backend-unavailable', sentence('no-onnx-runtime'), undefined, error)
  }
}
