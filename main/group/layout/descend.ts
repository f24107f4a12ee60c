/**
 * @file The layout by stochastic gradient descent (McInnes, Healy, Melville 2018, UMAP, section 4.2 and algorithm 5): edges pull
 * their ends together as often as they are strong, and each pull is followed by pushes from rows drawn at random.
 */
import { throwIfCancelled } from '../../../shared/errors.ts'
import type { LongWork } from '../../math/products/products.ts'
import { nextTurn } from '../../math/next-turn.ts'
import type { Random } from '../../math/random.ts'
import type { Curve } from './curve.ts'
import { forcesOf, indexOf } from './forces.ts'
import type { WeightedEdges } from './fuzzy-graph.ts'

/** The defaults of umap-learn. */
const PUSHES = 5
const LARGEST_MOVE = 4
/** Milliseconds after which messages are let in, such as that it shall stop. */
const AT_ONCE_MS = 40
const EDGES_BETWEEN_LOOKS = 4096

export interface Descent extends LongWork {
  readonly curve: Curve
  readonly epochs: number
  readonly random: Random
}

/**
 * @param positions [n, 2] where each row begins; changed in place.
 * @throws AppError `cancelled`
 */
export async function descend(
  positions: Float32Array,
  edges: WeightedEdges,
  { curve, epochs, random, signal, report }: Descent,
): Promise<void> {
  const strongest = edges.weights.reduce((most, weight) => Math.max(most, weight), 0)
  /** Epochs between two pulls of an edge; the strongest one pulls in each. */
  const between = edges.weights.map((weight) => strongest / weight)
  const nextAt = between.slice()
  const move = mover(positions, curve, random)
  let lookedAt = performance.now()
  for (let epoch = 0; epoch < epochs; epoch += 1) {
    const rate = 1 - epoch / epochs
    for (let edge = 0; edge < nextAt.length; edge += 1) {
      if (nextAt[edge] <= epoch + 1 && between[edge] <= epochs) {
        nextAt[edge] += between[edge]
        move(edges.from[edge], edges.to[edge], rate)
        move(edges.to[edge], edges.from[edge], rate)
      }
      if (edge % EDGES_BETWEEN_LOOKS > 0 || performance.now() - lookedAt < AT_ONCE_MS) continue
      await nextTurn()
      throwIfCancelled(signal)
      lookedAt = performance.now()
    }
    report?.(epoch + 1, epochs)
  }
}

/** Pulls a row and its neighbour together, and pushes the row away from others: one step of both. */
function mover(positions: Float32Array, curve: Curve, random: Random) {
  const rows = positions.length / 2
  const draw = drawer(random)
  const { pulls, pushes } = forcesOf(curve)
  return (row: number, neighbour: number, rate: number): void => {
    const [i, j] = [2 * row, 2 * neighbour]
    const limit = LARGEST_MOVE * rate
    let x = positions[i]
    let y = positions[i + 1]
    const dx = x - positions[j]
    const dy = y - positions[j + 1]
    const pull = pulls[indexOf(dx * dx + dy * dy)] * rate
    const mx = clipped(pull * dx, limit)
    const my = clipped(pull * dy, limit)
    x += mx
    y += my
    positions[j] -= mx
    positions[j + 1] -= my
    for (let time = 0; time < PUSHES; time += 1) {
      const other = 2 * draw(rows)
      if (other === i) continue
      const ox = x - positions[other]
      const oy = y - positions[other + 1]
      const apart = ox * ox + oy * oy
      // In one place no direction leads away: any does.
      const push = pushes[indexOf(apart)] * rate
      x += apart > 0 ? clipped(push * ox, limit) : limit
      y += apart > 0 ? clipped(push * oy, limit) : limit
    }
    positions[i] = x
    positions[i + 1] = y
  }
}

function clipped(move: number, limit: number): number {
  return move > limit ? limit : move < -limit ? -limit : move
}

/** Rows drawn by xorshift32 (Marsaglia 2003): hundreds of millions are, for which a better generator takes too long. */
function drawer(random: Random): (rows: number) => number {
  let state = random.integer(0xffff_fffe) + 1
  return (rows) => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return Math.floor(((state >>> 0) / 0x1_0000_0000) * rows)
  }
}
