/**
 * @file The input of a training step: P classes with K photos each (Hermans et al. 2017), and photos that were
 * rejected for one of those classes. Classes take turns, so that a rare class is used as often as a frequent one.
 */
import { stacked, type Matrix } from '../../math/matrix.ts'
import type { Random } from '../../math/random.ts'

/** P x K of a batch of the head: enough triplets to find hard ones, few enough for a step of some 10 ms. */
export const HEAD_BATCH: BatchShape = { photos: 128, classes: 32 }
/** Rejected photos without a label that may join a batch. */
const MOST_REJECTED = 16

export interface BatchShape {
  /** Photos of one batch. */
  readonly photos: number
  /** The most classes among them. */
  readonly classes: number
}

/** Rows are those of the training inputs, not of the library. */
export interface TrainingLabels {
  /** [rows] class index 0 .. classes - 1, or -1: the row has only rejections */
  labels: Int32Array
  classes: number
  /** "row is not of class", whether or not the row has a label */
  rejections: readonly { row: number; class: number }[]
}

/** Both [b * b], row-major, of 0 and 1: see PairMasks in strategies/strategy.ts. */
export interface Pairs {
  same: Float32Array
  different: Float32Array
}

/**
 * @param rows the labelled rows that may be used (a fold's training part)
 * @returns a function that gives the next batch: row indices, none twice
 * @throws RangeError when fewer than two classes are among them
 */
export function batchSampler(
  supervision: TrainingLabels,
  rows: Int32Array,
  random: Random,
  shape = HEAD_BATCH,
): () => Int32Array {
  const byClass = groupByClass(supervision, rows)
  if (byClass.size < 2) throw new RangeError('A batch needs at least two classes.')
  const classesPerBatch = Math.min(byClass.size, shape.classes)
  const perClass = Math.max(2, Math.floor(shape.photos / classesPerBatch))
  const classQueue = new Queue([...byClass.keys()], random)
  const rowQueues = new Map([...byClass].map(([name, members]) => [name, new Queue(members, random)]))
  const rejected = unlabelledRejections(supervision)
  return () => {
    const classes = classQueue.take(classesPerBatch)
    const chosen = classes.flatMap((name) => rowQueues.get(name)?.take(perClass) ?? [])
    const suitable = new Set(classes.flatMap((name) => rejected.get(name) ?? []))
    return Int32Array.from([...chosen, ...random.shuffle([...suitable]).slice(0, MOST_REJECTED)])
  }
}

/**
 * Draws `count` of `rows` photos at a time (all of them where there are fewer), and none again before all were drawn.
 */
export function drawer(rows: number, count: number, random: Random): () => Int32Array {
  const queue = new Queue(
    Array.from({ length: rows }, (_, index) => index),
    random,
  )
  return () => Int32Array.from(queue.take(count))
}

/**
 * Which rows of a batch are of the same class, and which of different ones. A row without a label is never an anchor
 * or a positive.
 */
export function batchPairs(supervision: TrainingLabels, batch: Int32Array): Pairs {
  const size = batch.length
  const rejections = new Map<number, Set<number>>()
  for (const rejection of supervision.rejections) {
    const classes = rejections.get(rejection.row) ?? new Set()
    rejections.set(rejection.row, classes.add(rejection.class))
  }
  const pairs = { same: new Float32Array(size * size), different: new Float32Array(size * size) }
  for (let i = 0; i < size; i += 1) {
    const anchor = supervision.labels[batch[i]]
    if (anchor < 0) continue
    for (let j = 0; j < size; j += 1) {
      const other = supervision.labels[batch[j]]
      const apart = other >= 0 ? other !== anchor : (rejections.get(batch[j])?.has(anchor) ?? false)
      if (apart) pairs.different[i * size + j] = 1
      else if (other === anchor && i !== j) pairs.same[i * size + j] = 1
    }
  }
  return pairs
}

/** The contents of a batch: inputs [b, d] each, class or -1 of each row, and its pairs. */
export interface BatchRows {
  inputs: readonly Matrix[]
  labels: Int32Array
  pairs: Pairs
}

/** The batch followed by the generated photos; these form pairs with every photo by their class. */
export function withGenerated(own: BatchRows, generated: Pick<BatchRows, 'inputs' | 'labels'>): BatchRows {
  const before = own.labels.length
  const labels = Int32Array.from([...own.labels, ...generated.labels])
  const size = labels.length
  const pairs = { same: new Float32Array(size * size), different: new Float32Array(size * size) }
  for (let i = 0; i < size; i += 1) {
    for (let j = 0; j < size; j += 1) {
      const at = i * size + j
      if (i < before && j < before) {
        pairs.same[at] = own.pairs.same[i * before + j]
        pairs.different[at] = own.pairs.different[i * before + j]
      } else if (labels[i] >= 0 && labels[j] >= 0 && i !== j) {
        const which = labels[i] === labels[j] ? pairs.same : pairs.different
        which[at] = 1
      }
    }
  }
  const inputs = own.inputs.map((input, index) => stacked(input, generated.inputs[index]))
  return { inputs, labels, pairs }
}

/** Hands out its items in random order, and none again before all were handed out. */
class Queue {
  readonly #items: readonly number[]
  readonly #random: Random
  #waiting: number[] = []

  constructor(items: readonly number[], random: Random) {
    this.#items = items
    this.#random = random
  }

  /** Up to `count` different items (all of them where there are fewer). */
  take(count: number): number[] {
    const taken = new Set<number>()
    const wanted = Math.min(count, this.#items.length)
    while (taken.size < wanted) {
      if (this.#waiting.length === 0) this.#waiting = this.#random.shuffle(this.#items)
      const next = this.#waiting.findIndex((item) => !taken.has(item))
      if (next < 0) this.#waiting = this.#random.shuffle(this.#items)
      else for (const item of this.#waiting.splice(next, 1)) taken.add(item)
    }
    return [...taken]
  }
}

function groupByClass(supervision: TrainingLabels, rows: Int32Array): Map<number, number[]> {
  const groups = new Map<number, number[]>()
  for (const row of rows) {
    const label = supervision.labels[row]
    if (label < 0) continue
    const members = groups.get(label) ?? []
    members.push(row)
    groups.set(label, members)
  }
  return groups
}

function unlabelledRejections(supervision: TrainingLabels): Map<number, number[]> {
  const byClass = new Map<number, number[]>()
  for (const rejection of supervision.rejections) {
    if (supervision.labels[rejection.row] >= 0) continue
    const rows = byClass.get(rejection.class) ?? []
    rows.push(rejection.row)
    byClass.set(rejection.class, rows)
  }
  return byClass
}
