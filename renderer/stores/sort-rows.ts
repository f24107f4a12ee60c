/** @file Orders of photos. Pure, without comparing photos one by one, so that 100,000 are sorted within a frame. */
import type { KnownPhotos, PhotoColumns } from './photo-tests.ts'

export const ORDERS = ['added', 'newest', 'oldest', 'class', 'unsure', 'sure'] as const
export type PhotoOrder = (typeof ORDERS)[number]

export function isByTime(order: PhotoOrder): order is 'newest' | 'oldest' {
  return order === 'newest' || order === 'oldest'
}

/** Finer differences between probabilities mean nothing. */
const STEPS = 0xffff

/** Sorts in place. Photos without what they are sorted by come last. */
export function sortRows(rows: Int32Array, { columns, timeRanks }: KnownPhotos, order: PhotoOrder): void {
  const { probability } = columns
  const step = (row: number): number => Math.round(probability[row] * STEPS)
  if (order === 'class') sortByStep(rows, columns.classes.length, classRank(columns))
  else if (order === 'unsure') sortByStep(rows, STEPS, step)
  else if (order === 'sure') sortByStep(rows, STEPS, (row) => STEPS - step(row))
  else if (isByTime(order) && timeRanks !== undefined) {
    const most = timeRanks.length
    const rank = (row: number): number => (order === 'newest' ? most - 1 - timeRanks[row] : timeRanks[row])
    sortByStep(rows, most, (row) => (timeRanks[row] < 0 ? most : rank(row)))
  }
}

/** For each row the place of its class by name; after all of them where it has none. */
export function classRank({ classOf, classes }: PhotoColumns): (row: number) => number {
  const rank = ranksOf(classes)
  return (row) => (classOf[row] < 0 ? classes.length : rank[classOf[row]])
}

/** For each name its place among them. */
export function ranksOf(names: readonly string[], compare = compareNames): Int32Array {
  const ranks = new Int32Array(names.length)
  const byName = [...names.keys()].sort((a, b) => compare(names[a], names[b]))
  byName.forEach((index, place) => {
    ranks[index] = place
  })
  return ranks
}

/** By row how many photos were taken before; -1 where that is not known. */
export function timeRanksOf(takenAt: Float64Array): Int32Array {
  const times = takenAt.filter((time) => !Number.isNaN(time)).sort()
  return Int32Array.from(takenAt, (time) => (Number.isNaN(time) ? -1 : firstPlaceOf(times, time)))
}
function firstPlaceOf(sorted: Float64Array, value: number): number {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (sorted[middle] < value) low = middle + 1
    else high = middle
  }
  return low
}

const collator = new Intl.Collator(undefined, { numeric: true })

export function compareNames(a: string, b: string): number {
  return collator.compare(a, b)
}

/** Part by part, so that what a folder holds follows it. */
export function comparePaths(a: string, b: string): number {
  const [parts, others] = [a.split('/'), b.split('/')]
  for (let at = 0; at < Math.min(parts.length, others.length); at += 1) {
    const order = collator.compare(parts[at], others[at])
    if (order !== 0) return order
  }
  return parts.length - others.length
}

/**
 * Photos of the same step keep their order. A counting sort looks at each photo twice, however many there are; comparing them
 * would take longer than a frame.
 * @param stepOf 0 .. most
 */
export function sortByStep(rows: Int32Array, most: number, stepOf: (row: number) => number): void {
  const steps = new Uint32Array(rows.length)
  const places = new Uint32Array(most + 2)
  for (let i = 0; i < rows.length; i += 1) {
    steps[i] = stepOf(rows[i])
    places[steps[i] + 1] += 1
  }
  for (let step = 1; step < places.length; step += 1) places[step] += places[step - 1]
  const unsorted = rows.slice()
  for (let i = 0; i < unsorted.length; i += 1) {
    rows[places[steps[i]]] = unsorted[i]
    places[steps[i]] += 1
  }
}
