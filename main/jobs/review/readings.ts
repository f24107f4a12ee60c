/** @file What can be read off the ranking of now, by photo: suggestions, guesses, groups. */
import type { PhotoId } from '../../../shared/domain.ts'
import { byTypicality } from '../../group/cores.ts'
import { suggestedClass } from '../../group/pages.ts'
import type { ClassId } from '../../store/types/index.ts'
import type { ReviewSnapshot } from './drafts.ts'

export interface Guess {
  readonly photo: PhotoId
  readonly class: string
  readonly probability: number
  readonly head: number | null
}

type Names = ReadonlyMap<ClassId, string>

/** The likeliest class of every photo without a label that is like any, surest first. */
export function suggestionsOf(
  { space, ranking, evidence, head }: ReviewSnapshot,
  names: Names,
  minProbability: number,
): Guess[] {
  const guesses: Guess[] = []
  space.ids.forEach((photo, index) => {
    const guess = suggestedClass(ranking, index)
    const probability = ranking.calibrated[index]
    if (guess === null || ranking.labels[index] >= 0 || probability < minProbability) return
    const name = names.get(evidence.classIds[guess]) ?? ''
    guesses.push({ photo, class: name, probability, head: head?.id ?? null })
  })
  return guesses.sort((a, b) => b.probability - a.probability || a.photo - b.photo)
}

/** The label of every photo, or else its likeliest class, however unlike it is; nothing while no class is known. */
export function guessesOf({ space, ranking, evidence }: ReviewSnapshot, names: Names): Map<PhotoId, string> {
  const out = new Map<PhotoId, string>()
  space.ids.forEach((photo, index) => {
    const known = ranking.labels[index] >= 0 ? ranking.labels[index] : ranking.guess[index]
    const name = known < 0 ? undefined : names.get(evidence.classIds[known])
    if (name !== undefined) out.set(photo, name)
  })
  return out
}

/** What the photos without a label fall into, largest group first, most typical photos first. */
export function groupsOf(
  { space, evidence }: ReviewSnapshot,
  clusters: readonly (readonly number[])[],
  limit: number,
): PhotoId[][] {
  return clusters
    .map((rows) => rows.filter((index) => evidence.labels[index] < 0))
    .filter((rows) => rows.length > 0)
    .sort((a, b) => b.length - a.length)
    .slice(0, limit)
    .map((rows) => byTypicality(space.coordinates, rows).map(({ index }) => space.ids[index]))
}
