/**
 * @file Each class in a few photos: its most typical ones, and the suggestions that it is least sure of. Read from the session's
 * snapshot in one pass over all photos.
 */
import type { PhotoId } from '../../../shared/domain.ts'
import { suggestedClass } from '../../group/class-pages.ts'
import { direction, dot } from '../../group/cores.ts'
import { UNLABELLED } from '../../math/labels.ts'
import { row } from '../../math/matrix.ts'
import type { ClassId } from '../../store/types/index.ts'
import type { ReviewSnapshot } from './next-page.ts'

export interface ClassStrip {
  readonly class: ClassId
  /** Confirmed photos, the most typical first. */
  readonly typical: readonly PhotoId[]
  /** Photos without a label for which it is the likeliest class. */
  readonly suggested: number
  /** Mean of their probabilities; null for none. */
  readonly expected: number | null
  /** The least sure ones of them first. */
  readonly leastSure: readonly { readonly id: PhotoId; readonly probability: number }[]
}

/** What a row of the space is worth: the largest values are shown. */
interface Valued {
  readonly row: number
  readonly value: number
}

/**
 * Of a stack of near copies one photo is shown.
 * @param most photos in each strip
 * @returns one for each class with an index in the evidence
 */
export function classStrips(snapshot: ReviewSnapshot, most: number): ClassStrip[] {
  const { space, ranking, evidence } = snapshot
  const confirmed = evidence.classIds.map((): number[] => [])
  const suggested = evidence.classIds.map((): number[] => [])
  ranking.labels.forEach((label, index) => {
    if (label >= 0) confirmed[label].push(index)
    else if (label === UNLABELLED) {
      const guess = suggestedClass(ranking, index)
      if (guess !== null) suggested[guess].push(index)
    }
  })
  const { calibrated } = ranking
  const shown = (rows: readonly number[], valueOf: (row: number) => number): number[] =>
    largest(rows, valueOf, { most, stacks: space.stacks })
  return evidence.classIds.map((id, index) => {
    const centre = direction(space.coordinates, confirmed[index])
    const sum = suggested[index].reduce((total, at) => total + calibrated[at], 0)
    return {
      class: id,
      typical: shown(confirmed[index], (at) => dot(row(space.coordinates, at), centre)).map(
        (at) => space.ids[at],
      ),
      suggested: suggested[index].length,
      expected: suggested[index].length === 0 ? null : sum / suggested[index].length,
      leastSure: shown(suggested[index], (at) => -calibrated[at]).map((at) => ({
        id: space.ids[at],
        probability: calibrated[at],
      })),
    }
  })
}

/** The rows of the largest values, largest first; of each stack only the first. Cheaper than to sort them all. */
function largest(
  rows: readonly number[],
  valueOf: (row: number) => number,
  { most, stacks }: { readonly most: number; readonly stacks: Int32Array },
): number[] {
  const best: Valued[] = []
  for (const at of rows) {
    const value = valueOf(at)
    const same = best.findIndex((each) => stacks[each.row] === stacks[at])
    const least = best.at(-1)
    if (same >= 0) {
      if (best[same].value >= value) continue
      best.splice(same, 1)
    } else if (best.length >= most) {
      if (least === undefined || least.value >= value) continue
      best.pop()
    }
    const place = best.findIndex((each) => each.value < value)
    best.splice(place < 0 ? best.length : place, 0, { row: at, value })
  }
  return best.map((each) => each.row)
}
