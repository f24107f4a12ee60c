/** @file The graphs behind `products.ts`, built in memory, and their sessions. Sizes are those of each call. */
import { AppError } from '../../../shared/errors.ts'
import { sentence } from '../../../shared/sentences/sentence.ts'
import { openSession as openOnnxSession } from '../onnx/onnx-runtime.ts'
import { Tensor, type InferenceSession } from '../onnx/onnx-runtime.ts'
import { sharedNumbers } from '../matrix.ts'
import { encodeModel } from '../onnx/onnx-write.ts'
import type { Attribute, Graph, GraphNode, GraphValue } from '../onnx/onnx-graph.ts'
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
  times64: {
    inputs: [input('a', 'n', 'k', 'float64'), input('b', 'k', 'm', 'float64')],
    outputs: [input('c', 'n', 'm', 'float64')],
    nodes: [gemm({})],
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

const sessions = new Map<string, Promise<InferenceSession>>()

/**
 * Runs one of the graphs above.
 * @param outputs tensors to write the results into, instead of new ones.
 * @throws AppError `backend-unavailable` where ONNX Runtime cannot be started.
 */
export function runProductGraph(
  name: ProductGraph,
  feeds: Record<string, Tensor>,
  outputs?: Record<string, Tensor>,
): Promise<InferenceSession.ReturnType> {
  return runGraph({ name, ...graphs[name] }, feeds, outputs)
}

/**
 * Runs a graph; its session is opened at first use, kept for the life of the process, and found again by the graph's name.
 * @param outputs tensors to write the results into, instead of new ones.
 * @throws AppError `backend-unavailable` where ONNX Runtime cannot be started.
 */
export async function runGraph(
  graph: Graph,
  feeds: Record<string, Tensor>,
  outputs?: Record<string, Tensor>,
): Promise<InferenceSession.ReturnType> {
  let session = sessions.get(graph.name)
  if (session === undefined) {
    session = openSession(graph)
    sessions.set(graph.name, session)
  }
  const opened = await session
  const readable = await readableFeeds(feeds)
  return outputs === undefined ? opened.run(readable) : opened.run(readable, outputs)
}

/** The same tensors, with copies of those that ONNX Runtime cannot read where they lie. */
async function readableFeeds(feeds: Record<string, Tensor>): Promise<Record<string, Tensor>> {
  if (!Object.values(feeds).some(isShared) || (await readsSharedMemory())) return feeds
  return Object.fromEntries(
    Object.entries(feeds).map(([name, tensor]) => [name, isShared(tensor) ? ownCopy(tensor) : tensor]),
  )
}

function isShared({ data }: Tensor): boolean {
  return ArrayBuffer.isView(data) && data.buffer instanceof SharedArrayBuffer
}

function ownCopy(tensor: Tensor): Tensor {
  if (tensor.data instanceof Float32Array) return new Tensor('float32', tensor.data.slice(), tensor.dims)
  throw new AppError('internal', `Numbers of the type ${tensor.type} were not meant to be shared.`)
}

let sharedIsRead: Promise<boolean> | undefined

/** Whether addons can read memory that threads share: from Node 24 on. Tried once. */
function readsSharedMemory(): Promise<boolean> {
  sharedIsRead ??= tryShared()
  return sharedIsRead
}

async function tryShared(): Promise<boolean> {
  const session = await openSession({ name: 'shared', ...graphs.times })
  const one = () => new Tensor('float32', sharedNumbers(1), [1, 1])
  try {
    await session.run({ a: one(), b: one() })
    return true
  } catch {
    return false
  } finally {
    await session.release()
  }
}

async function openSession(graph: Graph): Promise<InferenceSession> {
  try {
    return await openOnnxSession(encodeModel(graph), {
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
