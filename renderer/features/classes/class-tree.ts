/** @file The classes as a tree, with the sum of what stands below in each row, and the rows that are shown of it. Pure. */
import { STRIP, type ClassRow } from '../../../shared/contract/classes.ts'

export interface ClassNode {
  /** In full: "animals/birds". */
  readonly name: string
  /** Its own level of the name: "birds". */
  readonly label: string
  /** From 1 on. */
  readonly level: number
  /** Confirmed photos of its own; none for a class that only holds others. */
  readonly ownConfirmed: number
  /** With all classes below. */
  readonly confirmed: number
  readonly missing: number
  readonly suggested: number
  /** The share of the suggestions that is expected to be right; null for none. */
  readonly expected: number | null
  readonly typical: readonly number[]
  readonly leastSure: ClassRow['leastSure']
  readonly children: readonly ClassNode[]
}

export const CLASS_ORDERS = ['name', 'photos', 'unsure'] as const
export type ClassOrder = (typeof CLASS_ORDERS)[number]

/** A row of the list. */
export interface ShownClass {
  readonly node: ClassNode
  /** Undefined for a class that holds no others. */
  readonly isOpen: boolean | undefined
  /** It holds others, and is not open because of letters that are looked for. */
  readonly canFold: boolean
}

const EMPTY = { confirmed: 0, missing: 0, suggested: 0, expected: null, typical: [], leastSure: [] }

/** The classes of the first level. A level that no photo has by itself is a class as well. */
export function classTree(rows: readonly ClassRow[]): ClassNode[] {
  return level(rows, 0)
}

/** @param depth how many levels of the names are above */
function level(rows: readonly ClassRow[], depth: number): ClassNode[] {
  const byLabel = Map.groupBy(rows, ({ name }) => name.split('/')[depth])
  return [...byLabel].map(([label, members]) => {
    const name = members[0].name
      .split('/')
      .slice(0, depth + 1)
      .join('/')
    const own = members.find((each) => each.name === name)
    const children = level(
      members.filter((each) => each !== own),
      depth + 1,
    )
    return withSums({ name, label, level: depth + 1 }, own ?? EMPTY, children)
  })
}

function withSums(
  names: Pick<ClassNode, 'name' | 'label' | 'level'>,
  own: Omit<ClassRow, 'name'>,
  children: readonly ClassNode[],
): ClassNode {
  const parts = [own, ...children]
  const sum = (of: 'confirmed' | 'missing' | 'suggested'): number =>
    parts.reduce((total, part) => total + part[of], 0)
  const suggested = sum('suggested')
  const right = parts.reduce((total, part) => total + (part.expected ?? 0) * part.suggested, 0)
  return {
    ...names,
    ownConfirmed: own.confirmed,
    confirmed: sum('confirmed'),
    missing: sum('missing'),
    suggested,
    expected: suggested === 0 ? null : right / suggested,
    typical: inTurn(parts.map(({ typical }) => typical)),
    leastSure: parts
      .flatMap(({ leastSure }) => leastSure)
      .sort((a, b) => a.probability - b.probability)
      .slice(0, STRIP),
    children,
  }
}

/** The first of each list, then the second of each, and so on. */
function inTurn(lists: readonly (readonly number[])[]): number[] {
  const longest = Math.max(...lists.map(({ length }) => length))
  return Array.from({ length: longest }, (_, place) => lists.flatMap((list) => list.slice(place, place + 1)))
    .flat()
    .slice(0, STRIP)
}

interface Wanted {
  /** Letters that the full name holds. What is found is shown with all classes above it. */
  readonly text: string
  readonly order: ClassOrder
  /** Full names of classes whose children are not shown; without effect while letters are looked for. */
  readonly folded: ReadonlySet<string>
}

/** From top to bottom. */
export function shownClasses(tree: readonly ClassNode[], wanted: Wanted): ShownClass[] {
  const text = wanted.text.normalize('NFC').trim().toLocaleLowerCase()
  return [...tree].sort(byOrder(wanted.order)).flatMap((node) => {
    const isFound = text === '' || node.name.toLocaleLowerCase().includes(text)
    const below = shownClasses(node.children, isFound ? { ...wanted, text: '' } : wanted)
    if (!isFound && below.length === 0) return []
    const isLookedThrough = text !== ''
    const isOpen = node.children.length === 0 ? undefined : isLookedThrough || !wanted.folded.has(node.name)
    const canFold = isOpen !== undefined && !isLookedThrough
    return [{ node, isOpen, canFold }, ...(isOpen === true ? below : [])]
  })
}

function byOrder(order: ClassOrder): (a: ClassNode, b: ClassNode) => number {
  const byName = (a: ClassNode, b: ClassNode): number =>
    a.label.localeCompare(b.label, undefined, { numeric: true })
  if (order === 'photos')
    return (a, b) => b.confirmed - a.confirmed || b.suggested - a.suggested || byName(a, b)
  // A class without suggestions has nothing to doubt.
  if (order === 'unsure') return (a, b) => (a.expected ?? 2) - (b.expected ?? 2) || byName(a, b)
  return byName
}
