/** @file A comparison in the order in which a person reads it: what can be asked, the lines, and what won. Pure. */
import { SwitchName, type CompareRow } from '../../../shared/contract/compare.ts'
import { pairedDifference } from '../../../shared/paired-difference.ts'

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
  /** One of its rows, for its name. */
  readonly row: CompareRow
  readonly points: readonly ComparedPoint[]
}

/** One line for each contender, by labels a class; the best at its end first. */
export function linesOf(rows: readonly CompareRow[]): ComparedLine[] {
  const byContender = Map.groupBy(rows, ({ contender }) => contender)
  const lines = [...byContender.values()].map((own) => ({
    row: own[0],
    points: own
      .toSorted((a, b) => a.labelsPerClass - b.labelsPerClass)
      .map(({ labelsPerClass, accuracy, std }) => ({ labels: labelsPerClass, accuracy, deviation: std })),
  }))
  const end = (line: ComparedLine): number => line.points.at(-1)?.accuracy ?? 0
  return lines.toSorted((a, b) => end(b) - end(a))
}

/** A line that is everywhere this far (a share of the photos) below the best one is no rival of it. */
const FAR_BELOW = 0.25

/**
 * What is drawn, and what is left out because it lies so far below that the others could not be told apart beside it, as a
 * network that learns from scratch does with few labels. All is drawn where that gains less than half of the height.
 */
export function apartFromFarBelow(lines: readonly ComparedLine[]): {
  drawn: readonly ComparedLine[]
  below: readonly ComparedLine[]
} {
  const best = new Map<number, number>()
  for (const { labels, accuracy } of lines.flatMap(({ points }) => points))
    best.set(labels, Math.max(accuracy, best.get(labels) ?? 0))
  const isFar = ({ points }: ComparedLine): boolean =>
    points.every(({ labels, accuracy }) => accuracy < (best.get(labels) ?? 0) - FAR_BELOW)
  const [drawn, below] = [lines.filter((line) => !isFar(line)), lines.filter(isFar)]
  const isWorthIt = drawn.length > 1 && heightOf(drawn) < heightOf(lines) / 2
  return isWorthIt ? { drawn, below } : { drawn: lines, below: [] }
}

function heightOf(lines: readonly ComparedLine[]): number {
  const values = lines.flatMap(({ points }) => points.map(({ accuracy }) => accuracy))
  return Math.max(...values) - Math.min(...values)
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

/**
 * A mean difference within this many standard errors is within what the choice of the labels does: the two-sided 95 % points of
 * Student's t with r - 1 degrees of freedom, for the numbers of repeats that are offered.
 */
const STANDARD_ERRORS: Readonly<Record<number, number>> = { 3: 4.3, 5: 2.78, 10: 2.26 }
/** Of the normal distribution, for very many; used for any other number. */
const LEAST_ERRORS = 1.96

/**
 * Who was right most often with the most labels, and whether by more than chance: a paired t-test on the splits that both were
 * measured on. The splits share photos, so it is an orientation rather than a proof.
 */
export function contestOf(rows: readonly CompareRow[], repeats: number): Contest | undefined {
  const [first, ...others] = rowsInOrder(rows)
  if (rows.length === 0) return undefined
  const { labelsPerClass: labels } = first
  const second = others.find((row) => row.labelsPerClass === labels && !isSameWay(row, first))
  if (second === undefined) return { labels, first, second, verdict: 'alone' }
  if (repeats < 2) return { labels, first, second, verdict: 'once' }
  return { labels, first, second, verdict: isAhead(first, second, repeats) ? 'clear' : 'close' }
}

/** The contender that those with as many labels are compared with, where the best is ahead of it by more than chance. */
export function beatenReference(
  rows: readonly CompareRow[],
  best: CompareRow,
  repeats: number,
): CompareRow | undefined {
  const reference = rows.find(
    ({ difference, labelsPerClass }) => difference === null && labelsPerClass === best.labelsPerClass,
  )
  const isOther = reference !== undefined && reference !== best && !isSameWay(best, reference)
  return isOther && isAhead(best, reference, repeats) ? reference : undefined
}

function isAhead(one: CompareRow, other: CompareRow, repeats: number): boolean {
  if (repeats < 2) return false
  const [of, from] = [one, other].map(({ splits }) => splits.map(({ accuracy }) => accuracy))
  const { mean, std } = pairedDifference(of, from)
  return mean > (STANDARD_ERRORS[repeats] ?? LEAST_ERRORS) * (std / Math.sqrt(repeats))
}

/** On another backend it is the same thing, right as often but for rounding. */
function isSameWay(a: CompareRow, b: CompareRow): boolean {
  return (
    a.strategy === b.strategy && SwitchName.options.every((name) => a.switches[name] === b.switches[name])
  )
}
