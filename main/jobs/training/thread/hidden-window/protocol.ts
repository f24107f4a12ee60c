/**
 * @file The messages between the training worker and the page of a hidden window. The worker gives one order at a time; the
 * page answers, and asks back where it needs the library or ONNX Runtime. Both sides parse what they receive.
 */
import { z } from 'zod'
import { PlainError } from '../../../../../shared/errors.ts'
import { TrainingState } from '../../../../learn/training/checkpoint.ts'
import { PRODUCT_GRAPHS } from '../../../../math/products/product-names.ts'
import { EmbeddingTask, TrainedHead, TrainingProgress, TrainingTask } from '../train-protocol.ts'

const Floats = z.custom<Float32Array>((value) => value instanceof Float32Array)
const Integers = z.custom<Int32Array>((value) => value instanceof Int32Array)
const Bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array)
const Matrix = z.object({ rows: z.int(), columns: z.int(), data: Floats })

/** A tensor of ONNX Runtime as plain data. */
export const PlainTensor = z.object({
  type: z.enum(['float32', 'float64', 'int32', 'int64']),
  dims: z.array(z.int().nonnegative()),
  data: z.custom<Float32Array | Float64Array | Int32Array | BigInt64Array>(
    (value) =>
      value instanceof Float32Array ||
      value instanceof Float64Array ||
      value instanceof Int32Array ||
      value instanceof BigInt64Array,
  ),
})
export type PlainTensor = z.infer<typeof PlainTensor>

/** The page's questions while it trains. */
export const Question = z.discriminatedUnion('ask', [
  /** See TrainingTeacher. */
  z.object({
    ask: z.literal('targets'),
    teacher: z.enum(['propagation', 'fast-path']),
    labelled: Integers,
    wanted: Integers,
  }),
  z.object({ ask: z.literal('pseudo-labels'), labelled: Integers, wanted: Integers }),
  z.object({ ask: z.literal('shipped-weights') }),
  /** One of the matrix products of math/products/product-graphs.ts. */
  z.object({
    ask: z.literal('product'),
    graph: z.enum(PRODUCT_GRAPHS),
    feeds: z.record(z.string(), PlainTensor),
  }),
])
export type Question = z.infer<typeof Question>

export const Answer = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('matrix'), matrix: Matrix }),
  z.object({ kind: z.literal('integers'), integers: Integers }),
  z.object({ kind: z.literal('bytes'), bytes: Bytes }),
  z.object({ kind: z.literal('tensors'), tensors: z.record(z.string(), PlainTensor) }),
  z.object({ kind: z.literal('failed'), error: PlainError }),
])
export type Answer = z.infer<typeof Answer>

/** From the worker to the process that opens windows: close this one. */
export const CLOSE_WINDOW = 'close'
/** The reply: the window is gone, closed or crashed. */
export const WINDOW_ENDED = 'ended'

/** From the worker to the page. */
export const Order = z.discriminatedUnion('order', [
  z.object({ order: z.literal('describe') }),
  /** The steps of the self-test. */
  z.object({ order: z.literal('steps') }),
  z.object({ order: z.literal('speed'), batch: z.int().positive() }),
  z.object({
    order: z.literal('train'),
    task: TrainingTask,
    /** Whether questions about photos without a label can be answered. */
    hasTeacher: z.boolean(),
    /** Whether the page sends its state after each epoch, and the state to continue from. */
    keeps: z.boolean(),
    last: TrainingState.nullable(),
  }),
  z.object({ order: z.literal('embed'), task: EmbeddingTask }),
  /** Cancels the current training. */
  z.object({ order: z.literal('cancel') }),
  z.object({ order: z.literal('answer'), question: z.int(), answer: Answer }),
])
export type Order = z.infer<typeof Order>

/** Orders about work that a page does already: without an open window they do not open one. */
export const FollowUp = z.object({ order: z.enum(['cancel', 'answer']) })

/** From the page to the worker. */
export const PageMessage = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('progress'), progress: TrainingProgress }),
  z.object({ kind: z.literal('done'), result: TrainedHead }),
  /** [n, 128] rows L2-normalised */
  z.object({ kind: z.literal('embedded'), embeddings: Matrix }),
  /** `device`: the failure is the device's, so another backend may succeed. */
  z.object({ kind: z.literal('failed'), error: PlainError, device: z.boolean() }),
  z.object({ kind: z.literal('described'), about: z.string(), software: z.boolean() }),
  z.object({
    kind: z.literal('stepped'),
    steps: z.array(z.object({ losses: z.array(z.number()), gradients: z.array(Floats) })),
  }),
  z.object({ kind: z.literal('measured'), imagesPerSecond: z.number() }),
  z.object({ kind: z.literal('checkpoint'), state: TrainingState }),
  z.object({ kind: z.literal('question'), number: z.int(), question: Question }),
])
export type PageMessage = z.infer<typeof PageMessage>
