/**
 * @file In which ways a photo may be a bad one, where the line is drawn at first, and how far it may be moved. Pure.
 *
 * [Note: lines of quality] The first lines were chosen by looking at 1,493 photos of three kinds (wildlife cameras, restaurants,
 * camera samples): 15 of the 17 found there as no photograph are screenshots, all that there are; of 6 found too dark all are dark;
 * of 7 found blurred 2 are. On 3,488 photos of three other kinds (shops, scenes, Caltech-101), as judged by eye: no photograph 21 of
 * 23, all of them drawings and cut-outs, and none of the 1,986 of shops and scenes; too dark 2 of 3; blurred 3 of 7, the others
 * haze and fruit; too bright about 5 of 30, the others drawings. So these only say where to look, and nothing follows by itself.
 */
import type { Output } from '../../shared/contract.ts'

export type QualityColumns = Output<'quality'>

export const QUALITY_KINDS = ['blurred', 'dark', 'bright', 'screen', 'small', 'long'] as const
export type QualityKind = (typeof QUALITY_KINDS)[number]

interface Measure {
  readonly of: (columns: QualityColumns, row: number) => number
  /** Whether small values are the bad ones. */
  readonly isLow: boolean
  readonly least: number
  readonly most: number
  readonly step: number
  readonly usual: number
}

/** What has more lines of one tone is on a white or black ground on purpose. */
const MOST_PLAIN = 0.05

export const MEASURES: Readonly<Record<QualityKind, Measure>> = {
  blurred: {
    of: ({ sharpness }, row) => sharpness[row],
    ...{ isLow: true, least: 16, most: 36, step: 0.5, usual: 24 },
  },
  dark: {
    of: ({ lightest, plain }, row) => (plain[row] > MOST_PLAIN ? 255 : lightest[row]),
    ...{ isLow: true, least: 20, most: 140, step: 2, usual: 80 },
  },
  bright: {
    of: ({ darkest, plain }, row) => (plain[row] > MOST_PLAIN ? 0 : darkest[row]),
    ...{ isLow: false, least: 70, most: 220, step: 2, usual: 130 },
  },
  screen: {
    of: ({ plain }, row) => plain[row],
    ...{ isLow: false, least: 0.1, most: 0.8, step: 0.02, usual: 0.28 },
  },
  small: {
    of: ({ width, height }, row) => Math.min(width[row], height[row]),
    ...{ isLow: true, least: 32, most: 1024, step: 16, usual: 160 },
  },
  long: {
    of: ({ width, height }, row) =>
      Math.max(width[row] / Math.max(1, height[row]), height[row] / Math.max(1, width[row])),
    ...{ isLow: false, least: 1.5, most: 6, step: 0.1, usual: 2.6 },
  },
}

/** A way in which photos may be bad ones, and where the line is drawn. */
export interface Flaw {
  readonly kind: QualityKind
  readonly line: number
}

/** Which rows have the flaw. */
export function flawed(columns: QualityColumns, { kind, line }: Flaw): (row: number) => boolean {
  const { of, isLow } = MEASURES[kind]
  return (row) => (isLow ? of(columns, row) < line : of(columns, row) > line)
}

/** Rows beyond the line, the worst first. */
export function rowsBeyond(columns: QualityColumns, kind: QualityKind, line: number): number[] {
  const { of, isLow } = MEASURES[kind]
  const values = Float64Array.from(columns.ids, (_, row) => of(columns, row))
  return [...values.keys()]
    .filter(flawed(columns, { kind, line }))
    .sort((a, b) => (isLow ? values[a] - values[b] : values[b] - values[a]) || a - b)
}

/** The same list without flaws of this kind, or with one at the usual line; always in the order of the kinds. */
export function toggledFlaw(flaws: readonly Flaw[], kind: QualityKind): Flaw[] {
  const others = flaws.filter((each) => each.kind !== kind)
  return others.length < flaws.length ? others : withLine(flaws, { kind, line: MEASURES[kind].usual })
}
/** The list with this line for its kind. */
export function withLine(flaws: readonly Flaw[], flaw: Flaw): Flaw[] {
  const all = [...flaws.filter(({ kind }) => kind !== flaw.kind), flaw]
  return QUALITY_KINDS.flatMap((kind) => all.filter((each) => each.kind === kind))
}
