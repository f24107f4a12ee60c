/** @file Which photos a filter shows: a test of rows for each part of it that is set. Pure. */
import { isWithin } from '../../shared/class-name.ts'
import type { Output } from '../../shared/contract.ts'
import { SetAsideAs } from '../../shared/set-aside.ts'
import { partsInForce, type FilterPart, type PhotoFilter } from './photo-filter.ts'
import {
  folded,
  ofPlaces,
  rowsOfPlaces,
  rowsWithWord,
  timeMeant,
  wordsOf,
  type SearchableNames,
} from './photo-search.ts'
import { flawed, type QualityColumns } from './quality-kinds.ts'
import type { RowFacts } from './row-facts.ts'

export type PhotoColumns = Output<'photos'>

/** What is known of the photos, all by the rows of the columns. */
export interface KnownPhotos {
  readonly columns: PhotoColumns
  /** Undefined until they have come. */
  readonly facts?: RowFacts | undefined
  readonly names?: SearchableNames | undefined
  /** By row the first row of its stack, itself where it is in none; undefined until it was asked for. */
  readonly stacks?: Int32Array | undefined
  /** By row how many photos were taken before, -1 where that is not known; undefined until it is asked for. */
  readonly timeRanks?: Int32Array | undefined
  /** Undefined until it was measured. */
  readonly quality?: RowQuality | undefined
}

/** How good photos are to look at. */
export interface RowQuality {
  readonly measured: QualityColumns
  /** By row of the columns of all photos the row of what was measured; -1 for a photo that was not. */
  readonly placeOf: Int32Array
}

type Test = (row: number) => boolean
type Maker = (known: KnownPhotos, filter: PhotoFilter) => Test

/** @param except a part that is left out: so is counted what its other choices would show. */
export function testsOf(known: KnownPhotos, filter: PhotoFilter, ...except: FilterPart[]): Test[] {
  return partsInForce(filter)
    .filter((part) => !except.includes(part))
    .flatMap((part) => MAKERS[part]?.(known, filter) ?? [])
}

/** Without a function made for each row: there are a hundred thousand. */
export function passes(tests: readonly Test[], row: number): boolean {
  for (let i = 0; i < tests.length; i += 1) if (!tests[i](row)) return false
  return true
}

/** Whether more is needed than the columns, and is there. */
export function isKnownEnough({ facts, stacks, quality }: KnownPhotos, filter: PhotoFilter): boolean {
  if (filter.copies === 'near' && stacks === undefined) return false
  if (filter.flaws.length > 0 && quality === undefined) return false
  return facts !== undefined || !partsInForce(filter).some((part) => NEED_FACTS.includes(part))
}
const NEED_FACTS: readonly FilterPart[] = ['text', 'from', 'to', 'cameras', 'folders', 'copies']

const never: Test = () => false

