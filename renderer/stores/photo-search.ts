/** @file Finds photos by words in the names of their files, folders and classes, whatever their case and accents, and by dates. Pure. */
import type { RowFacts } from './row-facts.ts'

/** Letters without their accents, all small: "Ärger" as "arger", "Straße" as "strasse". */
export function folded(text: string): string {
  if (/^[\0-\x7f]*$/.test(text)) return text.toLowerCase()
  return text
    .toLowerCase()
    .normalize('NFKD')
    .replaceAll(/\p{M}+/gu, '')
    .replaceAll('ß', 'ss')
}

/** All that is searched, folded once. */
export interface SearchableNames {
  /** Names of files by place, each with the character 0 after it. */
  readonly text: string
  /** By place, where its name begins in `text`, and the end. */
  readonly starts: Int32Array
  /** By folder. */
  readonly folders: readonly string[]
}

export function searchableNames({ names, folderOf, folders }: RowFacts): SearchableNames {
  const text = folded(names)
  const starts = new Int32Array(folderOf.length + 1)
  for (let place = 0; place < folderOf.length; place += 1)
    starts[place + 1] = text.indexOf('\0', starts[place]) + 1
  return { text, starts, folders: folders.map(({ label }) => folded(label)) }
}

/** By row, 1 where the name or the folder of one of its places holds the word, which is folded. */
export function rowsWithWord(
  word: string,
  { firstPlace, folderOf }: RowFacts,
  { text, starts, folders }: SearchableNames,
): Uint8Array {
  const found = ofPlaces(
    folderOf,
    folders.map((label) => label.includes(word)),
  )
  let place = 0
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, starts[place + 1])) {
    while (starts[place + 1] <= at) place += 1
    found[place] = 1
  }
  return rowsOfPlaces(found, firstPlace)
}

/** By place, 1 where its folder is one of these. */
export function ofPlaces(folderOf: Int32Array, isMeant: readonly boolean[]): Uint8Array {
  const places = new Uint8Array(folderOf.length)
  for (let place = 0; place < places.length; place += 1) places[place] = isMeant[folderOf[place]] ? 1 : 0
  return places
}

/** By row, 1 where one of its places has 1. */
export function rowsOfPlaces(places: Uint8Array, firstPlace: Int32Array): Uint8Array {
  const rows = new Uint8Array(Math.max(0, firstPlace.length - 1))
  let place = 0
  for (let row = 0; row < rows.length; row += 1) {
    const end = firstPlace[row + 1]
    for (; place < end; place += 1) if (places[place] === 1) rows[row] = 1
  }
  return rows
}

/** The time that a word such as `2024`, `2024-05` or `2024-05-01` means, from the first moment to the one after the last; undefined for another word. */
export function timeMeant(word: string): { from: number; end: number } | undefined {
  const parts = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/.exec(word)
  if (parts === null) return undefined
  const [year, month, day] = parts.slice(1).map(Number)
  const from = Date.UTC(year, (month || 1) - 1, day || 1)
  // What the calendar does not know is no time: it would be counted on into another month.
  if (!new Date(from).toISOString().startsWith(word)) return undefined
  if (day) return { from, end: Date.UTC(year, month - 1, day + 1) }
  return { from, end: month ? Date.UTC(year, month, 1) : Date.UTC(year + 1, 0, 1) }
}

export function wordsOf(text: string): string[] {
  return folded(text).split(/\s+/u).filter(Boolean)
}
