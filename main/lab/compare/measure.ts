/** @file Measures one contender on one split: its own predictions, its neighbours, its clusters. */
import type { FellBack } from '../../../shared/contract/backends.ts'
import { isBaseline, type BaselineName } from '../../../shared/contract/compare.ts'
import type { Parsed } from '../../../shared/contract.ts'
import { DeepNetworkName, StrategyName, USUAL_STRATEGY, type BackendName } from '../../../shared/domain.ts'
import { chooseBlend } from '../../learn/training/blend.ts'
import { ExpertSwitches, scoreClasses } from '../../learn/fast-path/class-scores.ts'
import { collaborativeFiltering } from '../../learn/strategies/parts/collaborative-filtering.ts'
import { headProbabilities } from '../../learn/training/head-evaluation.ts'
import { indicesWhere } from '../../learn/fast-path/indices.ts'
import { PROPAGATION, propagate } from '../../learn/fast-path/propagate.ts'
import { row, sideBySide, type Matrix } from '../../math/matrix.ts'
import { indexOfLargest } from '../../math/statistics.ts'
import { weightedRidge } from '../../learn/fast-path/weighted-ridge.ts'
import { PICTURE_SIDE } from '../../model/deep/networks.ts'
import type { JobContext } from '../../jobs/context.ts'
import { evidenceOf, type Arena, type Split } from './arena.ts'
import type { Entrant } from './entrants.ts'
import { geometry } from './geometry.ts'
import type { Trainers } from './trainers.ts'
import { trainApart } from './train-apart.ts'
import type { TrainingProgress, TrainRequest } from '../../jobs/training/thread/train-protocol.ts'
import type { Training } from '../../jobs/training/thread/trainer.ts'
import { groupsOfSeveral } from '../../jobs/training/independent-groups.ts'
import { teacherInputs } from '../../jobs/training/compute/rows.ts'

export interface Measured {
  readonly accuracy: number
  readonly blendAccuracy: number | null
  readonly knnAccuracy: number
  readonly clusterPurity: number
  readonly seconds: number
  /** Of reading the pictures, for what learns from them; once in a comparison. */
  readonly preparingSeconds: number
  /** Of looking at what it learned, and of all of a contender without training. */
  readonly readingSeconds: number
  /** The backend of its training; null without training. */
  readonly backend: BackendName | null
  /** The most bytes of tensors in a step of training; null without training. */
  readonly tensorBytes: number | null
  /**
   * The most bytes of a process that did this training alone: see [Note: memory of a training]; null where that was not
   * measured.
   */
  readonly residentBytes: number | null
  /** Backends that failed in this training. */
  readonly fellBack: readonly FellBack[]
}

/** The value of the prototype: see docs/adr/0004-page-choice.md. */
const RIDGE_LAMBDA = 0.3

export interface Task {
  readonly arena: Arena
  readonly split: Split
  readonly entrant: Entrant
  /** With the seed of the split. */
  readonly input: Parsed<'compare'>
  /** Whether to measure its memory, which takes some seconds for starting a process. */
  readonly apart: boolean
}

type Context = Pick<JobContext, 'signal' | 'cacheFolder'>

/** @throws AppError `cancelled`, and what `Trainer.train` throws */
export async function measure(
  context: Context,
  trainers: Trainers,
  task: Task,
  report: (progress: TrainingProgress) => void,
): Promise<Measured> {
  const { arena, split, entrant, input } = task
  const { strategy, backend } = entrant
  if (isBaseline(strategy)) return measureBaseline(arena, split, strategy, input.seed)
  const network = DeepNetworkName.safeParse(strategy)
  const asked = performance.now()
  const inputs = network.success ? await deepInputs(arena, network.data) : levelsOf(arena)
  const preparingSeconds = secondsSince(asked)
  const request = requestOf(context, task, inputs)
  const options = { signal: context.signal, report }
  const { training: trained, residentBytes } = task.apart
    ? await trainApart(request, options)
    : { training: await (await trainers.on(backend)).train(request, options), residentBytes: null }
  const { seconds, tensorBytes, fellBack } = trained
  const used = { backend: trained.backend, seconds, preparingSeconds, tensorBytes, residentBytes, fellBack }
  const started = performance.now()
  return { ...(await read(trained, task)), ...used, readingSeconds: secondsSince(started) }
}

