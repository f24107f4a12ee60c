/**
 * @file Learning strategies side by side, on photos whose true class is known: the same repeated splits for every one of
 * them, so that a difference between two rows is a difference between two strategies. Nothing of it reaches the library.
 */
import type { CompareName, CompareRow } from '../../shared/contract/measures.ts'
import type { Output, Parsed } from '../../shared/contract.ts'
import type { BackendName } from '../../shared/domain.ts'
import { AppError, throwIfCancelled } from '../../shared/errors.ts'
import { mean, standardDeviation } from '../math/statistics.ts'
import { Random } from '../math/random.ts'
import type { JobContext } from './context.ts'
import { drawSplit, openArena, type Arena, type Split } from './compare-arena.ts'
import { isBaseline, measureBaseline, measureStrategy, type Measured } from './compare-measure.ts'
import { Trainer } from './trainer.ts'
import { readTruth } from './truth.ts'

/** A head learns from pairs of photos of one class. */
const FEWEST_TO_TRAIN = 2

/** @throws AppError `bad-input` when fewer than two classes have enough photos, as `readTruth`; `cancelled`. */
export async function compare(context: JobContext, input: Parsed<'compare'>): Promise<Output<'compare'>> {
  const { store, signal, report, clock } = context
  const started = clock()
  const { classOf, leftOut } = await readTruth(store, input.truth)
  const arena = await openArena(context, classOf)
  const strategies = [...new Set(input.strategies)]
  const asked = input.labelsPerClass.flatMap((labelsPerClass) =>
    strategies.map((strategy) => ({ strategy, labelsPerClass })),
  )
  const [possible, impossible] = divide(asked)
  const total = possible.length * input.repeats
  const rows: CompareRow[] = []
  let done = 0
  let backend: BackendName | null = null
  const trainer = new Trainer()
  const measureAll = async (strategy: CompareName, splits: readonly Split[]): Promise<Measured[]> => {
    const measured: Measured[] = []
    for (const [repeat, split] of splits.entries()) {
      throwIfCancelled(signal)
      report({ stage: 'comparing', done, total })
      const ofRepeat = { ...input, seed: input.seed + repeat }
      const each = await measure(context, trainer, arena, split, strategy, ofRepeat)
      backend = each.backend ?? backend
      measured.push(each)
      done += 1
    }
    return measured
  }
  try {
    for (const labelsPerClass of input.labelsPerClass) {
      const splits = drawSplits(arena, labelsPerClass, input)
      for (const { strategy } of possible.filter((each) => each.labelsPerClass === labelsPerClass)) {
        rows.push(rowOf(strategy, labelsPerClass, await measureAll(strategy, splits)))
      }
    }
  } finally {
    await trainer.close()
  }
  report({ stage: 'comparing', done: total, total })
  return {
    rows,
    notes: impossible.map(({ strategy }) => `${strategy} needs at least two labels a class.`),
    photos: arena.truth.filter((label) => label >= 0).length,
    classes: arena.classCount,
    leftOut,
    backend,
    seconds: (clock() - started) / 1000,
  }
}

interface Asked {
  readonly strategy: CompareName
  readonly labelsPerClass: number
}

/** What can be measured, and what cannot: training with a single label a class. */
function divide(asked: readonly Asked[]): [possible: Asked[], impossible: Asked[]] {
  const isPossible = ({ strategy, labelsPerClass }: Asked): boolean =>
    isBaseline(strategy) || labelsPerClass >= FEWEST_TO_TRAIN
  return [asked.filter(isPossible), asked.filter((each) => !isPossible(each))]
}

function drawSplits(arena: Arena, labelsPerClass: number, { repeats, seed }: Parsed<'compare'>): Split[] {
  const large = arena.sizes.filter((size) => size > labelsPerClass).length
  if (large < 2) {
    throw new AppError(
      'bad-input',
      `Fewer than two classes have more than ${labelsPerClass} photos: ask for fewer labels a class.`,
    )
  }
  return Array.from({ length: repeats }, (_, repeat) =>
    drawSplit(arena, labelsPerClass, new Random(seed + repeat).fork(`split ${labelsPerClass}`)),
  )
}

function measure(
  context: JobContext,
  trainer: Trainer,
  arena: Arena,
  split: Split,
  strategy: CompareName,
  input: Parsed<'compare'>,
): Promise<Measured> {
  return isBaseline(strategy)
    ? measureBaseline(arena, split, strategy, input.seed)
    : measureStrategy(context, trainer, arena, split, strategy, input)
}

function rowOf(strategy: CompareName, labelsPerClass: number, measured: readonly Measured[]): CompareRow {
  const all = (of: (each: Measured) => number): number => mean(measured.map(of))
  const blends = measured.flatMap(({ blendAccuracy }) => (blendAccuracy === null ? [] : [blendAccuracy]))
  const bytes = measured.flatMap(({ tensorBytes }) => (tensorBytes === null ? [] : [tensorBytes]))
  return {
    strategy,
    labelsPerClass,
    accuracy: all(({ accuracy }) => accuracy),
    std: standardDeviation(measured.map(({ accuracy }) => accuracy)),
    blendAccuracy: blends.length === 0 ? null : mean(blends),
    knnAccuracy: all(({ knnAccuracy }) => knnAccuracy),
    clusterPurity: all(({ clusterPurity }) => clusterPurity),
    seconds: all(({ seconds }) => seconds),
    tensorMegabytes: bytes.length === 0 ? null : Math.max(...bytes) / 1e6,
  }
}
