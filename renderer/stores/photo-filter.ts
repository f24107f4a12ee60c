/** @file What the library is filtered by: each part that is set leaves out photos, so that the parts combine. */
import type { SetAsideAs } from '../../shared/set-aside.ts'
import type { Flaw } from './quality-kinds.ts'

export const STATES = ['all', 'confirmed', 'suggested', 'none', 'aside'] as const
export type PhotoState = (typeof STATES)[number]

/** `near`: those of stacks of near copies. `same`: those that lie in several places. */
export const COPIES = ['near', 'same'] as const
export type Copies = (typeof COPIES)[number]

/** Of the surest suggestion, in percent. */
export const SUREST = 100

export interface PhotoFilter {
  /** Classes by their whole names, of which a photo has one, or one below it; any where there is none. */
  classes: readonly string[]
  state: PhotoState
  /** Words, each of which a place or the class of the photo holds. */
  text: string
  /** Photos that show a word, in the order in which they are shown; null for all photos. */
  found: FoundPhotos | null
  /** How sure a mere suggestion is, in percent from 0 to 100, both ends included; null for all photos. */
  sure: readonly [low: number, high: number] | null
  /** Days as `2026-11-29`, both included; null where it is open. */
  from: string | null
  to: string | null
  /** Names of cameras. */
  cameras: readonly string[]
  /** Keys of folders (row-facts.ts), with what is below them. */
  folders: readonly string[]
  copies: Copies | null
  /** What photos are set aside as; none for all photos. */
  asides: readonly SetAsideAs[]
  /** In which ways photos may be bad ones, one of which they are, in the order of the kinds; none for all photos. */
  flaws: readonly Flaw[]
}
export type FilterPart = keyof PhotoFilter

export interface FoundPhotos {
  readonly word: string
  /** What they have in common is not a word that they show: this is what to call them, as it stands. */
  readonly isTitle?: boolean
  /** What was typed for it; null for a title. */
  readonly typed: string | null
  /** Ids, likeliest first. */
  readonly photos: readonly number[]
}

export const EVERYTHING: Readonly<PhotoFilter> = {
  classes: [],
  state: 'all',
  text: '',
  found: null,
  sure: null,
  from: null,
  to: null,
  cameras: [],
  folders: [],
  copies: null,
  asides: [],
  flaws: [],
}

/** The parts that leave out photos. */
export function partsInForce(filter: PhotoFilter): FilterPart[] {
  const set: Record<FilterPart, boolean> = {
    classes: filter.classes.length > 0,
    state: filter.state !== 'all',
    text: filter.text.trim() !== '',
    found: filter.found !== null,
    sure: filter.sure !== null,
    from: filter.from !== null,
    to: filter.to !== null,
    cameras: filter.cameras.length > 0,
    folders: filter.folders.length > 0,
    copies: filter.copies !== null,
    asides: filter.asides.length > 0,
    flaws: filter.flaws.length > 0,
  }
  return PARTS.filter((part) => set[part])
}
const PARTS: readonly FilterPart[] = [
  ...(['classes', 'state', 'text', 'found', 'sure'] as const),
  ...(['from', 'to', 'cameras', 'folders', 'copies', 'asides', 'flaws'] as const),
]

/** Whether a filter asks for all that these parts do. */
export function isPartOf(parts: Partial<PhotoFilter>, filter: PhotoFilter): boolean {
  const all: PhotoFilter = { ...filter, ...parts }
  return JSON.stringify(all) === JSON.stringify(filter)
}

/** The same list without the value, or with it. */
export function toggled<T>(list: readonly T[], value: T): T[] {
  return list.includes(value) ? list.filter((each) => each !== value) : [...list, value]
}

/** The day of a time as the filter writes it. */
export function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10)
}
