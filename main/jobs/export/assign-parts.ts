/**
 * @file Which photo goes to which part of a data set.
 *
 * [Note: a split] Stratified: each class is divided by the same shares, as near as whole groups allow, and what one class gets too much of
 * a part the next ones get less of, so that many small classes together keep the shares too (after the iterative stratification of
 * Sechidis, Tsoumakas and Vlahavas, "On the stratification of multi-label data", 2011). Photos that belong together, as near copies and
 * bursts do, never part: a network would be judged by pictures that it has seen. What was in a part before stays there, so that a test
 * set stays one while the library grows. The first group of each class trains, since nobody can learn a class without a photo.
 * Nothing depends on the order of the photos, their paths or ids: the same pictures, labels and seed give the same split everywhere.
 */
import { createHash } from 'node:crypto'
import { PARTS, type Part, type Split } from '../../../shared/contract/split.ts'
import type { PhotoId } from '../../../shared/domain.ts'

export interface SplitItem {
  readonly photo: PhotoId
  /** The same for the same picture in every library: its content hash. */
  readonly key: string
  readonly class: string
  /** Photos of one group never part. */
  readonly group: number
}

type Amounts = Record<Part, number>

interface Group {
  readonly items: readonly SplitItem[]
  /** Where the draw puts it among groups of its size. */
  readonly draw: string
}

/**
 * @param before parts that were given earlier, by photo
 * @returns the part of each photo
 */
export function assignParts(
  items: readonly SplitItem[],
  split: Split,
  before: ReadonlyMap<PhotoId, Part> = new Map(),
): Map<PhotoId, Part> {
  return new Assignment(items, split).all(before)
}

class Assignment {
  readonly #parts = new Map<PhotoId, Part>()
  readonly #groups: readonly Group[]
  readonly #shares: Amounts
  /** Photos of each class, and how many of them are in each part. */
  readonly #counts = new Map<string, number>()
  readonly #taken = new Map<string, Amounts>()

  constructor(items: readonly SplitItem[], split: Split) {
    this.#shares = sharesOf(split, items.length)
    for (const item of items) this.#counts.set(item.class, (this.#counts.get(item.class) ?? 0) + 1)
    const groups = Map.groupBy(items, (item) => item.group)
    this.#groups = [...groups.values()].map((members) => ({
      items: members,
      draw: drawOf(members, split.seed),
    }))
  }

  all(before: ReadonlyMap<PhotoId, Part>): Map<PhotoId, Part> {
    const open: Group[] = []
    for (const group of this.#groups) {
      const part = partBefore(group.items, before)
      if (part === undefined) open.push(group)
      else this.#take(group, part)
    }
    const ofClass = Map.groupBy(open, ({ items }) => this.#rarestFirst(items.map((item) => item.class))[0])
    let carried = amounts(() => 0)
    // What a small class cannot divide is made good by the larger ones.
    for (const name of this.#rarestFirst([...this.#counts.keys()])) {
      const before = carried
      const wanted = (part: Part): number =>
        (this.#counts.get(name) ?? 0) * this.#shares[part] +
        before[part] -
        (this.#taken.get(name)?.[part] ?? 0)
      const groups = ofClass.get(name) ?? []
      for (const group of groups.toSorted(largestFirst)) {
        const isFirst = !this.#taken.has(name) && this.#shares.train > 0
        this.#take(group, isFirst ? 'train' : this.#mostWanted(wanted))
      }
      carried = amounts(wanted)
    }
    return this.#parts
  }

  #take({ items }: Group, part: Part): void {
    for (const { photo, class: name } of items) {
      this.#parts.set(photo, part)
      const taken = this.#taken.get(name) ?? amounts(() => 0)
      taken[part] += 1
      this.#taken.set(name, taken)
    }
  }

  #mostWanted(wanted: (part: Part) => number): Part {
    const some = PARTS.filter((part) => this.#shares[part] > 0)
    return some.reduce((best, part) => (wanted(part) > wanted(best) ? part : best))
  }

  #rarestFirst(names: readonly string[]): string[] {
    const countOf = (name: string): number => this.#counts.get(name) ?? 0
    return names.toSorted((a, b) => countOf(a) - countOf(b) || (a < b ? -1 : 1))
  }
}

function sharesOf({ train, validation, test }: Split, photos: number): Amounts {
  if (train !== null) {
    const all = train + validation + test
    return { train: train / all, validation: validation / all, test: test / all }
  }
  // More than there are cannot be had: then nothing trains.
  const all = Math.max(photos, validation + test, 1)
  return { train: 1 - (validation + test) / all, validation: validation / all, test: test / all }
}

/** The part of most of them; among equals the later one, so that what was to judge by is not trained on. */
function partBefore(items: readonly SplitItem[], before: ReadonlyMap<PhotoId, Part>): Part | undefined {
  const counts = amounts((part) => items.filter(({ photo }) => before.get(photo) === part).length)
  const best = PARTS.reduce((best, part) => (counts[part] >= counts[best] ? part : best))
  return counts[best] === 0 ? undefined : best
}

function drawOf(items: readonly SplitItem[], seed: number): string {
  const first = items.reduce((lowest, { key }) => (key < lowest ? key : lowest), items[0].key)
  return createHash('sha256').update(`${seed}:${first}`).digest('hex')
}

function largestFirst(a: Group, b: Group): number {
  return b.items.length - a.items.length || (a.draw < b.draw ? -1 : 1)
}

function amounts(of: (part: Part) => number): Amounts {
  return { train: of('train'), validation: of('validation'), test: of('test') }
}
