/** @file The graph of nearest neighbours: for each photo the photos most like it. */
import { requireFinite } from '../math/checks.ts'
import { gatherRows, type Matrix } from '../math/matrix.ts'
import { nearestRows, type LongWork, type NearestRows } from '../math/products/products.ts'
import { Random } from '../math/random.ts'
import type { NeighbourLists } from '../math/sparse.ts'
import { cellsOf, drawRows, type Cells } from './cells.ts'

/** Up to here all similarities are computed: it takes a second or two, about what cells would take as well. */
const MOST_EXACT_ROWS = 20_000
/** Share of the true neighbours that the cells looked into hold, of rows drawn at random. */
const WANTED_RECALL = 0.995
/** Rows whose true neighbours are found to know that share. */
const JUDGED_ROWS = 500
/** Of all rows; where more had to be looked into, all are. */
const MOST_LOOKED_INTO = 0.4
/** The same rows must have the same neighbours, whoever asks. */
const SEED = 0

/**
 * The `neighbours` nearest other rows of every row, by cosine, descending, ties by index; fewer where there are not
 * so many others. A row is left out of its own list by its index, so an exact duplicate of it stays in.
 * Up to 20,000 rows all are compared with all. Beyond, each is compared with those of the cells most like its own, of which
 * as many are looked into as hold 99.5 % of the true neighbours of 500 rows drawn from x; their similarities are exact.
 * @param x [n, d], rows L2-normalised (or zero).
 * @throws AppError `internal` for values that are not finite, `cancelled`.
 */
export async function nearestNeighbours(
  x: Matrix,
  neighbours: number,
  work: LongWork = {},
): Promise<NeighbourLists> {
  return x.rows <= MOST_EXACT_ROWS
    ? exactNeighbours(x, neighbours, work)
    : quickNeighbours(x, neighbours, work)
}

/** As `nearestNeighbours`, by cells whatever the number of rows; all with all where cells would spare little. */
export async function quickNeighbours(
  x: Matrix,
  neighbours: number,
  work: LongWork = {},
): Promise<NeighbourLists> {
  requireFinite(x.data, 'rows to be compared')
  const random = new Random(SEED).fork('neighbours')
  const cells = await cellsOf(x, random.fork('cells'), work.signal)
  const lookedInto = await cellsToLookInto(x, cells, neighbours, random.fork('judged'), work)
  return lookedInto === null
    ? exactNeighbours(x, neighbours, work)
    : neighboursInCells(x, neighbours, { cells, lookedInto }, work)
}

/** As `nearestNeighbours`, with all rows compared with all, whatever their number: 100,000 of 128 numbers take about a minute. */
export async function exactNeighbours(
  x: Matrix,
  neighbours: number,
  work: LongWork = {},
): Promise<NeighbourLists> {
  const lists = emptyLists(x.rows, neighbours)
  const { neighbours: kept } = lists
  const nearest = await nearestRows(x, x, kept === 0 ? 0 : kept + 1, work)
  for (let i = 0; i < x.rows; i += 1) putOthers(lists, i, nearest, i, (found) => found)
  return lists
}

/** Each row's in its own cell and in those most like it: `lookedInto` cells together. */
async function neighboursInCells(
  x: Matrix,
  neighbours: number,
  { cells, lookedInto }: { cells: Cells; lookedInto: number },
  { signal, report }: LongWork,
): Promise<NeighbourLists> {
  const lists = emptyLists(x.rows, neighbours)
  const wanted = lists.neighbours + 1
  let done = 0
  for (const [cell, members] of cells.members.entries()) {
    if (members.length === 0) continue
    const near = nearRows(cells, cell, lookedInto, wanted)
    const nearest = await nearestRows(gatherRows(x, members), gatherRows(x, near), wanted, {
      signal,
      trusted: true,
    })
    for (const [query, i] of members.entries()) putOthers(lists, i, nearest, query, (found) => near[found])
    done += members.length
    report?.(done, x.rows)
  }
  return lists
}

/** The rows of the cells most like one, ascending, so that ties go by index; of more cells where these hold too few rows. */
function nearRows({ members, order }: Cells, cell: number, lookedInto: number, wanted: number): Int32Array {
  const parts: Int32Array[] = []
  let count = 0
  for (const [rank, other] of order[cell].entries()) {
    if (rank >= lookedInto && count >= wanted) break
    parts.push(members[other])
    count += members[other].length
  }
  const rows = new Int32Array(count)
  let to = 0
  for (const part of parts) {
    rows.set(part, to)
    to += part.length
  }
  return rows.sort()
}

/** @returns null where so many would have to be looked into that comparing all is as good. */
async function cellsToLookInto(
  x: Matrix,
  cells: Cells,
  neighbours: number,
  random: Random,
  { signal }: LongWork,
): Promise<number | null> {
  const judged = drawRows(x.rows, JUDGED_ROWS, random)
  const nearest = await nearestRows(gatherRows(x, judged), x, neighbours + 1, { signal, trusted: true })
  const ranks: number[] = []
  for (const [query, i] of judged.entries()) {
    const rankOf = new Map(Array.from(cells.order[cells.cellOf[i]], (cell, rank) => [cell, rank]))
    const from = query * nearest.count
    for (const found of nearest.indices.subarray(from, from + nearest.count))
      if (found !== i) ranks.push(rankOf.get(cells.cellOf[found]) ?? 0)
  }
  ranks.sort((a, b) => a - b)
  const lookedInto = 1 + (ranks[Math.ceil(WANTED_RECALL * ranks.length) - 1] ?? 0)
  let compared = 0
  for (const i of judged)
    for (const cell of cells.order[cells.cellOf[i]].subarray(0, lookedInto))
      compared += cells.members[cell].length
  return compared > MOST_LOOKED_INTO * x.rows * judged.length ? null : lookedInto
}

function emptyLists(count: number, neighbours: number): NeighbourLists {
  const kept = Math.max(0, Math.min(neighbours, count - 1))
  return {
    count,
    neighbours: kept,
    indices: new Int32Array(count * kept),
    similarities: new Float32Array(count * kept),
  }
}

/**
 * Row i's neighbours are those that were found for a query, without itself. With more exact duplicates than places, or as a zero row,
 * it is not in the list: then the last entry is dropped.
 */
function putOthers(
  lists: NeighbourLists,
  i: number,
  nearest: NearestRows,
  query: number,
  rowOf: (found: number) => number,
): void {
  let to = i * lists.neighbours
  const end = to + lists.neighbours
  for (let from = query * nearest.count; to < end; from += 1) {
    const found = rowOf(nearest.indices[from])
    if (found === i) continue
    lists.indices[to] = found
    lists.similarities[to] = nearest.similarities[from]
    to += 1
  }
}
