/** @file The setting of a comparison: photos with their true classes, and which of them carry a label in each repeat. */
import type { PhotoId } from '../../../shared/domain.ts'
import type { Matrix } from '../../math/matrix.ts'
import type { Random } from '../../math/random.ts'
import { PICTURE_SIDE } from '../../model/deep/networks.ts'
import type { JobContext } from '../../jobs/context.ts'
import { photoMaps } from '../../jobs/training/photo-maps.ts'
import { picturePixels } from '../../jobs/training/picture-pixels.ts'
import type { ReviewEvidence } from '../../jobs/review/evidence.ts'
import type { PhotoSpace } from '../../jobs/library-model/space.ts'
import { readLevels } from '../../jobs/training/train-request.ts'

export interface Arena {
  readonly space: PhotoSpace
  /** The inputs of a head: [n, d] each. */
  readonly levels: readonly { name: string; matrix: Matrix }[]
  /** [n] true class 0 .. classCount - 1, or -1 where it is not known. */
  readonly truth: Int32Array
  readonly classCount: number
  /** [classCount] photos of each class. */
  readonly sizes: readonly number[]
  /** The pictures [n, side, side, 3] for networks that read them; made at the first call. */
  readonly pixels: () => Promise<Uint8Array>
  /** The maps for the network that is fine-tuned: see photo-maps.ts. Made at the first call. */
  readonly maps: () => Promise<Uint8Array>
  /** The folder `resources/`. */
  readonly resources: string
}

/** @throws AppError `not-found` while the library has no photos with features. */
export async function openArena(
  context: Pick<JobContext, 'store' | 'models' | 'cacheFolder' | 'signal' | 'report' | 'resources'>,
  classOf: ReadonlyMap<PhotoId, string>,
): Promise<Arena> {
  const space = await (await context.models.current()).space()
  const names = [...new Set(classOf.values())].sort()
  const indexOf = new Map(names.map((name, index) => [name, index]))
  const truth = Int32Array.from(space.ids, (id) => indexOf.get(classOf.get(id) ?? '') ?? -1)
  const sizes = names.map((_, index) => truth.filter((label) => label === index).length)
  const levels = await readLevels(context, space)
  let pixels: Promise<Uint8Array> | undefined
  let maps: Promise<Uint8Array> | undefined
  return {
    space,
    levels,
    truth,
    classCount: names.length,
    sizes,
    pixels: () => (pixels ??= picturePixels(context, space.ids, PICTURE_SIDE)),
    maps: () => (maps ??= photoMaps(context, space.ids)),
    resources: context.resources,
  }
}

export interface Split {
  /** [n] the label of each photo that carries one, else -1. */
  readonly labels: Int32Array
  /**
   * Rows to test on: their class is known, they carry no label, and neither does any photo of their stack: it would tell the
   * answer.
   */
  readonly tested: Int32Array
}

/**
 * `labelsPerClass` photos of every class that has more than that; of a smaller class half of its photos. The test is on all
 * others; where nothing but near copies of labelled photos is left, on these.
 */
export function drawSplit(
  {
    truth,
    classCount,
    space: { stacks },
  }: Pick<Arena, 'truth' | 'classCount'> & {
    readonly space: Pick<PhotoSpace, 'stacks'>
  },
  labelsPerClass: number,
  random: Random,
): Split {
  const labels = new Int32Array(truth.length).fill(-1)
  for (let label = 0; label < classCount; label += 1) {
    const members = [...truth.keys()].filter((index) => truth[index] === label)
    const wanted = Math.min(labelsPerClass, Math.floor(members.length / 2))
    for (const index of random.shuffle(members).slice(0, wanted)) labels[index] = label
  }
  const known = new Set(stacks.filter((_, index) => labels[index] >= 0))
  const others = [...truth.keys()].filter((index) => truth[index] >= 0 && labels[index] < 0)
  const apart = others.filter((index) => !known.has(stacks[index]))
  return { labels, tested: Int32Array.from(apart.length > 0 ? apart : others) }
}

/** The evidence of a split: labels only, no pages, rejections or skips. */
export function evidenceOf({ classCount }: Arena, { labels }: Split): ReviewEvidence {
  const n = labels.length
  return {
    labels,
    classCount,
    classIds: Array.from({ length: classCount }, (_, index) => index + 1),
    labelledCount: labels.filter((label) => label >= 0).length,
    rejected: new Uint8Array(n * classCount),
    skips: new Int32Array(n),
    shownAsNew: new Uint8Array(n),
    rechecked: new Uint8Array(n),
    labelledOnPage: new Int32Array(n).fill(-1),
    shown: [],
    singles: [],
    resting: new Uint8Array(classCount),
    unnamed: 0,
  }
}
