/**
 * @file One batch through the network and its loss: returns the loss and its gradients as numbers and disposes of
 * every tensor.
 */
import { stacked, type Matrix } from '../../math/matrix.ts'
import { matrixTensors, parameterTensors, unitRows, type Network } from '../../math/network.ts'
import type { Random } from '../../math/random.ts'
import type { Tensor, Tensor2D, TensorFlow } from '../../math/tensorflow.ts'
import type { Pairs } from './batches.ts'
import { firstStep } from './first-product.ts'
import { drawMixing, mixRows } from './mixup.ts'
import type { Strategy, TrainingBatch } from '../strategies/strategy.ts'

/** One batch as numbers. */
export interface BatchNumbers {
  /** [b, d] each */
  inputs: readonly Matrix[]
  pairs: Pairs
  /** [b] class, or -1 */
  labels: Int32Array
  classes: number
  unlabelled?: { inputs: readonly Matrix[]; targets: Matrix } | undefined
  /** Random numbers for the network's own augmentation; without them the photos stay as they are. */
  augment?: Random | undefined
}

/**
 * Memory of the steps of one run, which the next step writes over. New megabytes in every step had the whole memory cleaned up every ten
 * steps, which took a third of the time.
 */
export interface Scratch {
  gradient?: Float32Array
  /** Of first-product.ts. */
  inputs?: Float32Array
}

export interface LossAndGradient {
  loss: number
  /** Gradient of the network's parameters; zeros for blocks that are not trained. */
  gradient: Float32Array
  extraGradients: Record<string, Float32Array>
  /**
   * Bytes of all tensors at the end of the forward pass, when the outputs of all layers are kept for the gradients.
   */
  tensorBytes: number
}

/**
 * Disposes of every tensor, also when it throws. The numbers are read asynchronously: on WebGPU that is ten times
 * faster in a page.
 * @param moves which blocks of the network are trained; all by default
 * @param scratch holds the gradient until the next call with it
 */
export async function lossAndGradient(
  { tf, network, strategy }: { tf: TensorFlow; network: Network; strategy: Strategy },
  { parameters, extras }: { parameters: Float32Array; extras: Readonly<Record<string, Float32Array>> },
  batch: BatchNumbers,
  moves: (block: number) => boolean = () => true,
  scratch: Scratch = {},
): Promise<LossAndGradient> {
  const gradient = (scratch.gradient ??= new Float32Array(parameters.length)).fill(0)
  const extraGradients: Record<string, Float32Array> = {}
  let tensorBytes = 0
  const first = await firstStep(tf, network, parameters, {
    ...{ inputs: () => allInputs(batch), moves, scratch },
  })
  const from = first?.blocks ?? 0
  const moving = [...network.blocks.keys()].filter((block) => block >= from && moves(block))
  const shapes = strategy.extras(network.width, batch.classes)
  const { value, grads } = tf.tidy(() => {
    const given = inputTensors(tf, network, strategy, batch)
    const photos = first === undefined ? given.photos() : []
    const product = first && matrixTensors(tf, [first.product])
    const all = blockTensors(tf, network, parameters, from)
    const lossOf = (...variables: Tensor[]) => {
      const weights = product === undefined ? variables : variables.slice(1)
      const named = Object.fromEntries(
        shapes.map(({ name }, index) => [name, weights[moving.length + index]]),
      )
      const blocks = all.slice()
      moving.forEach((block, index) => (blocks[block] = weights[index]))
      const raw = first?.project(blocks, variables[0]) ?? network.project(tf, blocks, photos)
      const mean = strategy.loss(tf, trainingBatch(tf, raw, batch, given), named)
      tensorBytes = tf.memory().numBytes
      return mean
    }
    return tf.valueAndGrads(lossOf)([
      ...(product ?? []),
      ...moving.map((block) => all[block]),
      ...shapes.map(({ name, shape }) => tf.tensor(extras[name], shape)),
    ])
  })
  try {
    const [[loss], ...all] = await Promise.all([value, ...grads].map((each) => each.data<'float32'>()))
    const numbers = first === undefined ? all : all.slice(1)
    await first?.writeGradient(all[0], gradient)
    moving.forEach((block, index) => {
      gradient.set(numbers[index], network.blocks[block].offset)
    })
    shapes.forEach(({ name }, index) => {
      extraGradients[name] = numbers[moving.length + index].slice()
    })
    return { loss, gradient, extraGradients, tensorBytes }
  } finally {
    tf.dispose([value, ...grads])
  }
}

/** The tensors of all blocks but the first ones, each at the place of its block. */
function blockTensors(
  tf: TensorFlow,
  { blocks }: Pick<Network, 'blocks'>,
  parameters: Float32Array,
  from: number,
): Tensor[] {
  const all: Tensor[] = []
  const tensors = parameterTensors(tf, { blocks: blocks.slice(from) }, parameters)
  tensors.forEach((tensor, index) => (all[from + index] = tensor))
  return all
}

/** Labelled rows first, then those without a label: one forward pass for both. */
function allInputs({ inputs, unlabelled }: BatchNumbers): readonly Matrix[] {
  return unlabelled === undefined
    ? inputs
    : inputs.map((input, index) => stacked(input, unlabelled.inputs[index]))
}

interface GivenTensors {
  /** What goes into the network: labelled rows first, then those without a label. */
  photos: () => Tensor2D[]
  pairs: TrainingBatch['pairs']
  classes: Tensor2D
  targets: Tensor2D | undefined
}

function inputTensors(
  tf: TensorFlow,
  { recipe }: Network,
  { mixes = false }: Strategy,
  batch: BatchNumbers,
): GivenTensors {
  const { pairs, labels, classes, unlabelled, augment } = batch
  const size = labels.length
  const oneHot = new Float32Array(size * classes)
  labels.forEach((label, index) => {
    if (label >= 0) oneHot[index * classes + label] = 1
  })
  const mixup = mixes ? (recipe?.mixup ?? 0) : 0
  const mixing =
    augment === undefined || mixup === 0
      ? undefined
      : drawMixing(size, unlabelled?.targets.rows ?? 0, mixup, augment.fork('mixup'))
  const mixed = (rows: Tensor2D, from = 0): Tensor2D =>
    mixing === undefined ? rows : mixRows(tf, rows, mixing, from)
  const photos = (): Tensor2D[] => {
    const plain = matrixTensors(tf, allInputs(batch))
    const augmented = augment === undefined ? plain : (recipe?.augment?.(tf, plain, augment) ?? plain)
    return augmented.map((rows) => mixed(rows))
  }
  return {
    photos,
    pairs: {
      same: tf.tensor2d(pairs.same, [size, size]),
      different: tf.tensor2d(pairs.different, [size, size]),
    },
    classes: mixed(tf.tensor2d(oneHot, [size, classes])),
    targets: unlabelled && mixed(matrixTensors(tf, [unlabelled.targets])[0], size),
  }
}

function trainingBatch(
  tf: TensorFlow,
  raw: Tensor2D,
  batch: BatchNumbers,
  given: GivenTensors,
): TrainingBatch {
  const { pairs, classes, targets } = given
  const embeddings = unitRows(tf, raw)
  if (targets === undefined) return { raw, embeddings, pairs, classes }
  const [size, width] = [batch.labels.length, raw.shape[1]]
  const [others] = targets.shape
  return {
    raw: tf.slice(raw, [0, 0], [size, width]),
    embeddings: tf.slice(embeddings, [0, 0], [size, width]),
    pairs,
    classes,
    unlabelled: { embeddings: tf.slice(embeddings, [size, 0], [others, width]), targets },
  }
}
