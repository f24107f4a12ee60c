/** @file Dropout on the numbers that go into a network (Srivastava et al. 2014). */
import { matrix, type Matrix } from '../../math/matrix.ts'
import type { Random } from '../../math/random.ts'

/** A copy in which this share of the numbers is zero and the others have grown accordingly. */
export function dropped(input: Matrix, share: number, random: Random): Matrix {
  return drop(matrix(input.rows, input.columns, input.data.slice()), share, random)
}

/** The same in place. */
export function drop(input: Matrix, share: number, random: Random): Matrix {
  if (share === 0) return input
  const { data } = input
  const kept = 1 / (1 - share)
  for (let i = 0; i < data.length; i += 1) data[i] *= kept
  // The distance from one dropped number to the next is geometric: one random draw for each dropped number, not for
  // each number.
  const scale = 1 / Math.log(1 - share)
  for (let i = step(random, scale); i < data.length; i += 1 + step(random, scale)) data[i] = 0
  return input
}

/** How many numbers are kept before the next is dropped. */
function step(random: Random, scale: number): number {
  return Math.floor(Math.log(1 - random.next()) * scale)
}