function requestOf({ cacheFolder }: Context, task: Task, inputs: TrainRequest['inputs']): TrainRequest {
  const { arena, split, entrant, input } = task
  const { switches, backend } = entrant
  const strategy = lossOf(entrant.strategy)
  return {
    cacheFolder,
    resources: arena.resources,
    strategy,
    seed: input.seed,
    // A network without such variants ignores both.
    attention: switches.attention ?? 'off',
    pyramid: switches.pyramid ?? false,
    ...(backend === undefined ? {} : { backend }),
    ...(input.epochs === undefined ? {} : { epochs: input.epochs }),
    inputs,
    labels: split.labels,
    classes: arena.classCount,
    groups: groupsOfSeveral(arena.space.stacks),
    ...teacherInputs(strategy, arena.space),
    rejections: [],
    pseudoLabels: switches.pseudoLabels ?? false,
  }
}

function lossOf(name: Entrant['strategy']): StrategyName {
  return StrategyName.safeParse(name).data ?? USUAL_STRATEGY[DeepNetworkName.parse(name)]
}

/** Evaluates a trained head in every way. */
async function read(
  { embeddings, classifier, outOfFold }: Training,
  { arena, split, input }: Task,
): Promise<Pick<Measured, 'accuracy' | 'blendAccuracy' | 'knnAccuracy' | 'clusterPurity'>> {
  const space = { ...arena.space, experts: ExpertSwitches.parse(input) }
  const evidence = evidenceOf(arena, split)
  const { weight } = await chooseBlend(space, evidence, outOfFold)
  const rows = indicesWhere(split.labels, (label) => label >= 0)
  const classes = rows.map((index) => split.labels[index])
  const probabilities = await headProbabilities(embeddings, rows, classes, arena.classCount, classifier)
  const blended = await scoreClasses(space, evidence, { probabilities, weight })
  return {
    accuracy: accuracyOf(probabilities, arena, split),
    blendAccuracy: accuracyOf(blended, arena, split),
    ...(await geometry(embeddings, arena, split, input.seed)),
  }
}

/** Measures what works without training: each expert of the fast path alone, or all that the product uses together. */
async function measureBaseline(
  arena: Arena,
  split: Split,
  name: BaselineName,
  seed: number,
): Promise<Measured> {
  const started = performance.now()
  const accuracy = accuracyOf(await baselineScores(arena, split, name), arena, split)
  const shape = await geometry(arena.space.features, arena, split, seed)
  return {
    ...{ accuracy, blendAccuracy: null, ...shape },
    seconds: 0,
    preparingSeconds: 0,
    readingSeconds: secondsSince(started),
    backend: null,
    tensorBytes: null,
    residentBytes: null,
    fellBack: [],
  }
}

/** @param started by `performance.now` */
function secondsSince(started: number): number {
  return (performance.now() - started) / 1000
}

function levelsOf({ levels }: Arena): TrainRequest['inputs'] {
  return { kind: 'levels', levels: [...levels] }
}

async function deepInputs(arena: Arena, network: DeepNetworkName): Promise<TrainRequest['inputs']> {
  const photos = Int32Array.from(arena.space.ids.keys())
  if (network === 'fine-tune') return { kind: 'maps', photos, maps: await arena.maps() }
  const pixels = await arena.pixels()
  return { kind: 'pixels', network, photos, side: PICTURE_SIDE, pixels }
}

function baselineScores(arena: Arena, split: Split, name: BaselineName): Promise<Matrix> | Matrix {
  const { space, classCount } = arena
  const rows = indicesWhere(split.labels, (label) => label >= 0)
  const classes = rows.map((index) => split.labels[index])
  switch (name) {
    case 'ridge':
      return weightedRidge(space.features, rows, classes, classCount, RIDGE_LAMBDA)
    case 'propagation':
      return propagate(space.affinity, rows, classes, classCount, PROPAGATION)
    case 'collaborative-filtering':
      return collaborativeFiltering(sideBySide(space.representation), { rows, classes, classCount })
    case 'fast-path':
      return scoreClasses(space, evidenceOf(arena, split))
  }
}

function accuracyOf(scores: Matrix, { truth }: Arena, { tested }: Split): number {
  const right = tested.filter((index) => indexOfLargest(row(scores, index)) === truth[index])
  return right.length / tested.length
}
