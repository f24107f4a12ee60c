/** @file Groups of near copies for a line that the person draws, and the photo of each that is best kept. Pure. */
import type { Output } from '../../../../shared/contract.ts'

export type NearCopies = Output<'nearCopies'>

/** Of numbers of 32 bits. */
const ROUNDING = 1e-6

/** What is known of the photos, by their place in the lists of near copies. */
export interface CopyFacts {
  /** The confirmed class; null for none. */
  readonly classOf: (place: number) => string | null
  /** It is set aside, and stands in no group. */
  readonly isAside: (place: number) => boolean
}

export interface CopyGroup {
  /** Places in the lists: the one to keep first, then the others, those most like it first. */
  readonly members: readonly number[]
  /** By member how much it is like the first one. */
  readonly likeness: readonly number[]
  /** Confirmed classes of its photos: more than one is a contradiction. */
  readonly classes: readonly string[]
}

/**
 * Each photo goes with the best one that it is at least so much like: so all of a group are like the one that is kept, and no chain
 * of small steps leads to another picture. Better is a photo with a class, then one of more pixels.
 * @returns contradictions first, then the largest groups
 */
export function groupCopies(copies: NearCopies, least: number, facts: CopyFacts): CopyGroup[] {
  const count = copies.ids.length
  const places = Array.from({ length: count }, (_, place) => place)
  const order = places.sort((a, b) => compareToKeep(copies, facts, a, b))
  const neighbours = neighboursOf(copies, least)
  const isTaken = Uint8Array.from({ length: count }, (_, place) => (facts.isAside(place) ? 1 : 0))
  const groups: CopyGroup[] = []
  for (const best of order) {
    if (isTaken[best] === 1) continue
    isTaken[best] = 1
    const others = (neighbours.get(best) ?? [])
      .filter(({ place }) => isTaken[place] === 0)
      .sort((a, b) => b.likeness - a.likeness || a.place - b.place)
    for (const { place } of others) isTaken[place] = 1
    if (others.length === 0) continue
    const members = [best, ...others.map(({ place }) => place)]
    const classes = new Set(members.map(facts.classOf).filter((name) => name !== null))
    groups.push({
      members,
      likeness: [1, ...others.map(({ likeness }) => likeness)],
      classes: [...classes],
    })
  }
  return groups.sort(
    (a, b) =>
      Number(b.classes.length > 1) - Number(a.classes.length > 1) ||
      b.members.length - a.members.length ||
      a.members[0] - b.members[0],
  )
}

/** Negative where the first one is better kept. */
function compareToKeep({ width, height }: NearCopies, facts: CopyFacts, a: number, b: number): number {
  const isLabelled = (place: number): number => Number(facts.classOf(place) !== null)
  const pixels = (place: number): number => width[place] * height[place]
  return isLabelled(b) - isLabelled(a) || pixels(b) - pixels(a) || a - b
}

interface Neighbour {
  readonly place: number
  readonly likeness: number
}

function neighboursOf({ first, second, likeness }: NearCopies, least: number): Map<number, Neighbour[]> {
  const found = new Map<number, Neighbour[]>()
  const add = (from: number, place: number, alike: number): void => {
    const known = found.get(from)
    if (known === undefined) found.set(from, [{ place, likeness: alike }])
    else known.push({ place, likeness: alike })
  }
  for (let pair = 0; pair < first.length; pair += 1) {
    if (likeness[pair] < least - ROUNDING) continue
    add(first[pair], second[pair], likeness[pair])
    add(second[pair], first[pair], likeness[pair])
  }
  return found
}

/** Photos beyond the one that is kept of each group. */
export function countSpare(groups: readonly CopyGroup[]): number {
  return groups.reduce((sum, { members }) => sum + members.length - 1, 0)
}
