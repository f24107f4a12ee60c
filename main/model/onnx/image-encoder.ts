/**
 * @file Any image encoder (DINOv2, CLIP, a network of one's own) as a backbone of ours: it is inspected, what pictures it wants is
 * declared, and both become one graph that reads `pixels` uint8 [n, side, side, 3] and gives `features` [n, d], as the backbones
 * that ship. So it runs on the same path, and the library keeps one file that says all.
 */
import { AppError } from '../../../shared/errors.ts'
import { sentence, type Sentence } from '../../../shared/sentences/sentence.ts'
import type { PictureScaling } from '../../../shared/contract/photos.ts'
import {
  ElementType,
  type Dimension,
  type ElementName,
  type GraphValue,
  type Model,
} from '../../math/onnx/onnx-graph.ts'
import { GraphBuilder, type Value } from './builder.ts'
import { append, cut, renamed } from './join.ts'
import { PIXELS } from './network-graph.ts'

/** The level that everything uses that uses one level only. */
const FEATURES = 'features'
/** Slice and Clip take their bounds as inputs from here on. */
const OLDEST_OPERATORS = 11
/** Mean and deviation of ImageNet, in 0 .. 1: what most encoders were trained with. */
const IMAGENET = { mean: [0.485, 0.456, 0.406], deviation: [0.229, 0.224, 0.225] } as const
const CLIP = {
  mean: [0.48145466, 0.4578275, 0.40821073],
  deviation: [0.26862954, 0.26130258, 0.27577711],
} as const
const USUAL_SIDE = 224
/** The most telling first; else the first output that has the shape of features. */
const OUTPUTS = ['image_embeds', 'pooler_output', 'features', 'embedding', 'last_hidden_state']

export interface Encoder {
  input: GraphValue
  channelsFirst: boolean
  /** Pixels a side; null where any will do. */
  side: number | null
  output: GraphValue
  /** [n, d]; [n, tokens, d]; [n, d, height, width] */
  form: 'vector' | 'tokens' | 'maps'
}

/** All that was declared or assumed. */
export interface Scaling {
  size: number
  resize: number
  scale: number
  mean: readonly number[]
  deviation: readonly number[]
  channels: 'RGB' | 'BGR'
  tokens: 'class' | 'mean'
}

/** What the encoder takes and gives. @throws AppError `bad-input` that says why it is no image encoder. */
export function inspectEncoder({ graph, operatorSets }: Model, wantedOutput?: string): Encoder {
  if ((operatorSets[''] ?? 0) < OLDEST_OPERATORS) {
    throw unfit(sentence('unfit-old', { version: operatorSets[''] ?? 0, oldest: OLDEST_OPERATORS }))
  }
  const { inputs } = graph
  if (inputs.length !== 1) {
    const names = inputs.map(({ name }) => name).join(', ')
    throw unfit(sentence('unfit-inputs', { number: inputs.length, names }))
  }
  const [input] = inputs
  const { shape, type } = input
  if (shape.length !== 4 || !['float32', 'float16', 'uint8'].includes(type)) {
    throw unfit(sentence('unfit-input', { type, shape: described(shape) }))
  }
  const channelsFirst = shape[1] === 3
  if (!channelsFirst && shape[3] !== 3) throw unfit(sentence('unfit-colours', { shape: described(shape) }))
  const [height, width] = channelsFirst ? shape.slice(2) : shape.slice(1, 3)
  if (typeof height === 'number' && typeof width === 'number' && height !== width) {
    throw unfit(sentence('unfit-not-square', { width, height }))
  }
  if (typeof shape[0] === 'number' && shape[0] !== 1) {
    throw unfit(sentence('unfit-at-a-time', { number: shape[0] }))
  }
  const output = chosenOutput(graph.outputs, wantedOutput)
  const forms = { 2: 'vector', 3: 'tokens', 4: 'maps' } as const
  const form = forms[output.shape.length as 2 | 3 | 4]
  const side = [height, width].find((size) => typeof size === 'number') ?? null
  return { input, channelsFirst, side: typeof side === 'number' ? side : null, output, form }
}

function chosenOutput(outputs: readonly GraphValue[], wanted: string | undefined): GraphValue {
  const fitting = outputs.filter(
    ({ shape, type }) => [2, 3, 4].includes(shape.length) && type.startsWith('float'),
  )
  const found =
    wanted === undefined
      ? (OUTPUTS.map((name) => fitting.find((output) => output.name === name)).find(
          (each) => each !== undefined,
        ) ?? fitting.at(0))
      : fitting.find(({ name }) => name === wanted)
  if (found !== undefined) return found
  const has = outputs.map(({ name, shape }) => `${name} ${described(shape)}`).join(', ')
  throw unfit(
    wanted === undefined
      ? sentence('unfit-no-features', { outputs: has })
      : sentence('unfit-not-these-features', { name: wanted, outputs: has }),
  )
}

