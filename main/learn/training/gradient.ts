/**
 * @file One batch through the network and its loss: returns the loss and its gradients as numbers and disposes of
 * every tensor.
 */
import type { Matrix } from '../../math/matrix.ts'
import { matrixTensors, parameterTensors, unitRows, type Network } from '../../math/network.ts'
import type { Random } from '../../math/random.ts'
import type { Tensor, Tensor2D, TensorFlow } from '../../math/tensorflow.ts'
import type { Pairs } from './batches.ts'
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
 */
export async function lossAndGradient(
  { tf, network, strategy }: { tf: TensorFlow; network: Network; strategy: Strategy },
  { parameters, extras }: { parameters: Float32Array; extras: Readonly<Record<string, Float32Array>> },
  batch: BatchNumbers,
  moves: (block: number) => boolean = () => true,
): Promise<LossAndGradient> {
  const gradient = new Float32Array(parameters.length)
  const extraGradients: Record<string, Float32Array> = {}
  let tensorBytes = 0
  const moving = [...network.blocks.keys()].filter(moves)
  const shapes = strategy.extras(network.width, batch.classes)
  const { value, grads } = tf.tidy(() => {
    const given = inputTensors(tf, network, strategy, batch)
    const all = parameterTensors(tf, network, parameters)
    const lossOf = (...weights: Tensor[]) => {
      const named = Object.fromEntries(
        shapes.map(({ name }, index) => [name, weights[moving.length + index]]),
      )
      const blocks = all.slice()
      moving.forEach((block, index) => (blocks[block] = weights[index]))
      const raw = network.project(tf, blocks, given.inputs)
      const mean = strategy.loss(tf, trainingBatch(tf, raw, batch, given), named)
      tensorBytes = tf.memory().numBytes
      return mean
    }
    return tf.valueAndGrads(lossOf)([
      ...moving.map((block) => all[block]),
      ...shapes.map(({ name, shape }) => tf.tensor(extras[name], shape)),
    ])
  })
  try {
    const [[loss], ...numbers] = await Promise.all([value, ...grads].map((each) => each.data<'float32'>()))
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

interface GivenTensors {
  /** Labelled rows first, then those without a label: one forward pass for both. */
  inputs: Tensor2D[]
  pairs: TrainingBatch['pairs']
  classes: Tensor2D
  targets: Tensor2D | undefined
}

function inputTensors(
  tf: TensorFlow,
  { recipe }: Network,
  { mixes = false }: Strategy,
  { inputs, pairs, labels, classes, unlabelled, augment }: BatchNumbers,
): GivenTensors {
  const size = labels.length
  const oneHot = new Float32Array(size * classes)
  labels.forEach((label, index) => {
    if (label >= 0) oneHot[index * classes + label] = 1
  })
  const labelled = matrixTensors(tf, inputs)
  const others = unlabelled === undefined ? undefined : matrixTensors(tf, unlabelled.inputs)
  const photos =
    others === undefined ? labelled : labelled.map((input, index) => tf.concat([input, others[index]], 0))
  const augmented = augment === undefined ? photos : (recipe?.augment?.(tf, photos, augment) ?? photos)
  const mixup = mixes ? (recipe?.mixup ?? 0) : 0
  const mixing =
    augment === undefined || mixup === 0
      ? undefined
      : drawMixing(size, unlabelled?.targets.rows ?? 0, mixup, augment.fork('mixup'))
  const mixed = (rows: Tensor2D, from = 0): Tensor2D =>
    mixing === undefined ? rows : mixRows(tf, rows, mixing, from)
  return {
    inputs: augmented.map((rows) => mixed(rows)),
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
