/**
 * @file Patterns for the names of exported files: text with parts in braces, as in `{date} {class} {number}`. The engine names files
 * by them, and a window shows at once what comes of one. Pure.
 */
import {
  byteLength,
  cutToBytes,
  forbiddenIn,
  isReserved,
  LONGEST_NAME,
  withoutForbidden,
} from './file-name.ts'
import { sentence, type Sentence } from './sentences/sentence.ts'

/** `number` counts within the class, `date` is the day on which a photo was taken, `name` its own name without the ending. */
export const NAME_PARTS = ['class', 'date', 'name', 'number'] as const
export type NamePart = (typeof NAME_PARTS)[number]

type Piece = { readonly text: string } | { readonly part: NamePart }
export type NamePattern = readonly Piece[]

/** What a photo's name can be made of. */
export interface NameFacts {
  readonly class: string
  /** As 2026-05-31; null where the camera noted none. */
  readonly date: string | null
  /** Without the ending. */
  readonly name: string
}

/** Text and parts of fixed length may take so many bytes: the rest is for names, so that each stays readable. */
const MOST_FIXED = 120
const DATE_BYTES = 10
/** Digits of the largest number that is reckoned with. */
const NUMBER_BYTES = 9
/** Numbers of a small class are as long as those of one with hundreds. */
const LEAST_DIGITS = 3
/** A part of which nothing is known leaves no blanks or dashes behind. */
const NOTHING = '\u0000'

/** The parts of a pattern, or what is wrong with it. */
export function readPattern(pattern: string): NamePattern | { readonly problem: Sentence } {
  if (pattern.trim() === '') return { problem: sentence('names-empty') }
  const pieces: Piece[] = []
  for (const piece of pattern.normalize('NFC').split(/(\{[^{}]*\})/u)) {
    const part = NAME_PARTS.find((each) => piece === `{${each}}`)
    if (part !== undefined) pieces.push({ part })
    else if (/[{}]/u.test(piece)) return { problem: sentence('names-unknown-part', { part: piece }) }
    else if (piece !== '') pieces.push({ text: piece })
  }
  const character = forbiddenIn(pattern).at(0)
  if (character !== undefined) return { problem: sentence('names-forbidden', { character }) }
  if (fixedBytes(pieces) > MOST_FIXED) return { problem: sentence('names-too-long') }
  return pieces
}

/** Whether photos of one class get different names by their numbers. */
export function hasNumber(pattern: NamePattern): boolean {
  return pattern.some((piece) => 'part' in piece && piece.part === 'number')
}

/** @param ofClass how many photos the class has: numbers of one class are equally long. */
export function numberText(number: number, ofClass: number): string {
  return String(number).padStart(Math.max(LEAST_DIGITS, String(ofClass).length), '0')
}

/**
 * The name of one file, without its ending: any system takes it, and with `more` bytes behind it is not too long. Two numbers make two
 * names, however long the rest is.
 * @param number as `numberText` writes it
 * @param more bytes of what follows: a mark, the ending
 */
export function nameBy(pattern: NamePattern, facts: NameFacts, number: string, more: number): string {
  const long = pattern.filter((piece) => 'part' in piece && isLong(piece.part)).length
  // A name that begins with a dot, or is a device's, gets one character more.
  const room = Math.floor((LONGEST_NAME - more - fixedBytes(pattern) - 1) / Math.max(1, long))
  const valueOf = (part: NamePart): string => {
    if (part === 'number') return number
    if (part === 'date') return facts.date ?? NOTHING
    return cutToBytes(tidy(facts[part]), room)
  }
  const joined = pattern.map((piece) => ('text' in piece ? piece.text : valueOf(piece.part))).join('')
  const name = trimmed(joined.replace(/[-_. ]*\0+$/u, '').replaceAll(/\0+[-_. ]*/gu, ''))
  return safe(name === '' ? trimmed(cutToBytes(tidy(facts.name), room)) : name)
}

function isLong(part: NamePart): boolean {
  return part === 'class' || part === 'name'
}

function fixedBytes(pattern: NamePattern): number {
  const bytes = (piece: Piece): number => {
    if ('text' in piece) return byteLength(piece.text)
    if (piece.part === 'date') return DATE_BYTES
    return piece.part === 'number' ? NUMBER_BYTES : 0
  }
  return pattern.reduce((sum, piece) => sum + bytes(piece), 0)
}

/** No blank at its ends, and at its end no dot. */
function trimmed(name: string): string {
  return name.replace(/[. ]+$/u, '').trim()
}

/** Of a class or a file: as one name in one form. */
function tidy(text: string): string {
  return withoutForbidden(text.toWellFormed()).normalize('NFC').replaceAll(/\s+/gu, ' ').trim()
}

/** Loaders pass over what begins with a dot or two underscores; Windows takes no name of a device. */
function safe(name: string): string {
  if (name === '') return '_'
  const visible = name.replace(/^(?:\.|__)[._]*/u, '_')
  return isReserved(visible) ? `_${visible}` : visible
}
