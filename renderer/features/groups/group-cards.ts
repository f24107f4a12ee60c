/**
 * @file What the cards of groups show, out of the columns of all photos and of the grouping. Pure, over typed arrays: 100,000
 * photos take a few milliseconds.
 */
import type { Output } from '../../../shared/contract.ts'
import type { PhotoColumns } from '../../stores/photo-tests.ts'

export type Grouping = Output<'grouping'>

/** The photos of one group that are there. */
export interface GroupMembers {
  readonly group: number
  /** Rows of the columns, most typical first. */
  readonly rows: Int32Array
  /** Mean cosine with the centre, 0 to 1: how alike they are. */
  readonly tightness: number
}

export interface GroupCard {
  readonly group: number
  /** Ids, most typical first. */
  readonly photos: Int32Array
  readonly confirmed: number
  readonly unconfirmed: number
  /** The class that most of the confirmed photos have; undefined where none is confirmed. */
  readonly commonest: { readonly name: string; readonly share: number } | undefined
  /** The class that most of the others are thought to have, where it is at least half of them. */
  readonly suggestion: string | undefined
  readonly tightness: number
}

export const GROUP_ORDERS = ['size', 'todo', 'alike', 'mixed'] as const
export type GroupOrder = (typeof GROUP_ORDERS)[number]

/** Finer differences between similarities mean nothing. */
const STEPS = 0xffff

/** 29 of 100, times 100, is a little less than 29. */
const ROUNDING = 1e-9

export interface GroupedPhotos {
  readonly groups: readonly GroupMembers[]
  /** Photos that came in since they were grouped. */
  readonly ungrouped: number
}

/** Photos that are set aside are in none; groups none of whose photos is there are left out. */
export function groupMembers(
  { ids, setAside }: Pick<PhotoColumns, 'ids' | 'setAside'>,
  grouping: Grouping,
): GroupedPhotos {
  const rowOf = rowsIn(ids, grouping.ids)
  const { groupOf, similarity } = grouping
  const there = Int32Array.from(rowOf.keys()).filter((i) => rowOf[i] >= 0)
  const present = there.filter((i) => setAside[rowOf[i]] === 0)
  const byLikeness = sortedByStep(present, STEPS, (i) => STEPS - Math.round(share(similarity[i]) * STEPS))
  const count = groupOf.reduce((most, group) => Math.max(most, group), -1) + 1
  const byGroup = sortedByStep(byLikeness, count, (i) => groupOf[i])
  const groups: GroupMembers[] = []
  for (let from = 0; from < byGroup.length;) {
    const group = groupOf[byGroup[from]]
    let to = from
    let likeness = 0
    for (; to < byGroup.length && groupOf[byGroup[to]] === group; to += 1) likeness += similarity[byGroup[to]]
    const rows = byGroup.slice(from, to).map((i) => rowOf[i])
    groups.push({ group, rows, tightness: share(likeness / rows.length) })
    from = to
  }
  return { groups, ungrouped: ids.length - there.length }
}

export function groupCards(columns: PhotoColumns, groups: readonly GroupMembers[]): GroupCard[] {
  const { ids, classes, classOf, confirmed, probability } = columns
  const confirmedIn = new Int32Array(classes.length)
  const thoughtIn = new Float64Array(classes.length)
  return groups.map(({ group, rows, tightness }) => {
    confirmedIn.fill(0)
    thoughtIn.fill(0)
    let known = 0
    for (const row of rows) {
      if (classOf[row] < 0) continue
      known += confirmed[row]
      if (confirmed[row] === 1) confirmedIn[classOf[row]] += 1
      else thoughtIn[classOf[row]] += probability[row]
    }
    const most = indexOfLargest(confirmedIn)
    const likeliest = indexOfLargest(thoughtIn)
    const unconfirmed = rows.length - known
    return {
      ...{ group, tightness, confirmed: known, unconfirmed, photos: rows.map((row) => ids[row]) },
      commonest: known === 0 ? undefined : { name: classes[most], share: confirmedIn[most] / known },
      suggestion: likeliest >= 0 && thoughtIn[likeliest] * 2 >= unconfirmed ? classes[likeliest] : undefined,
    }
  })
}

/**
 * The class that Enter gives to the photos without one: what they are thought to be. The class of the confirmed ones does only
 * where all of those have it: a group that is mixed says nothing of the rest. Null also where the groups differ.
 */
export function classForTheRest(
  cards: readonly Pick<GroupCard, 'unconfirmed' | 'commonest' | 'suggestion'>[],
): string | null {
  const guesses = new Set(
    cards
      .filter(({ unconfirmed }) => unconfirmed > 0)
      .map(({ suggestion, commonest }) => suggestion ?? (commonest?.share === 1 ? commonest.name : null)),
  )
  const [guess = null] = guesses
  return guesses.size === 1 ? guess : null
}

/** A share as it is shown, in hundredths: only what is whole is 100 %. */
export function wholePercent(share: number): number {
  return Math.floor(share * 100 + ROUNDING) / 100
}

/** Cards of equal rank keep their order; a new array. */
export function orderedCards(cards: readonly GroupCard[], order: GroupOrder): GroupCard[] {
  const purity = (card: GroupCard): number => card.commonest?.share ?? 1
  const rank: Record<GroupOrder, (a: GroupCard, b: GroupCard) => number> = {
    size: (a, b) => b.photos.length - a.photos.length,
    todo: (a, b) => b.unconfirmed - a.unconfirmed,
    alike: (a, b) => b.tightness - a.tightness,
    mixed: (a, b) => purity(a) - purity(b) || a.tightness - b.tightness,
  }
  return cards.toSorted((a, b) => rank[order](a, b) || a.group - b.group)
}

/**
 * Cards in the order in which they stood, whatever was decided about them since, so that none moves while a person works among them
 * [Note: Photos stay where they are]; those that did not stand there come last.
 * @param groups numbers of the groups, as they stood
 */
export function keptCards(cards: readonly GroupCard[], groups: readonly number[]): GroupCard[] {
  const placeOf = new Map(groups.map((group, place) => [group, place]))
  const place = ({ group }: GroupCard): number => placeOf.get(group) ?? groups.length
  return cards.toSorted((a, b) => place(a) - place(b))
}

/** [wanted.length] the row of each wanted id, -1 where it is not there; ids ascend in both. */
function rowsIn(ids: Int32Array, wanted: Int32Array): Int32Array {
  const rows = new Int32Array(wanted.length).fill(-1)
  let row = 0
  for (let i = 0; i < wanted.length; i += 1) {
    while (row < ids.length && ids[row] < wanted[i]) row += 1
    if (row < ids.length && ids[row] === wanted[i]) rows[i] = row
  }
  return rows
}

function share(value: number): number {
  return Math.max(0, Math.min(1, value))
}

/** -1 where all are zero. */
function indexOfLargest(values: Int32Array | Float64Array): number {
  let best = -1
  for (let i = 0; i < values.length; i += 1) if (values[i] > (best < 0 ? 0 : values[best])) best = i
  return best
}

/** A counting sort; items of the same step keep their order. @param stepOf 0 .. most */
function sortedByStep(items: Int32Array, most: number, stepOf: (item: number) => number): Int32Array {
  const places = new Uint32Array(most + 2)
  for (const item of items) places[stepOf(item) + 1] += 1
  for (let step = 1; step < places.length; step += 1) places[step] += places[step - 1]
  const sorted = new Int32Array(items.length)
  for (const item of items) {
    const step = stepOf(item)
    sorted[places[step]] = item
    places[step] += 1
  }
  return sorted
}