/** `found` gives the rows themselves, in an order of its own: see arrange-photos.ts. */
const MAKERS: Readonly<Partial<Record<FilterPart, Maker>>> = {
  classes: ({ columns: { classOf, classes } }, filter) => {
    const allowed = classes.map((name) => filter.classes.some((wanted) => isWithin(name, wanted)))
    return (row) => classOf[row] >= 0 && allowed[classOf[row]]
  },
  state:
    ({ columns }, { state }) =>
    (row) =>
      stateOfRow(columns, row) === state,
  text: byText,
  sure: ({ columns: { classOf, confirmed, probability } }, { sure }) => {
    const [low, high] = sure ?? [0, 0]
    return (row) => {
      const percent = percentOf(probability[row])
      return confirmed[row] === 0 && classOf[row] >= 0 && percent >= low && percent <= high
    }
  },
  from: ({ facts }, { from }) => {
    const first = Date.parse(from ?? '')
    return facts === undefined ? never : (row) => facts.takenAt[row] >= first
  },
  to: ({ facts }, { to }) => {
    const end = Date.parse(to ?? '') + MS_A_DAY
    return facts === undefined ? never : (row) => facts.takenAt[row] < end
  },
  cameras: ({ facts }, filter) => {
    const allowed = facts?.cameras.map((name) => filter.cameras.includes(name)) ?? []
    return facts === undefined ? never : (row) => facts.cameraOf[row] >= 0 && allowed[facts.cameraOf[row]]
  },
  folders: ({ facts }, { folders }) => {
    if (facts === undefined) return never
    const allowed: boolean[] = []
    // What holds others comes before them.
    for (const { key, parent } of facts.folders)
      allowed.push(folders.includes(key) || (parent !== undefined && allowed[parent]))
    const rows = rowsOfPlaces(ofPlaces(facts.folderOf, allowed), facts.firstPlace)
    return (row) => rows[row] === 1
  },
  asides: ({ columns: { setAside } }, { asides }) => {
    const allowed = [false, ...SetAsideAs.options.map((as) => asides.includes(as))]
    return (row) => allowed[setAside[row]]
  },
  flaws: ({ quality }, { flaws }) => {
    if (quality === undefined) return never
    const { measured, placeOf } = quality
    const tests = flaws.map((flaw) => flawed(measured, flaw))
    return (row) => placeOf[row] >= 0 && tests.some((test) => test(placeOf[row]))
  },
  copies: ({ facts, stacks }, { copies }) => {
    if (copies === 'same')
      return facts === undefined ? never : (row) => facts.firstPlace[row + 1] - facts.firstPlace[row] > 1
    if (stacks === undefined) return never
    const sizes = new Int32Array(stacks.length)
    for (const first of stacks) sizes[first] += 1
    return (row) => sizes[stacks[row]] > 1
  },
}

const MS_A_DAY = 86_400_000

/** Each word stands in the name of the class, of a file or of its folder, or is the year, month or day. */
function byText({ columns, facts, names }: KnownPhotos, { text }: PhotoFilter): Test {
  const { classOf, classes } = columns
  const classNames = classes.map((name) => folded(name))
  const tests = wordsOf(text).map((word): Test => {
    const inClass = classNames.map((name) => name.includes(word))
    const inPlace =
      facts === undefined || names === undefined ? new Uint8Array() : rowsWithWord(word, facts, names)
    const meant = timeMeant(word)
    const isThen = (row: number): boolean =>
      meant !== undefined &&
      facts !== undefined &&
      facts.takenAt[row] >= meant.from &&
      facts.takenAt[row] < meant.end
    return (row) => inPlace[row] === 1 || (classOf[row] >= 0 && inClass[classOf[row]]) || isThen(row)
  })
  return (row) => passes(tests, row)
}

/** As it stands on a tile. */
export function percentOf(probability: number): number {
  return Math.round(probability * 100)
}

export function stateOfRow(
  { classOf, confirmed, setAside }: Pick<PhotoColumns, 'classOf' | 'confirmed' | 'setAside'>,
  row: number,
): 'confirmed' | 'suggested' | 'none' | 'aside' {
  if (confirmed[row] === 1) return 'confirmed'
  if (setAside[row] > 0) return 'aside'
  return classOf[row] < 0 ? 'none' : 'suggested'
}

/**
 * Why a photo is shown still that the filter, or its group, means no longer: the person has decided about it, or what it is has changed
 * by itself or by them, as when they took its label away.
 */
export function howLeft(columns: Parameters<typeof stateOfRow>[0], row: number): 'decided' | 'changed' {
  return ['confirmed', 'aside'].includes(stateOfRow(columns, row)) ? 'decided' : 'changed'
}

/** What the photo of a row is set aside as. */
export function asideOfRow(
  { setAside }: Pick<PhotoColumns, 'setAside'>,
  row: number,
): SetAsideAs | undefined {
  return setAside[row] === 0 ? undefined : SetAsideAs.options[setAside[row] - 1]
}
