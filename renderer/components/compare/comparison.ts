/** @file A comparison in the order in which a person reads it: what can be asked, the lines, and what won. Pure. */
import type { CompareName, CompareRow } from '../../../shared/contract/measures.ts'

/** Labels a class that are offered. */
const SIZES = [1, 2, 5, 10, 20, 50]

/** Those for which two classes at least have photos left over to be tested on, as the engine asks for. */
export function possibleSizes(photosOfClasses: readonly number[]): number[] {
  return SIZES.filter((size) => photosOfClasses.filter((photos) => photos > size).length >= 2)
}

export interface ComparedPoint {
  readonly labels: number
  readonly accuracy: number
  /** Standard deviation over the repeats. */
  readonly deviation: number
}
export interface ComparedLine {
  readonly strategy: CompareName
  readonly points: readonly ComparedPoint[]
}

/** One line for each strategy, by labels a class; the best at its end first. */
export function linesOf(rows: readonly CompareRow[]): ComparedLine[] {
  const strategies = [...new Set(rows.map(({ strategy }) => strategy))]
  const lines = strategies.map((strategy) => ({
    strategy,
    points: rows
      .filter((row) => row.strategy === strategy)
      .toSorted((a, b) => a.labelsPerClass - b.labelsPerClass)
      .map(({ labelsPerClass, accuracy, std }) => ({ labels: labelsPerClass, accuracy, deviation: std })),
  }))
  const end = (line: ComparedLine): number => line.points.at(-1)?.accuracy ?? 0
  return lines.toSorted((a, b) => end(b) - end(a))
}

/** The most labels a class first, and of those the best first. */
export function rowsInOrder(rows: readonly CompareRow[]): CompareRow[] {
  return rows.toSorted((a, b) => b.labelsPerClass - a.labelsPerClass || b.accuracy - a.accuracy)
}

export interface Contest {
  /** With the most labels a class that were asked for. */
  readonly labels: number
  readonly first: CompareRow
  readonly second: CompareRow | undefined
  readonly verdict: 'alone' | 'once' | 'close' | 'clear'
}

/** A difference of fewer standard errors than this is within what the choice of the labels does. */
const STANDARD_ERRORS = 2

/**
 * Who was right most often with the most labels, and whether by more than chance: the standard error of a difference of two
 * means over r repeats is the root of (s1^2 + s2^2) / r. The splits are shared, so this is rather too careful.
 */
export function contestOf(rows: readonly CompareRow[], repeats: number): Contest | undefined {
  const [first, second] = rowsInOrder(rows)
  if (rows.length === 0) return undefined
  const { labelsPerClass: labels } = first
  if (rows.length === 1 || second.labelsPerClass !== labels) {
    return { labels, first, second: undefined, verdict: 'alone' }
  }
  if (repeats < 2) return { labels, first, second, verdict: 'once' }
  const error = Math.sqrt((first.std ** 2 + second.std ** 2) / repeats)
  const isClear = first.accuracy - second.accuracy > STANDARD_ERRORS * error
  return { labels, first, second, verdict: isClear ? 'clear' : 'close' }
}
