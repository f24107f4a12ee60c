/** @file The request of a training: the person's options and the library's data, as one message to the training thread. */
import { createHash } from 'node:crypto'
import type { Parsed } from '../../../shared/contract.ts'
import { USUAL_STRATEGY, type PhotoId, type StrategyName } from '../../../shared/domain.ts'
import { AppError } from '../../../shared/errors.ts'
import { sentence } from '../../../shared/sentences/sentence.ts'
import { ExpertSwitches } from '../../learn/fast-path/class-scores.ts'
import type { Matrix } from '../../math/matrix.ts'
import type { BackboneId, LabelSetId, Store } from '../../store/types/index.ts'
import type { JobContext } from '../context.ts'
import { independentGroups } from './independent-groups.ts'
import { readEvidence, type ReviewEvidence } from '../review/evidence.ts'
import { PageCache } from '../review/page-cache.ts'
import type { PhotoSpace } from '../library-model/space.ts'
import type { TrainRequest } from './thread/train-protocol.ts'
import { teacherInputs } from './compute/rows.ts'

/** The inputs of a head: all levels that the backbone has, from fine to coarse; the fast path uses the last one. */
export function headLevels({ features }: Pick<Store, 'features'>, backbone: BackboneId): string[] {
  return (features.backbone(backbone)?.levels ?? []).map(({ name }) => name)
}

export type TrainInput = Parsed<'train'> & { strategy: StrategyName }

export type HeadContext = Pick<
  JobContext,
  'store' | 'models' | 'signal' | 'report' | 'inTurn' | 'clock' | 'cacheFolder' | 'openWindow'
>
/** For networks whose weights ship with the product. */
export type TrainContext = HeadContext & Pick<JobContext, 'resources'>

/** The data that a training starts from. */
export interface Training {
  labelSet: LabelSetId
  /** The experts that are used while the head is in use. */
  experts: ExpertSwitches
  space: PhotoSpace & { experts: ExpertSwitches }
  evidence: ReviewEvidence
  /**
   * The appearance of each photo when the training began: its results are useless for a photo that looks different by now.
   */
  appearances: ReadonlyMap<PhotoId, string>
}

/** @throws AppError `not-found` while there are no photos */
export async function startTraining(
  { store, models }: Pick<JobContext, 'store' | 'models'>,
  input: TrainInput,
): Promise<Training> {
  const labelSet = store.labelSets.current()
  const experts = ExpertSwitches.parse(input)
  const model = await models.current()
  const space = { ...(await model.space()), experts }
  const evidence = readEvidence(store, labelSet, space, new PageCache(store))
  return { labelSet, experts, space, evidence, appearances: store.photos.appearances() }
}

/** The options, with the default strategy where none was named. */
export function trainInput(input: Parsed<'train'>): TrainInput {
  return { ...input, strategy: input.strategy ?? USUAL_STRATEGY[input.network] }
}

/**
 * A request for the Siamese head, which uses the levels of the backbone. @throws AppError `not-enough-labels`, `conflict`.
 */
export async function requestOf(
  context: Pick<JobContext, 'store' | 'models' | 'cacheFolder'>,
  input: TrainInput,
  space: PhotoSpace,
  evidence: ReviewEvidence,
): Promise<TrainRequest> {
  const request = requestWithoutInputs(context, input, space, evidence)
  return { ...request, inputs: { kind: 'levels', levels: await readLevels(context, space) } }
}

/** All inputs of a head for these photos. @throws AppError `conflict` where one of them has been removed meanwhile. */
export async function readLevels(
  { store, models }: Pick<JobContext, 'store' | 'models'>,
  space: Pick<PhotoSpace, 'backbone' | 'ids'>,
): Promise<{ name: string; matrix: Matrix }[]> {
  const names = headLevels(store, space.backbone)
  const levels = await models.levels(space, names)
  return names.map((name, index) => ({ name, matrix: levels[index] }))
}

/** All of the request that does not depend on the network's inputs. @throws AppError `not-enough-labels`. */
export function requestWithoutInputs(
  { store, cacheFolder }: Pick<JobContext, 'store' | 'cacheFolder'>,
  input: TrainInput,
  space: PhotoSpace,
  evidence: ReviewEvidence,
): Omit<TrainRequest, 'inputs'> {
  if (evidence.classCount === 0) {
    throw new AppError('not-enough-labels', sentence('nothing-labelled'))
  }
  const { strategy, backend, seed, epochs, attention, pyramid, rate, decay, dropout } = input
  return {
    cacheFolder,
    strategy,
    seed,
    attention,
    pyramid,
    pseudoLabels: input.pseudoLabels,
    settings: { rate, decay, dropout },
    ...(backend === undefined ? {} : { backend }),
    ...(epochs === undefined ? {} : { epochs }),
    labels: evidence.labels,
    classes: evidence.classCount,
    groups: independentGroups(store, space, evidence),
    ...teacherInputs(strategy, space),
    rejections: rejectionsOf(evidence),
  }
}

function rejectionsOf({ rejected, classCount }: ReviewEvidence): { row: number; class: number }[] {
  const out: { row: number; class: number }[] = []
  rejected.forEach((value, entry) => {
    if (value === 1) out.push({ row: Math.floor(entry / classCount), class: entry % classCount })
  })
  return out
}

/**
 * sha256 over the sorted (photo, class) pairs and rejections: two heads with the same hash were trained on the same
 * answers.
 */
export function dataHash({ ids }: PhotoSpace, evidence: ReviewEvidence): string {
  const hash = createHash('sha256')
  evidence.labels.forEach((label, index) => {
    if (label >= 0) hash.update(`${ids[index]}=${evidence.classIds[label]};`)
  })
  for (const { row, class: index } of rejectionsOf(evidence)) {
    hash.update(`${ids[row]}!${evidence.classIds[index]};`)
  }
  return hash.digest('hex')
}
