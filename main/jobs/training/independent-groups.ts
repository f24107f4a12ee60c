/**
 * @file Groups of labels that are not independent. Photos that were confirmed on one page, taken in one burst or lie in one
 * stack are near copies of each other: they must all be in the same fold, or the head is judged on what it has seen.
 */
import { tally } from '../../math/statistics.ts'
import type { Photo, Store } from '../../store/types/index.ts'
import type { ReviewEvidence } from '../review/evidence.ts'
import type { PhotoSpace } from '../library-model/space.ts'

/** Cameras in burst mode take several photos a second; a person reframes within a few seconds. */
const BURST_MILLISECONDS = 3000

/** @returns [n] photos of one group share a number; -1 for a photo by itself. */
export function independentGroups(
  store: Store,
  space: Pick<PhotoSpace, 'ids' | 'rowOf' | 'stacks'>,
  { labelledOnPage }: Pick<ReviewEvidence, 'labelledOnPage'>,
): Int32Array {
  const parents = Int32Array.from(space.ids, (_, index) => index)
  const firstOfPage = new Map<number, number>()
  labelledOnPage.forEach((page, index) => {
    if (page < 0) return
    const first = firstOfPage.get(page)
    if (first === undefined) firstOfPage.set(page, index)
    else join(parents, first, index)
  })
  space.stacks.forEach((first, index) => {
    join(parents, first, index)
  })
  for (const [a, b] of bursts(store.photos.present(), space)) join(parents, a, b)
  return groupsOfSeveral(parents.map((_, index) => find(parents, index)))
}

/**
 * @param groups [n] photos of one group share a number
 * @returns [n] the same, and -1 for a photo that is alone in its group
 */
export function groupsOfSeveral(groups: Int32Array): Int32Array {
  const sizes = tally(groups)
  return groups.map((group) => ((sizes.get(group) ?? 0) > 1 ? group : -1))
}

/** Pairs of rows that one camera took within seconds. */
function bursts(photos: readonly Photo[], { rowOf }: Pick<PhotoSpace, 'rowOf'>): [number, number][] {
  const timed = photos
    .flatMap(({ id, takenAt, cameraModel }) => {
      const index = rowOf.get(id)
      return takenAt === null || index === undefined ? [] : [{ index, takenAt, cameraModel }]
    })
    .sort((a, b) => a.takenAt - b.takenAt)
  const last = new Map<string | null, (typeof timed)[number]>()
  const pairs: [number, number][] = []
  for (const photo of timed) {
    const before = last.get(photo.cameraModel)
    if (before !== undefined && photo.takenAt - before.takenAt <= BURST_MILLISECONDS) {
      pairs.push([before.index, photo.index])
    }
    last.set(photo.cameraModel, photo)
  }
  return pairs
}

function find(parents: Int32Array, index: number): number {
  let root = index
  while (parents[root] !== root) root = parents[root]
  parents[index] = root
  return root
}

function join(parents: Int32Array, a: number, b: number): void {
  parents[find(parents, b)] = find(parents, a)
}
