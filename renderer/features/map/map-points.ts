/** @file The photos as points of the map: where they are, their colours, and which are shown. Pure, over typed arrays. */
import type { Output } from '../../../shared/contract.ts'
import { rowOfPhoto } from '../../stores/arrange-photos.ts'
import type { PhotoColumns } from '../../stores/photo-tests.ts'
import { classMarkAt, type Rgb } from '../../ui/class-colour/class-colour.ts'

export const COLOURINGS = ['class', 'confidence', 'taken', 'added'] as const
export type Colouring = (typeof COLOURINGS)[number]

/** Row i is row i of the columns of all photos. */
export interface MapPoints {
  /** [2n] within -1 to 1. */
  readonly positions: Float32Array
  /** [n] 1 for photos that are on the map. */
  readonly placed: Uint8Array
  /** Photos that are not. */
  readonly lacking: number
}

/** A class in the list beside the map; -1 is for photos without one. */
export interface LegendClass {
  readonly index: number
  readonly name: string
  readonly count: number
  readonly colour: Rgb
  /** As plot/gl-points.ts counts them: that of the class's mark. */
  readonly shape: number
}

/** Every map fills the same square, so that points can move from one to the other. */
export function mapPoints({ ids }: Pick<PhotoColumns, 'ids'>, map: Output<'map'>): MapPoints {
  const positions = new Float32Array(2 * ids.length)
  const placed = new Uint8Array(ids.length)
  let at = 0
  let lacking = 0
  for (let row = 0; row < ids.length; row += 1) {
    while (at < map.ids.length && map.ids[at] < ids[row]) at += 1
    if (at < map.ids.length && map.ids[at] === ids[row]) {
      placed[row] = 1
      positions[2 * row] = map.positions[2 * at]
      positions[2 * row + 1] = map.positions[2 * at + 1]
    } else lacking += 1
  }
  fillSquare(positions, placed)
  return { positions, placed, lacking }
}

/** In place. */
function fillSquare(positions: Float32Array, placed: Uint8Array): void {
  const low = [Infinity, Infinity]
  const high = [-Infinity, -Infinity]
  for (let i = 0; i < positions.length; i += 1) {
    if (placed[i >> 1] === 0) continue
    low[i & 1] = Math.min(low[i & 1], positions[i])
    high[i & 1] = Math.max(high[i & 1], positions[i])
  }
  const half = Math.max(high[0] - low[0], high[1] - low[1], Number.MIN_VALUE) / 2
  for (let i = 0; i < positions.length; i += 1) {
    if (placed[i >> 1] === 1) positions[i] = (positions[i] - (low[i & 1] + high[i & 1]) / 2) / half
  }
}

const NO_CLASS: Rgb = [140, 140, 150]
const ROUND = 0

/**
 * Classes by how many photos have them, or are thought to; those without any come last.
 * @param numberOf by which a class keeps its mark, whatever becomes of the others
 * @param palette the colours of classes
 */
export function legendOf(
  { classes, classOf }: PhotoColumns,
  numberOf: (name: string) => number,
  palette: readonly Rgb[],
): LegendClass[] {
  const counts = new Int32Array(classes.length)
  let without = 0
  for (const index of classOf) {
    if (index < 0) without += 1
    else counts[index] += 1
  }
  const known = [...classes.keys()].filter((index) => counts[index] > 0)
  const entries = known
    .toSorted((a, b) => counts[b] - counts[a] || a - b)
    .map((index) => {
      const { colour, shape } = classMarkAt(numberOf(classes[index]))
      const name = classes[index]
      return { index, name, count: counts[index], colour: palette.at(colour) ?? NO_CLASS, shape }
    })
  const others = { index: -1, name: '', count: without, colour: NO_CLASS, shape: ROUND }
  return without === 0 ? entries : [...entries, others]
}

