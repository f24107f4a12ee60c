/** @file Figures, lists and tables as the person reads them. */
import columnsOf from 'string-width'
import { setAsideOf, type SetAsideAs } from '../../../shared/set-aside.ts'

/** Longer lists are cut; `--json` has everything. */
const LISTED = 20

const THOUSANDS = /\B(?=(\d{3})+$)/g

/** 1234.5 as "1,234.5", with at most one decimal from ten on and three digits below. */
export function number(value: number): string {
  if (Number.isSafeInteger(value)) return String(value).replace(THOUSANDS, ',') // starting ICU takes 20 ms
  const digits = Math.abs(value) >= 10 ? { maximumFractionDigits: 1 } : { maximumSignificantDigits: 3 }
  return value.toLocaleString('en', Math.abs(value) >= 1000 ? { maximumFractionDigits: 0 } : digits)
}

/** 0.953 as "95.3%". */
export function percent(share: number): string {
  return `${(share * 100).toFixed(1)}%`
}

/** Seconds as "8 s", "2 min 5 s", "1 h 3 min". */
export function duration(seconds: number): string {
  const whole = Math.ceil(seconds)
  if (whole < 60) return `${whole} s`
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`
}

/** "1 photo", "2 photos". */
export function count(value: number, noun: string, plural = `${noun}s`): string {
  return `${number(value)} ${value === 1 ? noun : plural}`
}

/** A heading and at most twenty lines below it; nothing for an empty list. */
export function list(heading: string, lines: readonly string[]): string {
  if (lines.length === 0) return ''
  const shown = lines.slice(0, LISTED).map((line) => `  ${line}`)
  const rest = lines.length - shown.length
  if (rest > 0) shown.push(`  and ${number(rest)} more (--json lists them all)`)
  return [heading, ...shown].join('\n')
}

/** Columns padded to their widest cell, as a terminal shows them: a Chinese character is two columns wide. Figures to the right. */
export function table(header: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const cells = [header, ...rows].map((row) =>
    row.map((cell) => (typeof cell === 'number' ? number(cell) : cell)),
  )
  const widths = header.map((_, column) =>
    cells.reduce((widest, row) => Math.max(widest, columnsOf(row[column])), 0),
  )
  const isFigure = header.map((_, column) => rows.some((row) => typeof row[column] === 'number'))
  return cells
    .map((row) =>
      row
        .map((cell, column) => {
          const room = ' '.repeat(widths[column] - columnsOf(cell))
          return isFigure[column] ? room + cell : cell + room
        })
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

export const SET_ASIDE_TEXT: Readonly<Record<SetAsideAs, string>> = {
  unsure: 'not sure',
  'no-subject': 'not a photo of anything',
  'near-copy': 'near copy of one that is kept',
  'poor-quality': 'poor quality',
}

/** The name of a class, or the words for what photos were set aside as. */
export function classText(name: string): string {
  const as = setAsideOf(name)
  return as === undefined ? name : `(${SET_ASIDE_TEXT[as]})`
}

/** Paragraphs under each other, empty ones left out. */
export function lines(...paragraphs: readonly string[]): string {
  return paragraphs.filter((paragraph) => paragraph !== '').join('\n')
}
