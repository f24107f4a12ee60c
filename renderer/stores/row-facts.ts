/**
 * @file Where the photos of the columns lie, when they were taken and by what: the engine's facts, row by row of the columns that
 * the grid shows. Both come by themselves, so that a photo may be in one of them only. Pure.
 */
import type { Output } from '../../shared/contract.ts'
import { baseName } from '../words/paths.ts'

export type PhotoFacts = Output<'photoFacts'>

export interface Folder {
  /** Stays the same where the library's folder is moved: the number of the root, and the path in it. */
  readonly key: string
  /** From the root's own name on. */
  readonly label: string
  /** The folder that holds it; undefined for a root. */
  readonly parent: number | undefined
  /** 0 for a root. */
  readonly depth: number
}

export interface RowFacts {
  /** By row; NaN where it is not known. */
  readonly takenAt: Float64Array
  /** By row; -1 where it is not known. */
  readonly cameraOf: Int32Array
  readonly cameras: readonly string[]
  /** By row its first place, and after the last row the end: the places of a row are those up to the next one's first. */
  readonly firstPlace: Int32Array
  /** By place, index into `folders`. */
  readonly folderOf: Int32Array
  /** By place its name, and after it the character 0. */
  readonly names: string
  /** Also those that hold only folders; what holds others comes before them. */
  readonly folders: readonly Folder[]
}

/** One reading of the facts is joined with the columns again and again while photos come in. */
const known = new WeakMap<PhotoFacts, RowFacts>()

/** @param ids of the columns, ascending */
export function factsByRow(ids: Int32Array, facts: PhotoFacts): RowFacts {
  const own = known.get(facts) ?? inOwnRows(facts)
  known.set(facts, own)
  if (isSame(ids, facts.ids)) return own
  if (beginsWith(ids, facts.ids)) return withLaterRows(own, ids.length)
  return rearranged(own, factRows(ids, facts.ids))
}

function inOwnRows(facts: PhotoFacts): RowFacts {
  const { folders, numberOf } = folderTree(facts)
  const { takenAt, cameraOf, cameras } = facts
  const { photoOf, folderOf, names } = facts.places
  const places = {
    firstPlace: placeStarts(photoOf, facts.ids.length),
    folderOf: folderOf.map((folder) => numberOf[folder]),
    names,
  }
  return { takenAt, cameraOf, cameras, ...places, folders }
}

/** As while a folder is read: photos came in after the facts, and nothing is known of them yet. */
function withLaterRows(facts: RowFacts, rows: number): RowFacts {
  const takenAt = new Float64Array(rows).fill(Number.NaN)
  const cameraOf = new Int32Array(rows).fill(-1)
  const firstPlace = new Int32Array(rows + 1).fill(facts.firstPlace.at(-1) ?? 0)
  takenAt.set(facts.takenAt)
  cameraOf.set(facts.cameraOf)
  firstPlace.set(facts.firstPlace)
  return { ...facts, takenAt, cameraOf, firstPlace }
}

/** @param own by new row its row in the facts, -1 for a photo that they do not know yet. */
function rearranged(facts: RowFacts, own: Int32Array): RowFacts {
  const names = facts.names.split('\0')
  const kept: string[] = []
  const folderOf: number[] = []
  const firstPlace = new Int32Array(own.length + 1)
  own.forEach((row, to) => {
    const [first, end] = row < 0 ? [0, 0] : [facts.firstPlace[row], facts.firstPlace[row + 1]]
    for (let place = first; place < end; place += 1) {
      folderOf.push(facts.folderOf[place])
      kept.push(`${names[place]}\0`)
    }
    firstPlace[to + 1] = kept.length
  })
  return {
    ...facts,
    ...{ firstPlace, folderOf: Int32Array.from(folderOf), names: kept.join('') },
    takenAt: Float64Array.from(own, (row) => (row < 0 ? Number.NaN : facts.takenAt[row])),
    cameraOf: own.map((row) => (row < 0 ? -1 : facts.cameraOf[row])),
  }
}

export function isSame(one: Int32Array, other: Int32Array): boolean {
  return one.length === other.length && one.every((value, at) => value === other[at])
}

function beginsWith(longer: Int32Array, shorter: Int32Array): boolean {
  return longer.length > shorter.length && isSame(longer.subarray(0, shorter.length), shorter)
}

/** For each id its place in the other list, -1 where it is not there; both ascend. */
export function factRows(ids: Int32Array, known: Int32Array): Int32Array {
  let at = 0
  return ids.map((id) => {
    while (at < known.length && known[at] < id) at += 1
    return known[at] === id ? at : -1
  })
}

/** By row the first row of its stack, itself where it is in none or was not compared. */
export function stacksByRow(ids: Int32Array, stacks: Output<'stacks'>): Int32Array {
  const firstOf = new Map<number, number>()
  return factRows(ids, stacks.ids).map((known, row) => {
    if (known < 0) return row
    const stack = stacks.stackOf[known]
    const first = firstOf.get(stack) ?? row
    firstOf.set(stack, first)
    return first
  })
}

function placeStarts(photoOf: Int32Array, photos: number): Int32Array {
  const starts = new Int32Array(photos + 1)
  for (const photo of photoOf) starts[photo + 1] += 1
  for (let photo = 0; photo < photos; photo += 1) starts[photo + 1] += starts[photo]
  return starts
}

/** @returns the folders with those above them, and for each of the engine's folders its number among them. */
function folderTree({ roots, folders }: Pick<PhotoFacts, 'roots' | 'folders'>): {
  folders: Folder[]
  numberOf: number[]
} {
  const labels = rootLabels(roots)
  const found: Folder[] = []
  const numbers = new Map<string, number>()
  const numberOfFolder = (root: number, path: string): number => {
    const key = path === '' ? String(root) : `${root}/${path}`
    const known = numbers.get(key)
    if (known !== undefined) return known
    const end = Math.max(0, path.lastIndexOf('/'))
    const parent = path === '' ? undefined : numberOfFolder(root, path.slice(0, end))
    const rootLabel = labels.get(root) ?? ''
    const label = path === '' ? rootLabel : `${rootLabel}/${path}`
    numbers.set(key, found.length)
    const depth = parent === undefined ? 0 : found[parent].depth + 1
    return found.push({ key, label, parent, depth }) - 1
  }
  const numberOf = folders.map(({ root, path }) => numberOfFolder(root, path))
  return { folders: found, numberOf }
}

/** The last names of the paths; the whole paths of those that have it in common. */
function rootLabels(roots: PhotoFacts['roots']): Map<number, string> {
  const alike = Map.groupBy(roots, ({ path }) => baseName(path))
  return new Map(
    roots.map(({ id, path }) => [id, (alike.get(baseName(path)) ?? []).length > 1 ? path : baseName(path)]),
  )
}
