/**
 * @file The data that all simulated sessions share: the photos, their truth, and the numbers that the baseline policies use.
 */
import type { Truth as TruthSource } from '../../../shared/contract/measures.ts'
import type { PhotoId } from '../../../shared/domain.ts'
import { AppError, throwIfCancelled } from '../../../shared/errors.ts'
import { sentence } from '../../../shared/sentences/sentence.ts'
import { matrix } from '../../math/matrix.ts'
import type { Matrix } from '../../math/matrix.ts'
import { multiplyTransposed, nearestRows } from '../../math/products/products.ts'
import { normalisedAdjacency } from '../../math/sparse.ts'
import type { NeighbourLists } from '../../math/sparse.ts'
import { preprocess } from '../../model/preprocess.ts'
import type { JobContext } from '../../jobs/context.ts'
import { COMPARED_LEVEL } from '../../jobs/library-model/read-photos.ts'
import type { BackboneId, Store } from '../../store/store.ts'
import { readTruth } from '../truth.ts'
import { BASELINE_NEIGHBOURS } from './baseline-learner.ts'
import type { BaselineProblem } from './baseline-learner.ts'
import type { Truth } from './person.ts'

/** All of it can be sent to another thread; the kernel's memory is shared, not copied. */
export interface Problem {
  /** Row -> photo. */
  readonly ids: readonly PhotoId[]
  readonly truth: Truth
  /** Photos of the library that no policy sees, because their truth is unknown or ambiguous. */
  readonly leftOut: readonly PhotoId[]
  /** Null where no baseline policy takes part. */
  readonly baseline: BaselineProblem | null
}

/** The kernel of the baseline policies takes 4 n^2 bytes, here 3.6 GB. */
const MOST_PHOTOS = 30_000
/** Rows of the kernel that are computed at a time, so that the copy outside of shared memory stays small. */
const BLOCK_ROWS = 1_024

/**
 * @param withBaseline whether baseline policies take part.
 * @throws AppError `bad-input` when photos have no features yet, or are too many for the baseline policies.
 */
export async function readProblem(
  { store, models, signal }: Pick<JobContext, 'store' | 'models' | 'signal'>,
  source: TruthSource,
  withBaseline: boolean,
): Promise<Problem> {
  const { classOf } = await readTruth(store, source)
  const present = store.photos.presentIds()
  const backbone = activeBackbone(store, present)
  const ids = present.filter((id) => classOf.has(id))
  const names = [...new Set(ids.map((id) => classOf.get(id) ?? ''))].sort()
  const indexOf = new Map(names.map((name, i) => [name, i]))
  return {
    ids,
    truth: { names, classOf: Int32Array.from(ids, (id) => indexOf.get(classOf.get(id) ?? '') ?? -1) },
    leftOut: present.filter((id) => !classOf.has(id)),
    baseline: withBaseline ? await baselineProblem({ models, signal }, { backbone, ids }) : null,
  }
}

/**
 * The numbers of the baseline policies: they use the features as the backbone gave them, not as the library compares photos,
 * so that only the photos of the simulation determine the mean.
 */
async function baselineProblem(
  { models, signal }: Pick<JobContext, 'models' | 'signal'>,
  photos: { backbone: BackboneId; ids: readonly PhotoId[] },
): Promise<BaselineProblem> {
  if (photos.ids.length > MOST_PHOTOS) {
    const said = sentence('simulate-photos-too-many', { most: MOST_PHOTOS, number: photos.ids.length })
    throw new AppError('bad-input', said)
  }
  const [features] = await models.levels(photos, [COMPARED_LEVEL])
  throwIfCancelled(signal)
  const x = preprocess([features]).apply([features])
  const affinity = normalisedAdjacency(await neighbourLists(x, signal))
  return { kernel: await sharedKernel(x, signal), affinity }
}

/** The backbone in use. @throws AppError `bad-input` where any of these photos has no features of it. */
function activeBackbone(store: Store, present: readonly PhotoId[]): BackboneId {
  const backbone = store.features.active()
  const lacking =
    backbone === undefined ? present.length : store.features.lacking(backbone.id, present).length
  if (backbone === undefined || lacking > 0) {
    throw new AppError('bad-input', sentence('simulate-photos-unread', { count: lacking }))
  }
  return backbone.id
}

async function sharedKernel(x: Matrix, signal: AbortSignal): Promise<Matrix> {
  const shared = new Float32Array(new SharedArrayBuffer(4 * x.rows * x.rows))
  for (let from = 0; from < x.rows; from += BLOCK_ROWS) {
    const to = Math.min(from + BLOCK_ROWS, x.rows)
    const block = matrix(to - from, x.columns, x.data.slice(from * x.columns, to * x.columns))
    shared.set((await multiplyTransposed(block, x, { signal })).data, from * x.rows)
  }
  return { rows: x.rows, columns: x.rows, data: shared }
}

/** Exact neighbours; the photo itself, its own nearest neighbour, is left out. */
async function neighbourLists(x: Matrix, signal: AbortSignal): Promise<NeighbourLists> {
  const found = await nearestRows(x, x, BASELINE_NEIGHBOURS + 1, { signal })
  const neighbours = Math.max(0, found.count - 1)
  const indices = new Int32Array(x.rows * neighbours)
  const similarities = new Float32Array(x.rows * neighbours)
  for (let i = 0; i < x.rows; i += 1) {
    let entry = i * neighbours
    for (let e = i * found.count; e < (i + 1) * found.count && entry < (i + 1) * neighbours; e += 1) {
      if (found.indices[e] === i) continue
      indices[entry] = found.indices[e]
      similarities[entry] = found.similarities[e]
      entry += 1
    }
  }
  return { count: x.rows, neighbours, indices, similarities }
}
