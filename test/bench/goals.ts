/** @file What the benchmarks of speed and size are to reach, beside what they reached. */
import { z } from 'zod'

/** What came of one benchmark. */
export interface Outcome {
  readonly name: string
  readonly figures: Readonly<Record<string, unknown>>
  /** Why it ended without figures. */
  readonly problem: string | null
  /** Of the machine when it began: processes that want a processor. */
  readonly load: number
}

export interface Goal {
  readonly figure: string
  /** Null where its reference is not on the machine. */
  readonly value: number | null
  readonly goal: string
  /** Null where there is no value, or no goal. */
  readonly holds: boolean | null
}

interface Aim {
  /** Its name in the benchmark's own figures, dots going deeper. */
  readonly figure: string
  readonly most?: number
  readonly least?: number
}

const AIMS: Readonly<Record<string, readonly Aim[]>> = {
  index: [
    { figure: 'photosPerSecond' },
    { figure: 'ratioToIdeal', most: 1.15 },
    { figure: 'ratioToPython', least: 3 },
  ],
  'index-again': [
    { figure: 'seconds' },
    { figure: 'ratioToFind', most: 3 },
    { figure: 'cpuSeconds' },
    { figure: 'fixedSeconds' },
    { figure: 'microsecondsPerFile' },
    { figure: 'exponent' },
  ],
  group: [
    { figure: 'seconds' },
    { figure: 'ratioToFaiss', most: 1.5 },
    { figure: 'ratioToSklearn', most: 0.25 },
    { figure: 'inertiaToFaiss', most: 1.01 },
  ],
  neighbours: [
    { figure: 'seconds' },
    { figure: 'recall', least: 0.98 },
    { figure: 'ratioToFaiss', most: 0.35 },
    { figure: 'queryMs', most: 5 },
    { figure: 'exponent' },
  ],
  loop: [
    { figure: 'p95Ms10k', most: 150 },
    { figure: 'p95Ms100k', most: 500 },
  ],
  train: [
    { figure: 'secondsWarm' },
    { figure: 'head.ratioToPyTorch', most: 1.5 },
    { figure: 'headOnWasm.ratioToPyTorch', most: 1.5 },
  ],
  start: [
    { figure: 'seconds100k', most: 1.5 },
    { figure: 'ratioToEmpty', most: 2 },
    { figure: 'pageSeconds' },
    { figure: 'gridSeconds' },
  ],
  grid: [
    { figure: 'droppedShare' },
    { figure: 'emptyDroppedShare' },
    { figure: 'longestTaskMs', most: 50 },
    { figure: 'longestTaskWorkMs', most: 50 },
    { figure: 'windowHeapMB', most: 350 },
  ],
  memory: [
    { figure: 'first.peakMiB', most: 1024 },
    { figure: 'again.settledMiB', most: 1024 },
  ],
  million: [
    { figure: 'largestExponent', most: 1.1 },
    { figure: 'peakMiB.3', most: 3072 },
  ],
}

const Deeper = z.record(z.string(), z.unknown())

export function goalsOf({ name, figures }: Outcome): Goal[] {
  return (AIMS[name] ?? []).map((aim) => {
    const value = z
      .number()
      .nullable()
      .catch(null)
      .parse(at(figures, aim.figure.split('.')))
    return { figure: aim.figure, value, goal: goalText(aim), holds: holds(aim, value) }
  })
}

function at(figures: unknown, [name, ...deeper]: readonly string[]): unknown {
  const inside = Array.isArray(figures) ? Object.fromEntries(figures.entries()) : figures
  const found = Deeper.safeParse(inside).data?.[name]
  return deeper.length === 0 ? found : at(found, deeper)
}

function goalText({ most, least }: Aim): string {
  if (most !== undefined) return `≤ ${most}`
  return least === undefined ? '' : `≥ ${least}`
}

function holds({ most, least }: Aim, value: number | null): boolean | null {
  if (value === null || (most === undefined && least === undefined)) return null
  return value <= (most ?? Infinity) && value >= (least ?? -Infinity)
}
