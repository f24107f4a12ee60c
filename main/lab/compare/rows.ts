/** @file Turns the measurements of all splits into the rows of a comparison, with their paired differences. */
import type { CompareRow } from '../../../shared/contract/compare.ts'
import { pairedDifference } from '../../../shared/paired-difference.ts'
import { mean, standardDeviation } from '../../math/statistics.ts'
import type { Entrant } from './entrants.ts'
import type { Measured } from './measure.ts'

/** One contender with one number of labels a class, on every split. */
export interface MeasuredEntrant {
  readonly entrant: Entrant
  readonly labelsPerClass: number
  readonly splits: readonly Measured[]
}

/** @param measured in the order of the rows; the first one with the same number of labels is the reference for the others */
export function compareRows(measured: readonly MeasuredEntrant[]): CompareRow[] {
  const rows: CompareRow[] = []
  for (const each of measured) {
    const first = rows.find(({ labelsPerClass }) => labelsPerClass === each.labelsPerClass)
    const row = rowOf(each)
    rows.push(first === undefined ? row : { ...row, difference: differenceOf(row, first) })
  }
  return rows
}

/** The same of what was measured so far, when contenders may have been measured on different splits: nothing to pair. */
export function rowsSoFar(measured: readonly MeasuredEntrant[]): CompareRow[] {
  return measured.map(rowOf)
}

function rowOf({ entrant, labelsPerClass, splits }: MeasuredEntrant): CompareRow {
  const all = (of: (each: Measured) => number): number => mean(splits.map(of))
  const blends = splits.flatMap(({ blendAccuracy }) => (blendAccuracy === null ? [] : [blendAccuracy]))
  return {
    strategy: entrant.strategy,
    contender: entrant.name,
    switches: entrant.switches,
    backend: splits.at(-1)?.backend ?? null,
    labelsPerClass,
    accuracy: all(({ accuracy }) => accuracy),
    std: standardDeviation(splits.map(({ accuracy }) => accuracy)),
    blendAccuracy: blends.length === 0 ? null : mean(blends),
    splits: splits.map(({ accuracy, blendAccuracy }) => ({ accuracy, blendAccuracy })),
    difference: null,
    knnAccuracy: all(({ knnAccuracy }) => knnAccuracy),
    clusterPurity: all(({ clusterPurity }) => clusterPurity),
    seconds: all(({ seconds }) => seconds),
    tensorMegabytes: mostMegabytes(splits.map(({ tensorBytes }) => tensorBytes)),
    processMegabytes: mostMegabytes(splits.map(({ residentBytes }) => residentBytes)),
  }
}

function differenceOf(row: CompareRow, first: CompareRow): CompareRow['difference'] {
  const alone = (of: CompareRow): number[] => of.splits.map(({ accuracy }) => accuracy)
  const answered = (of: CompareRow): number[] =>
    of.splits.map(({ accuracy, blendAccuracy }) => blendAccuracy ?? accuracy)
  return {
    from: first.contender,
    alone: pairedDifference(alone(row), alone(first)),
    blended: row.blendAccuracy === null ? null : pairedDifference(answered(row), answered(first)),
  }
}

function mostMegabytes(bytes: readonly (number | null)[]): number | null {
  const known = bytes.filter((each) => each !== null)
  return known.length === 0 ? null : Math.max(...known) / 1e6
}
