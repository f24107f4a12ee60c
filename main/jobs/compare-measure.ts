/** @file How good one strategy is on one split: its own predictions, its neighbours, its clusters. */
import type { CompareName } from '../../shared/contract/measures.ts'
import type { Parsed } from '../../shared/contract.ts'
import { DeepNetworkName, StrategyName, USUAL_STRATEGY, type BackendName } from '../../shared/domain.ts'
import { sphericalKMeans } from '../group/kmeans.ts'
import { chooseBlend } from '../learn/blend.ts'
import { ScoreViews, scoreClasses } from '../learn/class-scores.ts'
import { collaborativeFiltering } from '../learn/collaborative-filtering.ts'
import { headProbabilities } from '../learn/head-evaluation.ts'
import { indicesWhere } from '../learn/indices.ts'
import { PROPAGATION, propagate } from '../learn/propagate.ts'
import { gatherRows, row, type Matrix } from '../math/matrix.ts'
import { nearestRows } from '../math/products.ts'
import { Random } from '../math/random.ts'
import { indexOfLargest } from '../math/statistics.ts'
import { weightedRidge } from '../learn/weighted-ridge.ts'
import { PICTURE_SIDE } from '../model/deep/networks.ts'
import type { JobContext } from './context.ts'
import { evidenceOf, type Arena, type Split } from './compare-arena.ts'
import type { TrainRequest } from './train-protocol.ts'
import type { Trainer } from './trainer.ts'
import { taughtBy } from './training-rows.ts'

/** What `compare` can measure without training. */
type BaselineName = Exclude<CompareName, StrategyName | DeepNetworkName>

export interface Measured {
  readonly accuracy: number
  readonly blendAccuracy: number | null
  readonly knnAccuracy: number
  readonly clusterPurity: number
  readonly seconds: number
  /** What it was trained on; null where nothing was. */
  readonly backend: BackendName | null
  /** The most bytes of tensors in a step of training; null where nothing was trained. */
  readonly tensorBytes: number | null
}

const NEIGHBOURS = 5
/** As the prototype had it: see docs/adr/0004. */
const RIDGE_LAMBDA = 0.3

export function isBaseline(name: CompareName): name is BaselineName {
  return !StrategyName.safeParse(name).success && !DeepNetworkName.safeParse(name).success
}

/** Trains a head or a network on the split's labels and reads it in every way. */
export async function measureStrategy(
  { signal, cacheFolder, clock }: Pick<JobContext, 'signal' | 'cacheFolder' | 'clock'>,
  trainer: Trainer,
  arena: Arena,
  split: Split,
  name: Exclude<CompareName, BaselineName>,
  input: Parsed<'compare'>,
): Promise<Measured> {
  const { backend, epochs, attention, pyramid, seed, pseudoLabels, selfSupervised } = input
  const { classCount } = arena
  const space = { ...arena.space, views: ScoreViews.parse(input) }
  const network = DeepNetworkName.safeParse(name)
  const strategy = StrategyName.safeParse(name).data ?? USUAL_STRATEGY[DeepNetworkName.parse(name)]
  const reads = network.success ? await deepReads(arena, network.data) : levelsOf(arena)
  const started = clock()
  const trained = await trainer.train(
    {
      cacheFolder,
      strategy,
      seed,
      attention,
      pyramid,
      ...(backend === undefined ? {} : { backend }),
      ...(epochs === undefined ? {} : { epochs }),
      reads,
      labels: split.labels,
      classes: classCount,
      groups: new Int32Array(split.labels.length).fill(-1),
      ...taughtBy(strategy, space),
      rejections: [],
      pseudoLabels,
      selfSupervised,
    },
    { signal },
  )
  const seconds = (clock() - started) / 1000
  const evidence = evidenceOf(arena, split)
  const { weight } = await chooseBlend(space, evidence, trained.outOfFold)
  const rows = indicesWhere(split.labels, (label) => label >= 0)
  const classes = rows.map((index) => split.labels[index])
  const { embeddings, classifier } = trained
  const probabilities = await headProbabilities(embeddings, rows, classes, classCount, classifier)
  const blended = await scoreClasses(space, evidence, { probabilities, weight })
  return {
    accuracy: accuracyOf(probabilities, arena, split),
    blendAccuracy: accuracyOf(blended, arena, split),
    ...(await geometry(embeddings, arena, split, seed)),
    seconds,
    backend: trained.backend,
    tensorBytes: trained.tensorBytes,
  }
}

/** What works without training: each view of the fast path alone, or all that the product uses together. */
export async function measureBaseline(
  arena: Arena,
  split: Split,
  name: BaselineName,
  seed: number,
): Promise<Measured> {
  return {
    accuracy: accuracyOf(await baselineScores(arena, split, name), arena, split),
    blendAccuracy: null,
    ...(await geometry(arena.space.features, arena, split, seed)),
    seconds: 0,
    backend: null,
    tensorBytes: null,
  }
}

function levelsOf({ levels }: Arena): TrainRequest['reads'] {
  return { kind: 'levels', levels: [...levels] }
}

async function deepReads(arena: Arena, network: DeepNetworkName): Promise<TrainRequest['reads']> {
  const photos = Int32Array.from(arena.space.ids.keys())
  if (network === 'fine-tune') {
    const { resources } = arena
    return { kind: 'maps', photos, maps: await arena.maps(), resources }
  }
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
      return collaborativeFiltering(space.representation, { rows, classes, classCount })
    case 'fast-path':
      return scoreClasses(space, evidenceOf(arena, split))
  }
}

function accuracyOf(scores: Matrix, { truth }: Arena, { tested }: Split): number {
  const right = tested.filter((index) => indexOfLargest(row(scores, index)) === truth[index])
  return right.length / tested.length
}

/** @param embeddings [n, d], rows L2-normalised */
async function geometry(
  embeddings: Matrix,
  arena: Arena,
  split: Split,
  seed: number,
): Promise<Pick<Measured, 'knnAccuracy' | 'clusterPurity'>> {
  return {
    knnAccuracy: await knnAccuracy(embeddings, arena, split),
    clusterPurity: await clusterPurity(embeddings, arena, seed),
  }
}

async function knnAccuracy(
  embeddings: Matrix,
  { truth, classCount }: Arena,
  { labels, tested }: Split,
): Promise<number> {
  const labelled = indicesWhere(labels, (label) => label >= 0)
  const base = gatherRows(embeddings, labelled)
  const count = Math.min(NEIGHBOURS, labelled.length)
  const nearest = await nearestRows(gatherRows(embeddings, tested), base, count)
  let right = 0
  tested.forEach((index, position) => {
    const votes = new Float64Array(classCount)
    for (let k = 0; k < nearest.count; k += 1) {
      const entry = position * nearest.count + k
      // A tie goes to the nearer neighbours.
      votes[labels[labelled[nearest.indices[entry]]]] += 1 + nearest.similarities[entry] / 1000
    }
    if (indexOfLargest(votes) === truth[index]) right += 1
  })
  return right / tested.length
}

async function clusterPurity(
  embeddings: Matrix,
  { truth, classCount }: Arena,
  seed: number,
): Promise<number> {
  const known = indicesWhere(truth, (label) => label >= 0)
  const x = gatherRows(embeddings, known)
  const random = new Random(seed).fork('clusters')
  const { assignments, clusters } = await sphericalKMeans(x, { clusters: classCount, random })
  const counts = Array.from({ length: clusters }, () => new Int32Array(classCount))
  assignments.forEach((cluster, index) => (counts[cluster][truth[known[index]]] += 1))
  return counts.reduce((sum, each) => sum + Math.max(...each), 0) / known.length
}
