/**
 * @file Which photos the grid shows, in which order, and how many there are of what. Pure, over typed arrays, so that 100,000 photos are filtered and
 * sorted within a frame; the grid draws from the index array that comes out.
 */
import { groupRows, type Grouping, type PhotoGroup } from './group-rows.ts'
import type { PhotoFilter, PhotoState } from './photo-filter.ts'
import { passes, testsOf, type KnownPhotos, type PhotoColumns } from './photo-tests.ts'
import { compareNames, sortByStep, sortRows, type PhotoOrder } from './sort-rows.ts'

export interface Arrangement {
  /** Rows of the columns that are shown, in order. */
  readonly rows: Int32Array
  /** For each row of the columns its place in `rows`, -1 where it is not shown. */
  readonly placeOf: Int32Array
  /** One after the other, all of the rows; none where they are not grouped. */
  readonly groups: readonly PhotoGroup[]
  /** The groups are stacks: what is decided about a photo does not change in which it is. */
  readonly isByStack: boolean
}

export function arrangePhotos(
  known: KnownPhotos,
  filter: PhotoFilter,
  order: PhotoOrder,
  grouping: Grouping = 'none',
): Arrangement {
  const { columns } = known
  const rows = filterRows(known, filter)
  if (filter.found === null) sortRows(rows, known, order)
  if (filter.copies === 'near' && known.stacks !== undefined) besideCopies(rows, known.stacks)
  const groups = groupRows(rows, known, grouping, order)
  const placeOf = new Int32Array(columns.ids.length).fill(-1)
  for (let place = 0; place < rows.length; place += 1) placeOf[rows[place]] = place
  return { rows, placeOf, groups, isByStack: grouping === 'stack' }
}

/** The row of a photo, found by halving, since ids ascend; -1 for a photo that is not there. */
export function rowOfPhoto({ ids }: Pick<PhotoColumns, 'ids'>, id: number): number {
  let low = 0
  let high = ids.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (ids[middle] < id) low = middle + 1
    else high = middle
  }
  return low < ids.length && ids[low] === id ? low : -1
}

export interface ClassCount {
  readonly name: string
  readonly confirmed: number
  readonly suggested: number
}

/** Classes by name, with how many photos are confirmed and suggested in each. */
export function countClasses({ classes, classOf, confirmed }: PhotoColumns): ClassCount[] {
  const confirmedIn = new Int32Array(classes.length)
  const suggestedIn = new Int32Array(classes.length)
  for (let row = 0; row < classOf.length; row += 1) {
    if (classOf[row] >= 0) (confirmed[row] === 1 ? confirmedIn : suggestedIn)[classOf[row]] += 1
  }
  return classes
    .map((name, index) => ({ name, confirmed: confirmedIn[index], suggested: suggestedIn[index] }))
    .sort((a, b) => compareNames(a.name, b.name))
}

export type StateCounts = Readonly<Record<PhotoState, number>>

/** How many photos there are in each state. */
export function countStates(columns: PhotoColumns): StateCounts {
  return countRows(
    columns,
    columns.ids.map((_, row) => row),
  )
}

/** The same for some photos; those that are not there count nowhere. */
export function countStatesOf(columns: PhotoColumns, photos: Iterable<number>): StateCounts {
  const rows = new Int32Array(columns.ids.length)
  const { ids } = columns
  let [count, row] = [0, -1]
  for (const id of photos) {
    // Of many, most stand beside the one before.
    row = ids[row + 1] === id ? row + 1 : rowOfPhoto(columns, id)
    if (row >= 0) rows[count++] = row
  }
  return countRows(columns, rows.subarray(0, count))
}

function countRows({ classOf, confirmed, setAside }: PhotoColumns, rows: Int32Array): StateCounts {
  const counts = { all: 0, confirmed: 0, suggested: 0, none: 0, aside: 0 }
  for (const row of rows) {
    counts.all += 1
    if (confirmed[row] === 1) counts.confirmed += 1
    else if (setAside[row] > 0) counts.aside += 1
    else if (classOf[row] >= 0) counts.suggested += 1
  }
  counts.none = counts.all - counts.confirmed - counts.suggested - counts.aside
  return counts
}

function filterRows(known: KnownPhotos, filter: PhotoFilter): Int32Array<ArrayBuffer> {
  const { columns } = known
  const tests = testsOf(known, filter)
  const found = filter.found?.photos.map((id) => rowOfPhoto(columns, id)).filter((row) => row >= 0)
  const rows = new Int32Array(found?.length ?? columns.ids.length)
  let count = 0
  for (let i = 0; i < rows.length; i += 1) {
    const row = found === undefined ? i : found[i]
    if (!passes(tests, row)) continue
    rows[count] = row
    count += 1
  }
  return rows.slice(0, count)
}

/** Near copies follow the first of them. */
function besideCopies(rows: Int32Array, stacks: Int32Array): void {
  const places = new Int32Array(stacks.length).fill(-1)
  rows.forEach((row, place) => {
    if (places[stacks[row]] < 0) places[stacks[row]] = place
  })
  sortByStep(rows, rows.length, (row) => places[stacks[row]])
}

/** The class that all of these photos have, or are thought to have; null where they differ. */
export function commonClass(columns: PhotoColumns, photos: readonly number[]): string | null {
  const indices = new Set<number>()
  for (const id of photos) {
    const row = rowOfPhoto(columns, id)
    indices.add(row < 0 ? -1 : columns.classOf[row])
    if (indices.size > 1) return null
  }
  const [index = -1] = indices
  return index < 0 ? null : columns.classes[index]
}
