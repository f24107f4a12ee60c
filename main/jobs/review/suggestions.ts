/** @file Results that are read from the current ranking, by photo: suggestions, guesses, groups. */
import type { Output } from '../../../shared/contract.ts'
import type { PhotoId } from '../../../shared/domain.ts'
import { byTypicality } from '../../group/cores.ts'
import { suggestedClass } from '../../group/class-pages.ts'
import { LEFT_OUT, UNLABELLED } from '../../math/labels.ts'
import type { ClassId } from '../../store/types/index.ts'
import type { ReviewSnapshot } from './next-page.ts'

export interface Guess {
  readonly photo: PhotoId
  readonly class: string
  readonly probability: number
  readonly head: number | null
}

type Names = ReadonlyMap<ClassId, string>
type NameOf = (id: ClassId) => string

interface RankedGuess {
  readonly photo: PhotoId
  readonly classId: ClassId
  readonly probability: number
}

/** The likeliest class of every photo without a label that is not unlike all classes, most likely first. */
export function suggestionsOf(snapshot: ReviewSnapshot, names: Names, minProbability: number): Guess[] {
  const head = snapshot.head?.id ?? null
  return rankedGuesses(snapshot, minProbability).map(({ photo, classId, probability }) => {
    return { photo, class: names.get(classId) ?? '', probability, head }
  })
}

/** The same, without their names. */
export function rankedGuesses(snapshot: ReviewSnapshot, minProbability = 0): RankedGuess[] {
  return snapshot.space.ids
    .flatMap((_, index) => guessAt(snapshot, index) ?? [])
    .filter(({ probability }) => probability >= minProbability)
    .sort((a, b) => b.probability - a.probability || a.photo - b.photo)
}

export type SureOnes = Pick<Output<'page'>, 'sure' | 'sureWrong'>

/** How many photos have a suggestion that is at least so probable, in whole hundredths, as the window filters by them. */
export function sureOnes(snapshot: ReviewSnapshot, least: number): SureOnes {
  let [sure, sureWrong] = [0, 0]
  for (const index of snapshot.ranking.labels.keys()) {
    const probability = guessAt(snapshot, index)?.probability ?? 0
    if (Math.round(100 * probability) < Math.round(100 * least)) continue
    sure += 1
    sureWrong += 1 - probability
  }
  return { sure, sureWrong }
}

/** The likeliest class of one photo; undefined where it has a label or is unlike all classes. */
export function suggestionOf(snapshot: ReviewSnapshot, nameOf: NameOf, photo: PhotoId): Guess | undefined {
  const index = snapshot.space.rowOf.get(photo)
  const guess = index === undefined ? undefined : guessAt(snapshot, index)
  if (guess === undefined) return undefined
  const { classId, probability } = guess
  return { photo, class: nameOf(classId), probability, head: snapshot.head?.id ?? null }
}

function guessAt({ space, ranking, evidence }: ReviewSnapshot, index: number): RankedGuess | undefined {
  const guess = suggestedClass(ranking, index)
  if (guess === null || ranking.labels[index] !== UNLABELLED) return undefined
  return {
    photo: space.ids[index],
    classId: evidence.classIds[guess],
    probability: ranking.told[index],
  }
}

/** The label of every photo that is not set aside, or else its likeliest class, however unlike it is; empty while there is no class. */
export function guessesOf({ space, ranking, evidence }: ReviewSnapshot, names: Names): Map<PhotoId, string> {
  const out = new Map<PhotoId, string>()
  space.ids.forEach((photo, index) => {
    if (ranking.labels[index] === LEFT_OUT) return
    const known = ranking.labels[index] >= 0 ? ranking.labels[index] : ranking.guess[index]
    const name = known < 0 ? undefined : names.get(evidence.classIds[known])
    if (name !== undefined) out.set(photo, name)
  })
  return out
}

/** The groups of the photos without a label, largest group first, most typical photos first. */
export function groupsOf(
  { space, evidence }: ReviewSnapshot,
  clusters: readonly (readonly number[])[],
  limit: number,
): PhotoId[][] {
  return clusters
    .map((rows) => rows.filter((index) => evidence.labels[index] === UNLABELLED))
    .filter((rows) => rows.length > 0)
    .sort((a, b) => b.length - a.length)
    .slice(0, limit)
    .map((rows) => byTypicality(space.coordinates, rows).map(({ index }) => space.ids[index]))
}
