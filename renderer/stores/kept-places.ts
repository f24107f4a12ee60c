/**
 * @file What the grid shows stays in its place while a person works in it. Pure.
 *
 * [Note: Photos stay where they are] Answers and new suggestions change which photos a filter means, and where an order puts them.
 * If the grid followed at once, photos would move under the pointer, and a click would hit another one than was aimed at.
 * So what was asked for stays as it was: a photo that the filter means no longer only fades, and none comes in between. The window says
 * how many have changed; the person asks for the list anew when it suits them. Photos that come after all others are shown at once.
 */
import { rowOfPhoto, type Arrangement } from './arrange-photos.ts'
import type { PhotoGroup } from './group-rows.ts'

export interface KeptArrangement extends Arrangement {
  /** By row 1 for a photo that is shown still, though the filter, or its group, means it no longer. */
  readonly left: Uint8Array
  readonly changes: Changes
}

/** How what is shown differs from what the filter and the order mean now. */
export interface Changes {
  /** Photos that the filter means no longer. */
  readonly left: number
  /** Photos that it means now, and that are not shown. */
  readonly came: number
  /** Others would stand elsewhere. */
  readonly isMoved: boolean
}

export const UNCHANGED: Changes = { left: 0, came: 0, isMoved: false }

/** Rows of the photos that are shown still, though the filter, or their group, means them no longer. */
export function rowsThatLeft({ rows, left }: Pick<KeptArrangement, 'rows' | 'left'>): number[] {
  return Array.from(rows).filter((row) => left[row] === 1)
}

/** As it was asked for just now. */
export function asAsked(now: Arrangement): KeptArrangement {
  return { ...now, left: new Uint8Array(now.placeOf.length), changes: UNCHANGED }
}

/**
 * @param before what is shown, by the rows of `idsBefore`
 * @param now what the filter and the order mean, by the rows of `ids`
 */
export function keepPlaces(
  before: Arrangement,
  idsBefore: Int32Array,
  now: Arrangement,
  ids: Int32Array,
): KeptArrangement {
  const shown = idsBefore === ids ? before : inOtherRows(before, idsBefore, ids)
  if (isContinued(shown, now)) return asAsked(now)
  const left = new Uint8Array(now.placeOf.length)
  let [gone, elsewhere] = [0, 0]
  const isOtherGroup = groupChange(shown, now)
  for (const row of shown.rows) {
    const isGone = now.placeOf[row] < 0
    const isElsewhere = !isGone && isOtherGroup(row)
    if (isGone) gone += 1
    if (isElsewhere) elsewhere += 1
    // The last photo of a stack that is still meant stands alone by now, but fits as it did.
    if (isGone || (isElsewhere && !now.isByStack)) left[row] = 1
  }
  const came = now.rows.reduce((sum, row) => sum + (shown.placeOf[row] < 0 ? 1 : 0), 0)
  const changes = { left: gone, came, isMoved: elsewhere > 0 || !isInOrder(shown, now) }
  return { ...shown, left, changes }
}

/** The same photos in the same groups, without those that are gone. */
function inOtherRows(
  { rows, groups, isByStack }: Arrangement,
  idsBefore: Int32Array,
  ids: Int32Array,
): Arrangement {
  const found = rows.map((row) => rowOfPhoto({ ids }, idsBefore[row]))
  /** By place how many photos before it are still there. */
  const placesNow = new Int32Array(found.length + 1)
  found.forEach((row, place) => {
    placesNow[place + 1] = placesNow[place] + (row < 0 ? 0 : 1)
  })
  const kept = found.filter((row) => row >= 0)
  const placeOf = new Int32Array(ids.length).fill(-1)
  kept.forEach((row, place) => {
    placeOf[row] = place
  })
  const keptGroups = groups
    .map(({ name, start, end }): PhotoGroup => ({ name, start: placesNow[start], end: placesNow[end] }))
    .filter(({ start, end }) => end > start)
  return { rows: kept, placeOf, groups: keptGroups, isByStack }
}

/** All that is shown stands where it would stand, and what else there is comes after it. */
function isContinued(shown: Arrangement, now: Arrangement): boolean {
  if (shown.rows.length > now.rows.length || !shown.rows.every((row, place) => row === now.rows[place]))
    return false
  return shown.groups.every(({ name, start, end }, index) => {
    const same = now.groups.at(index)
    if (same?.name !== name || same.start !== start) return false
    return same.end === end || (index === shown.groups.length - 1 && same.end > end)
  })
}

/** Those that are both shown and meant follow each other as they would. */
function isInOrder(shown: Arrangement, now: Arrangement): boolean {
  let last = -1
  return shown.rows.every((row) => {
    const place = now.placeOf[row]
    if (place < 0) return true
    const isAfter = place > last
    last = place
    return isAfter
  })
}

/** Whether the photo of a row, which is both shown and meant, would stand in another group. */
function groupChange(shown: Arrangement, now: Arrangement): (row: number) => boolean {
  if (shown.groups.length === 0) return () => false
  const [nameShown, nameNow] = [shown, now].map(groupNames)
  return (row) => nameShown(shown.placeOf[row]) !== nameNow(now.placeOf[row])
}
function groupNames({ rows, groups }: Arrangement): (place: number) => string | null {
  const groupOf = new Int32Array(rows.length)
  groups.forEach(({ start, end }, index) => groupOf.fill(index, start, end))
  return (place) => groups[groupOf[place]].name
}