/** What is not declared is guessed, which is said. @param name of the file */
export function scalingFor(
  encoder: Encoder,
  declared: PictureScaling,
  name: string,
): { scaling: Scaling; assumed: (keyof Scaling)[] } {
  const size = declared.size ?? encoder.side ?? USUAL_SIDE
  if (encoder.side !== null && size !== encoder.side) {
    throw unfit(sentence('unfit-size', { side: encoder.side, size }))
  }
  const isRaw = encoder.input.type === 'uint8'
  const usual = /clip/i.test(name) ? CLIP : IMAGENET
  const scaling: Scaling = {
    size,
    resize: declared.resize ?? size,
    scale: declared.scale ?? (isRaw ? 1 : 1 / 255),
    mean: declared.mean ?? (isRaw ? [0, 0, 0] : usual.mean),
    deviation: declared.deviation ?? (isRaw ? [1, 1, 1] : usual.deviation),
    channels: declared.channels ?? 'RGB',
    tokens: declared.tokens ?? 'class',
  }
  if (scaling.resize < size) throw unfit(sentence('unfit-cut', { resize: scaling.resize, size }))
  const parts = ['size', 'resize', 'scale', 'mean', 'deviation', 'channels', 'tokens'] as const
  return { scaling, assumed: parts.filter((part) => declared[part] === undefined) }
}

/** Both in one. @throws AppError `bad-input` where their operators do not go together. */
export function asBackbone(model: Model, encoder: Encoder, scaling: Scaling): Model {
  // Whatever the encoder's insides are called, ours are called otherwise.
  const inside = (name: string): string => `encoder/${name}`
  const graph = renamed(cut(model.graph, [encoder.output.name]), inside)
  const front: Model = { graph: scaled(encoder, scaling), operatorSets: {} }
  const back: Model = { graph: pooled(encoder, scaling), operatorSets: {} }
  const whole = append(front, { ...model, graph }, { [inside(encoder.input.name)]: 'picture' })
  return append(whole, back, { given: inside(encoder.output.name) })
}

/** uint8 [n, resize, resize, 3] -> what the encoder takes. */
function scaled(
  { input, channelsFirst }: Encoder,
  { size, resize, scale, mean, deviation, channels }: Scaling,
) {
  const graph = new GraphBuilder('backbone')
  const count: Dimension = input.shape[0] === 1 ? 1 : 'n'
  let x: Value = graph.input(PIXELS, 'uint8', [count, resize, resize, 3])
  if (resize !== size) {
    const from = Math.floor((resize - size) / 2)
    const whole = (name: string, value: number): Value => graph.integers(name, [value, value])
    x = graph.node('Slice', [
      x,
      whole('from', from),
      whole('to', from + size),
      graph.integers('axes', [1, 2]),
    ])
  }
  if (channels === 'BGR')
    x = graph.node('Gather', [x, graph.integers('order', [2, 1, 0])], { axis: { int: 3 } })
  if (input.type !== 'uint8') {
    const factors = Float32Array.from(deviation, (each) => scale / each)
    const shifts = Float32Array.from(deviation, (each, channel) => -mean[channel] / each)
    x = graph.node('Cast', [x], { to: { int: ElementType.float32 } })
    x = graph.node('Add', [
      graph.node('Mul', [x, graph.floats('factors', [3], factors)]),
      graph.floats('shifts', [3], shifts),
    ])
    if (input.type === 'float16') x = graph.node('Cast', [x], { to: { int: ElementType.float16 } })
  }
  if (channelsFirst) x = graph.node('Transpose', [x], { perm: { ints: [0, 3, 1, 2] } })
  graph.output('picture', x, input.type, input.shape)
  return graph.build()
}

/** What the encoder gives -> float32 [n, d]. */
function pooled({ output, form }: Encoder, { tokens }: Scaling) {
  const graph = new GraphBuilder('features')
  let x: Value = graph.input('given', output.type, output.shape)
  const float: ElementName = 'float32'
  if (output.type !== float) x = graph.node('Cast', [x], { to: { int: ElementType.float32 } })
  if (form === 'tokens' && tokens === 'class') {
    x = graph.node('Gather', [x, graph.integers('first', 0)], { axis: { int: 1 } })
  } else if (form !== 'vector') {
    if (form === 'tokens') x = graph.node('Transpose', [x], { perm: { ints: [0, 2, 1] } })
    x = graph.node('Flatten', [graph.node('GlobalAveragePool', [x])], { axis: { int: 1 } })
  }
  const width = form === 'maps' ? output.shape[1] : output.shape[output.shape.length - 1]
  graph.output(FEATURES, x, float, ['n', width])
  return graph.build()
}

function described(shape: readonly Dimension[]): string {
  return `[${shape.map((size) => (size === '' ? '?' : String(size))).join(', ')}]`
}

function unfit(reason: Sentence): AppError {
  return new AppError('bad-input', sentence('network-unfit', { reason }))
}
