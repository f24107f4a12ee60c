/**
 * @file Compares contenders on photos whose true class is known: all use the same repeated splits, so that a difference
 * between two rows is a difference between two contenders. It changes nothing in the library.
 */
import type { CompareRow } from '../../../shared/contract/compare.ts'
import type { Output, Parsed } from '../../../shared/contract.ts'
import { AppError, throwIfCancelled } from '../../../shared/errors.ts'
import { inEnglish, sentence, type Sentence } from '../../../shared/sentences/sentence.ts'
import { Random } from '../../math/random.ts'
import { drawSplit, openArena, type Arena, type Split } from './arena.ts'
import { enter, type Entrant } from './entrants.ts'
import { expectedSeconds } from './estimate.ts'
import { measure, type Measured } from './measure.ts'
import { CompareProgress } from './progress.ts'
import { compareRows, rowsSoFar, type MeasuredEntrant } from './rows.ts'
import { isPossible, sizesOf, stepsOf, type Step } from './steps.ts'
import { Trainers } from './trainers.ts'
import { timesOf } from './times.ts'
import type { JobContext } from '../../jobs/context.ts'
import { keepTimes, type KeptTime } from '../../jobs/training/kept-times.ts'
import { readTruth } from '../truth.ts'

/** What was measured so far is told so often, at most. */
const TELL_EVERY_MS = 500

/**
 * @param tell called now and then with what was measured so far
 * @throws AppError `bad-input` when fewer than two classes have enough photos, as `readTruth`, and as `enter`;
 *   `backend-unavailable`, `cancelled`.
 */
export async function compare(
  context: JobContext,
  input: Parsed<'compare'>,
  tell: (rows: CompareRow[]) => void = () => undefined,
): Promise<Output<'compare'>> {
  const { store, clock } = context
  const started = clock()
  const { classOf, leftOut } = await readTruth(store, input.truth)
  const arena = await openArena(context, classOf)
  const entrants = await enter(context, input)
  const measured = await measureAll(context, arena, entrants, input, tell)
  const rows = compareRows(measured)
  return {
    rows,
    notes: [...impossibleNotes(entrants, input), ...fallenNotes(measured)],
    photos: arena.truth.filter((label) => label >= 0).length,
    classes: arena.classCount,
    leftOut,
    backend: rows.findLast(({ backend }) => backend !== null)?.backend ?? null,
    seconds: (clock() - started) / 1000,
  }
}

/** Measures split by split, so that each contender is soon measured once and the time left is known. */
async function measureAll(
  context: JobContext,
  arena: Arena,
  entrants: readonly Entrant[],
  input: Parsed<'compare'>,
  tell: (rows: CompareRow[]) => void,
): Promise<MeasuredEntrant[]> {
  const rounds = roundsOf(arena, entrants, input)
  const progress = new CompareProgress(
    context,
    rounds.flatMap(({ steps }) => steps),
    input.epochs === undefined ? await expectedSeconds(context, arena.sizes) : undefined,
  )
  const measured = new Map<Entrant, Map<number, Measured[]>>()
  const trainers = new Trainers(context)
  const times: KeptTime[] = []
  let toldAt = Number.NEGATIVE_INFINITY
  try {
    for (const { split, repeat, steps } of rounds) {
      for (const { entrant, labelsPerClass, apart } of steps) {
        throwIfCancelled(context.signal)
        const seed = input.seed + repeat
        const task = { arena, split, entrant, input: { ...input, seed }, apart }
        const started = performance.now()
        const each = await measure(context, trainers, task, (training) => {
          progress.training(training)
        })
        progress.end(each.seconds + each.readingSeconds)
        times.push(...timesOf(task, each, (performance.now() - started) / 1000))
        const bySize = measured.get(entrant) ?? new Map<number, Measured[]>()
        measured.set(entrant, bySize.set(labelsPerClass, [...(bySize.get(labelsPerClass) ?? []), each]))
        if (context.clock() - toldAt < TELL_EVERY_MS) continue
        toldAt = context.clock()
        tell(rowsSoFar(inOrder(measured, entrants, input)))
      }
    }
  } finally {
    await trainers.close()
    await keepTimes(context.cacheFolder, times)
  }
  return inOrder(measured, entrants, input)
}

function inOrder(
  measured: ReadonlyMap<Entrant, ReadonlyMap<number, Measured[]>>,
  entrants: readonly Entrant[],
  input: Parsed<'compare'>,
): MeasuredEntrant[] {
  return sizesOf(input).flatMap((labelsPerClass) =>
    entrants.flatMap((entrant) => {
      const splits = measured.get(entrant)?.get(labelsPerClass)
      return splits === undefined ? [] : [{ entrant, labelsPerClass, splits }]
    }),
  )
}

interface Round {
  readonly split: Split
  readonly repeat: number
  readonly steps: readonly Step[]
}

/**
 * Every split of every number of labels. Each number has its first split before any has its second, so that all of the result is
 * soon there, and the time left known; the largest first, which takes longest.
 */
function roundsOf(arena: Arena, entrants: readonly Entrant[], input: Parsed<'compare'>): Round[] {
  const rounds = sizesOf(input)
    .toSorted((a, b) => b - a)
    .flatMap((labelsPerClass) =>
      drawSplits(arena, labelsPerClass, input).map((split, repeat) => ({
        split,
        repeat,
        steps: stepsOf(entrants, labelsPerClass, repeat),
      })),
    )
  return rounds.toSorted((a, b) => a.repeat - b.repeat)
}

function impossibleNotes(entrants: readonly Entrant[], input: Parsed<'compare'>): Sentence[] {
  return sizesOf(input).flatMap((labelsPerClass) =>
    entrants
      .filter((entrant) => !isPossible(entrant, labelsPerClass))
      .map(({ name }) => sentence('compare-needs-labels', { contender: name })),
  )
}

/** Each once, however many splits it concerns. */
function fallenNotes(measured: readonly MeasuredEntrant[]): Sentence[] {
  const notes = measured.flatMap(({ entrant: { name }, splits }) =>
    splits.flatMap(({ fellBack, backend }) =>
      fellBack.map(({ backend: failed, reason }) =>
        backend === null
          ? sentence('compare-backend-failed', { contender: name, failed, reason })
          : sentence('compare-fell-back', { contender: name, failed, backend, reason }),
      ),
    ),
  )
  return [...new Map(notes.map((note) => [inEnglish(note), note])).values()]
}

function drawSplits(arena: Arena, labelsPerClass: number, { repeats, seed }: Parsed<'compare'>): Split[] {
  const large = arena.sizes.filter((size) => size > labelsPerClass).length
  if (large < 2) {
    throw new AppError('bad-input', sentence('compare-labels-too-many', { count: labelsPerClass }))
  }
  return Array.from({ length: repeats }, (_, repeat) =>
    drawSplit(arena, labelsPerClass, new Random(seed + repeat).fork(`split ${labelsPerClass}`)),
  )
}