/** Of the hidden names those that are in the list; the same set where that is all of them. */
export function stillHidden(
  hidden: ReadonlySet<string>,
  legend: readonly Pick<LegendClass, 'name'>[],
): ReadonlySet<string> {
  const kept = legend.map(({ name }) => name).filter((name) => hidden.has(name))
  return kept.length === hidden.size ? hidden : new Set(kept)
}

/** Purple, teal, yellow: more is lighter; also without colours (Viridis, Smith and van der Walt 2015, three of its stops). */
const SCALE: readonly Rgb[] = [
  [72, 35, 116],
  [38, 130, 142],
  [235, 205, 40],
]
export function onScale(value: number): Rgb {
  const [from, part] = value < 0.5 ? [0, value * 2] : [1, value * 2 - 1]
  const mix = (k: 0 | 1 | 2): number =>
    Math.round(SCALE[from][k] + (SCALE[from + 1][k] - SCALE[from][k]) * part)
  return [mix(0), mix(1), mix(2)]
}

/** A mere suggestion is paler than what is confirmed. */
const CONFIRMED_OPACITY = 255
const SUGGESTED_OPACITY = 150

/**
 * [4n]
 * @param shown [n] 1 for points that are drawn
 * @param timeRanks [n] how many photos were taken before, -1 where that is not known; none while it is read
 */
export function colours(
  columns: PhotoColumns,
  shown: Uint8Array,
  legend: readonly LegendClass[],
  by: Colouring,
  timeRanks: Int32Array = new Int32Array(shown.length).fill(-1),
): Uint8Array {
  const { classOf, confirmed, probability } = columns
  const out = new Uint8Array(4 * shown.length)
  const ofClass = new Map(legend.map(({ index, colour }) => [index, colour]))
  const table = Array.from({ length: 256 }, (_, step) => onScale(step / 255))
  const last = Math.max(1, by === 'taken' ? timeRanks.reduce((a, b) => Math.max(a, b), 0) : shown.length - 1)
  const partOf = {
    class: () => 0,
    confidence: (row: number) => probability[row],
    taken: (row: number) => timeRanks[row] / last,
    added: (row: number) => row / last,
  }[by]
  for (let row = 0; row < shown.length; row += 1) {
    if (shown[row] === 0) continue
    const part = partOf(row)
    const [red, green, blue] =
      by === 'class'
        ? (ofClass.get(classOf[row]) ?? NO_CLASS)
        : part < 0
          ? NO_CLASS
          : table[Math.round(part * 255)]
    out[4 * row] = red
    out[4 * row + 1] = green
    out[4 * row + 2] = blue
    out[4 * row + 3] = by !== 'class' || confirmed[row] === 1 ? CONFIRMED_OPACITY : SUGGESTED_OPACITY
  }
  return out
}

/** [n] Of classes; what is coloured by something else is round. */
export function shapes(
  { classOf }: Pick<PhotoColumns, 'classOf'>,
  legend: readonly LegendClass[],
  by: Colouring,
): Uint8Array {
  if (by !== 'class') return new Uint8Array(classOf.length)
  const ofClass = new Map(legend.map(({ index, shape }) => [index, shape]))
  return Uint8Array.from(classOf, (index) => ofClass.get(index) ?? ROUND)
}

/** [n] 1 for photos that are on the map and whose class is not hidden. */
export function shownPoints(
  { classOf }: Pick<PhotoColumns, 'classOf'>,
  { placed }: Pick<MapPoints, 'placed'>,
  hidden: ReadonlySet<number>,
): Uint8Array {
  return hidden.size === 0 ? placed : placed.map((is, row) => (hidden.has(classOf[row]) ? 0 : is))
}

/** The photos that are in one group with this one; undefined where it is in none. */
export function groupAround(
  { ids, groupOf }: Pick<Output<'grouping'>, 'ids' | 'groupOf'>,
  id: number,
): Int32Array | undefined {
  const place = rowOfPhoto({ ids }, id)
  return place < 0 ? undefined : ids.filter((_, other) => groupOf[other] === groupOf[place])
}
