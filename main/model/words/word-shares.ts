/** @file What the network's own classes say about words: how likely a photo shows one, and which of several names it shows. Pure. */
import { indexOfLargest, sum } from '../../math/statistics.ts'

/** @param probabilities of one photo: [1000]. @param classes indices. @returns their sum, in [0, 1]. */
export function shareOf(probabilities: ArrayLike<number>, classes: readonly number[]): number {
  return Math.min(1, sum(classes.map((index) => probabilities[index]))) // rounding may leave a little more
}

/** For each name the classes that speak for it, and how much of each. */
export type SharedClasses = readonly (readonly { readonly index: number; readonly weight: number }[])[]

/**
 * Which name each class speaks for: the narrowest one that it belongs to ("dog" rather than "animal"); equally narrow ones share it.
 * @param meanings the classes of each name; none for a name that the network does not know.
 */
export function shareClasses(meanings: readonly (readonly number[])[]): SharedClasses {
  const narrowest = new Map<number, number>()
  const owners = new Map<number, number>()
  for (const classes of meanings) {
    for (const index of classes) {
      const least = narrowest.get(index) ?? Infinity
      if (classes.length < least) narrowest.set(index, classes.length)
      if (classes.length <= least) {
        owners.set(index, classes.length === least ? (owners.get(index) ?? 0) + 1 : 1)
      }
    }
  }
  return meanings.map((classes) =>
    classes
      .filter((index) => narrowest.get(index) === classes.length)
      .map((index) => ({ index, weight: 1 / (owners.get(index) ?? 1) })),
  )
}

export interface NameGuess {
  /** Index of the name. */
  readonly name: number
  readonly probability: number
}

/**
 * The name that a photo shows most likely. Where every name is known, the photo is taken to show one of them; otherwise what is
 * left belongs to the names that the network does not know.
 *
 * [Note: broad names] The share of a name is divided by the square root of the number of its classes. As a plain sum a broad name takes
 * nearly every photo ("small mammal", 218 classes, beside "coyote", one), since a network that is not sure spreads over many classes;
 * divided by the number itself, as if the person had as many photos of each name, a broad name gets too few.
 * @param probabilities of one photo: [1000].
 * @returns undefined where no name is known.
 */
export function guessName(probabilities: ArrayLike<number>, names: SharedClasses): NameGuess | undefined {
  if (names.every((classes) => classes.length === 0)) return undefined
  let known = 0
  const scores = names.map((classes) => {
    let share = 0
    let size = 0
    for (const { index, weight } of classes) {
      share += weight * probabilities[index]
      size += weight
    }
    known += share
    return size > 0 ? share / Math.sqrt(size) : 0
  })
  const name = indexOfLargest(scores)
  const part = scores[name] === 0 ? 0 : scores[name] / sum(scores)
  const isComplete = names.every((classes) => classes.length > 0)
  return { name, probability: Math.min(1, isComplete ? part : part * known) }
}
