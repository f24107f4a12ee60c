/**
 * @file What the library shows as the query of its address, so that it can be kept, sent, and gone back to: of a filter that leaves
 * nothing out, nothing. Pure.
 */
import { SetAsideAs } from '../../../../shared/set-aside.ts'
import { ORDERS, type PhotoOrder } from '../../../stores/sort-rows.ts'
import { GROUPINGS, type Grouping } from '../../../stores/group-rows.ts'
import { COPIES, EVERYTHING, STATES, type PhotoFilter } from '../../../stores/photo-filter.ts'
import { MEASURES, QUALITY_KINDS, withLine, type Flaw } from '../../../stores/quality-kinds.ts'

/** As the router gives it, and takes it. */
export type Query = Readonly<Record<string, string | null | readonly (string | null)[] | undefined>>

export interface Shown {
  /** Without the photos of a word, which only a search can tell. */
  readonly filter: Omit<PhotoFilter, 'found'>
  /** The word that was searched for, as it was typed. */
  readonly look: string | null
  readonly order: PhotoOrder
  readonly grouping: Grouping
}

const USUAL_ORDER: PhotoOrder = 'added'

export function queryOf({ filter, look, order, grouping }: Shown): Record<string, string | string[]> {
  const parts: Record<string, string | readonly string[] | null> = {
    class: filter.classes,
    state: filter.state === 'all' ? null : filter.state,
    text: filter.text.trim() === '' ? null : filter.text,
    look,
    sure: filter.sure === null ? null : filter.sure.join('-'),
    from: filter.from,
    to: filter.to,
    camera: filter.cameras,
    folder: filter.folders,
    copies: filter.copies,
    aside: filter.asides,
    quality: filter.flaws.map(({ kind, line }) => `${kind}-${line}`),
    order: order === USUAL_ORDER ? null : order,
    group: grouping === 'none' ? null : grouping,
  }
  const set = Object.entries(parts).flatMap(([name, value]): [string, string | string[]][] =>
    value === null || value.length === 0 ? [] : [[name, typeof value === 'string' ? value : [...value]]],
  )
  return Object.fromEntries(set)
}

/** What cannot be read of an address is left out. */
export function shownOf(query: Query): Shown {
  const filter = {
    classes: all(query.class),
    state: STATES.find((state) => state === one(query.state)) ?? EVERYTHING.state,
    text: one(query.text) ?? '',
    sure: rangeOf(one(query.sure)),
    from: dayOf(one(query.from)),
    to: dayOf(one(query.to)),
    cameras: all(query.camera),
    folders: all(query.folder),
    copies: COPIES.find((copies) => copies === one(query.copies)) ?? null,
    asides: SetAsideAs.options.filter((as) => all(query.aside).includes(as)),
    flaws: all(query.quality).flatMap(flawOf).reduce<Flaw[]>(withLine, []),
  }
  const order = ORDERS.find((each) => each === one(query.order)) ?? USUAL_ORDER
  const grouping = GROUPINGS.find((each) => each === one(query.group)) ?? 'none'
  return { filter, look: one(query.look) ?? null, order, grouping }
}

function all(value: Query[string]): string[] {
  const values = typeof value === 'string' ? [value] : (value ?? [])
  return [...new Set(values.filter((each) => each !== null && each !== ''))] as string[]
}
function one(value: Query[string]): string | undefined {
  return all(value).at(0)
}

function flawOf(text: string): Flaw[] {
  const [name, value] = /^([a-z]+)-(\d+(?:\.\d+)?)$/.exec(text)?.slice(1) ?? []
  const kind = QUALITY_KINDS.find((each) => each === name)
  if (kind === undefined) return []
  const { least, most } = MEASURES[kind]
  return [{ kind, line: Math.max(least, Math.min(most, Number(value))) }]
}
function rangeOf(text: string | undefined): [number, number] | null {
  const [low, high] =
    /^(\d{1,3})-(\d{1,3})$/
      .exec(text ?? '')
      ?.slice(1)
      .map(Number) ?? []
  return low <= high && high <= 100 ? [low, high] : null
}
function dayOf(text: string | undefined): string | null {
  return text !== undefined && /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text)) ? text : null
}
