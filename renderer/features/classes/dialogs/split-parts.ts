/** @file What the proposed parts of a class become: which photos are shown, what names mean, what is moved. Pure. */
import { canonicalClassName } from '../../../../shared/class-name.ts'
import { typedName } from '../../../ui/class-choice/completion.ts'

/** Near copies, which stay together; a photo without any is a stack alone. */
type Stack = readonly number[]
/** Most typical first. */
export type Part = readonly Stack[]

/** So many stacks are shown at first. */
export const FIRST = 12
/** So many of these are the least typical ones: where a part is wrong, it is wrong there. */
export const EDGE = 4
/** So many more at each click. */
export const MORE = 300

/**
 * The stacks that are shown: the most typical ones, and of the others the least typical first, so that the doubtful ones are always in
 * sight.
 * @param clicks how often more were asked for
 */
export function shownStacks(part: Part, clicks: number): { top: Part; edge: Part; hidden: number } {
  const atEdge = EDGE + MORE * clicks
  const top = part.slice(0, FIRST - EDGE)
  if (part.length <= top.length + atEdge) return { top: part, edge: [], hidden: 0 }
  return { top, edge: part.slice(-atEdge), hidden: part.length - top.length - atEdge }
}

/** What a person has said of the parts that are shown. */
export interface PartAnswers {
  /** By the place of the part; '' for a part that keeps its class. */
  readonly names: readonly string[]
  /** The first photos of the stacks that keep their class. */
  readonly leftOut: ReadonlySet<number>
}

/** What was said of a part holds for a new one that begins with the same photo; of all others nothing is said yet. */
export function keptAnswers(before: readonly Part[], said: PartAnswers, now: readonly Part[]): PartAnswers {
  const placeOf = new Map(before.map((part, place) => [part[0][0], place]))
  const kept = now.map((part) => placeOf.get(part[0][0]))
  const leftOut = now
    .filter((_, place) => kept[place] !== undefined)
    .flatMap((part) => part.map(([first]) => first).filter((photo) => said.leftOut.has(photo)))
  return {
    names: kept.map((place) => (place === undefined ? '' : said.names[place])),
    leftOut: new Set(leftOut),
  }
}

/** Photos that get another class. */
interface Moved {
  readonly class: string
  /** There is a class of this name already, which takes them in. */
  readonly exists: boolean
  readonly photos: readonly number[]
}

/** What would be done, by class, in the order of the parts. */
export function movedPhotos(
  parts: readonly Part[],
  { names, leftOut }: PartAnswers,
  { name, known }: { readonly name: string; readonly known: readonly string[] },
): Moved[] {
  const moved = new Map<string, number[]>()
  for (const [place, part] of parts.entries()) {
    const meant = typedName(canonicalClassName(names[place]), [name, ...known])
    if (meant === undefined || meant === name) continue
    const photos = part.filter(([first]) => !leftOut.has(first)).flat()
    if (photos.length > 0) moved.set(meant, [...(moved.get(meant) ?? []), ...photos])
  }
  return [...moved].map(([into, photos]) => ({ class: into, exists: known.includes(into), photos }))
}
