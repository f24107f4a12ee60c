/**
 * @file Self-supervised adaptation to a folder: before any label is looked at, two views of the same photo are pulled together
 * and those of different photos apart (SimCLR's NT-Xent, Chen et al. 2020, eq. 1). With one positive for each anchor that
 * is the supervised contrastive loss, whose temperature it shares.
 */
import { throwIfCancelled } from '../../../shared/errors.ts'
import { gatherRows, matrix, type Matrix } from '../../math/matrix.ts'
import type { Network } from '../../math/network.ts'
import { nextTurn } from '../../math/next-turn.ts'
import type { Random } from '../../math/random.ts'
import type { TensorFlow } from '../../math/tensorflow.ts'
import { adamState, adamStep } from './adam.ts'
import { drawer, type Pairs } from './batches.ts'
import { lossAndGradient } from './gradient.ts'
import { supcon } from '../strategies/supcon.ts'

export interface AdaptationTask {
  tf: TensorFlow
  /** One whose recipe makes views. */
  network: Network
  /** [n, d] each, one matrix per input of the network: photos with and without a label */
  inputs: readonly Matrix[]
  signal?: AbortSignal | undefined
}

/** Passes over the photos, and the most steps: it must not take longer than the training that follows. */
const PASSES = 2
const MOST_STEPS = 60
const DECAY = 0.01

/**
 * @param start the network's parameters; not changed
 * @returns the parameters to train from. The same seed gives the same numbers; no tensor stays behind.
 * @throws AppError `cancelled` within one step of the signal
 */
export async function adaptToPhotos(
  { tf, network, inputs, signal }: AdaptationTask,
  start: Float32Array,
  random: Random,
): Promise<Float32Array> {
  const { recipe } = network
  const [{ rows }] = inputs
  if (recipe?.augment === undefined || rows < 2) return start
  const parameters = start.slice()
  const states = network.blocks.map(({ offset, size }) =>
    adamState(parameters.subarray(offset, offset + size)),
  )
  const photos = Math.min(recipe.batch.photos, rows)
  const steps = Math.min(MOST_STEPS, Math.ceil((PASSES * rows) / photos))
  const next = drawer(rows, photos, random.fork('photos'))
  const pairs = pairsOfViews(photos)
  // As in the middle of a training, when every part of the network moves.
  const rates = recipe.rates?.(Math.ceil((recipe.epochs + 1) / 2), recipe.epochs)
  const rateOf = (block: number): number => rates?.[block] ?? 1
  for (let step = 0; step < steps; step += 1) {
    await nextTurn() // lets a cancel arrive
    throwIfCancelled(signal)
    const batch = next()
    const { gradient } = await lossAndGradient(
      { tf, network, strategy: supcon },
      { parameters, extras: {} },
      {
        inputs: inputs.map((input) => twice(gatherRows(input, batch))),
        labels: new Int32Array(2 * photos).fill(-1),
        classes: 1,
        pairs,
        augment: random.fork(`views ${step}`),
      },
      (block) => rateOf(block) > 0,
    )
    network.blocks.forEach(({ offset, size }, block) => {
      if (rateOf(block) === 0) return
      const rate = recipe.settings.rate * rateOf(block)
      const place = parameters.subarray(offset, offset + size)
      adamStep(place, gradient.subarray(offset, offset + size), states[block], { rate, decay: DECAY })
    })
  }
  return parameters
}

/** Row i and row i + photos are views of one photo; every other row is of another. */
function pairsOfViews(photos: number): Pairs {
  const size = 2 * photos
  const pairs = { same: new Float32Array(size * size), different: new Float32Array(size * size) }
  for (let i = 0; i < size; i += 1) {
    for (let j = 0; j < size; j += 1) {
      if (i === j) continue
      const which = i % photos === j % photos ? pairs.same : pairs.different
      which[i * size + j] = 1
    }
  }
  return pairs
}

function twice(rows: Matrix): Matrix {
  const out = matrix(2 * rows.rows, rows.columns)
  out.data.set(rows.data)
  out.data.set(rows.data, rows.data.length)
  return out
}
