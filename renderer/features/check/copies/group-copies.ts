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

/** Who is nearly alike whom: those of place i are places[offsets[i]] .. places[offsets[i + 1] - 1], those most like it first. */
export interface CopyGraph {
  readonly copies: NearCopies
  readonly offsets: Int32Array
  readonly places: Int32Array
  readonly likeness: Float32Array
}

/** Steps of likeness between 0 and 1. */
const STEPS = 1e6
/** More than there are pairs. */
const PAIRS = 2 ** 32

/** Once for all lines that are drawn: with many photos there are millions of pairs. */
export function copyGraph(copies: NearCopies): CopyGraph {
  const { first, second, likeness } = copies
  const offsets = new Int32Array(copies.ids.length + 1)
  for (const ends of [first, second]) for (const place of ends) offsets[place + 1] += 1
  for (let place = 0; place < copies.ids.length; place += 1) offsets[place + 1] += offsets[place]
  const next = offsets.slice()
  const graph = {
    ...{ copies, offsets },
    places: new Int32Array(2 * first.length),
    likeness: new Float32Array(2 * first.length),
  }
  const add = (from: number, to: number, alike: number): void => {
    graph.places[next[from]] = to
    graph.likeness[next[from]] = alike
    next[from] += 1
  }
  // Numbers without a function that compares them are sorted many times as fast: unlikeness above, the pair below.
  const order = Float64Array.from(likeness, (alike, pair) => Math.round((1 - alike) * STEPS) * PAIRS + pair)
  for (const key of order.sort()) {
    const pair = key % PAIRS
    add(first[pair], second[pair], likeness[pair])
    add(second[pair], first[pair], likeness[pair])
  }
  return graph
}

/**
 * Each photo goes with the best one that it is at least so much like: so all of a group are like the one that is kept, and no chain
 * of small steps leads to another picture. Better is a photo with a class, then one of more pixels.
 * @returns contradictions first, then the largest groups
 */
export function groupCopies(graph: CopyGraph, least: number, facts: CopyFacts): CopyGroup[] {
  const { copies, offsets } = graph
  const isTaken = Uint8Array.from(copies.ids, (_, place) => (facts.isAside(place) ? 1 : 0))
  const groups: CopyGroup[] = []
  for (const best of bestFirst(copies, facts)) {
    if (isTaken[best] === 1) continue
    isTaken[best] = 1
    const [members, likeness] = [[best], [1]]
    for (let at = offsets[best]; at < offsets[best + 1]; at += 1) {
      if (graph.likeness[at] < least - ROUNDING) break // those most like it come first
      const place = graph.places[at]
      if (isTaken[place] === 1) continue
      isTaken[place] = 1
      members.push(place)
      likeness.push(graph.likeness[at])
    }
    if (members.length === 1) continue
    const classes = new Set(members.map(facts.classOf).filter((name) => name !== null))
    groups.push({ members, likeness, classes: [...classes] })
  }
  return groups.sort(
    (a, b) =>
      Number(b.classes.length > 1) - Number(a.classes.length > 1) ||
      b.members.length - a.members.length ||
      a.members[0] - b.members[0],
  )
}

/** Places, those better kept first. */
function bestFirst({ ids, width, height }: NearCopies, { classOf }: CopyFacts): Int32Array {
  const isLabelled = Uint8Array.from(ids, (_, place) => (classOf(place) === null ? 0 : 1))
  const pixels = Float64Array.from(ids, (_, place) => width[place] * height[place])
  return Int32Array.from(ids.keys()).sort(
    (a, b) => isLabelled[b] - isLabelled[a] || pixels[b] - pixels[a] || a - b,
  )
}

/** Ways to choose the photo that is best kept of near copies, besides that one with a class goes first. */
export const KEEP_BY = ['largest', 'sharpest'] as const
export type KeepBy = (typeof KEEP_BY)[number]

/** A smaller difference is seen by nobody: then the larger photo is better. As sharpness is measured, see main/ingest/quality.ts. */
const AS_SHARP = 1

/** @param open places, at least one. @param sharpness by place; NaN where it is not known */
export function sharpestOf(
  { width, height }: Pick<NearCopies, 'width' | 'height'>,
  open: readonly number[],
  sharpness: Float32Array,
  { classOf }: CopyFacts,
): number {
  const labelled = open.filter((place) => classOf(place) !== null)
  const among = labelled.length > 0 ? labelled : open
  const known = among.filter((place) => !Number.isNaN(sharpness[place]))
  const most = Math.max(...known.map((place) => sharpness[place]))
  const best = known.length === 0 ? among : known.filter((place) => sharpness[place] >= most - AS_SHARP)
  return best.reduce((one, other) => (width[other] * height[other] > width[one] * height[one] ? other : one))
}

/** What the photos of a group are now, which stands where it stood when the groups were made. */
export interface CopyGroupNow {
  /** Places of those that are not set aside. */
  readonly open: readonly number[]
  /** Confirmed classes of these. */
  readonly classes: readonly string[]
}

export function groupNow({ members }: CopyGroup, { classOf, isAside }: CopyFacts): CopyGroupNow {
  const open = members.filter((place) => !isAside(place))
  return { open, classes: [...new Set(open.map(classOf).filter((name) => name !== null))] }
}

/** The photos that a class would be given to so that the group has one: those with another. */
export function toSettle({ open }: CopyGroupNow, className: string, { classOf }: CopyFacts): number[] {
  return open.filter((place) => {
    const own = classOf(place)
    return own !== null && own !== className
  })
}

/** Photos beyond the one that is kept of each group. */
export function countSpare(groups: readonly Pick<CopyGroupNow, 'open'>[]): number {
  return groups.reduce((sum, { open }) => sum + Math.max(0, open.length - 1), 0)
}
