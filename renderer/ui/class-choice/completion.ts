/** @file Which known classes a few typed letters may mean, likeliest first. Pure. */
import { fold } from '../../words/fold.ts'

export interface Completion {
  readonly name: string
  /** No class of that name exists yet. */
  readonly isNew: boolean
  /** What the page itself seems to show. */
  readonly isProposed: boolean
  /** It is what was typed, whole: a class of that name, or a new one. */
  readonly isTyped: boolean
}

const MOST_SHOWN = 7

interface Known {
  readonly name: string
  readonly photos: number
}

/**
 * What is typed comes first: the class of that name, or a new one. So typing "chair" gives chair, also beside a
 * "windsor chair". Then come the suggested class where it fits, classes that begin with the text, those with a word that
 * does, and those that hold it anywhere; within each the larger class first. Names that are proposed for the page stand before
 * all other names of their kind.
 */
export function completions(
  text: string,
  known: readonly Known[],
  suggested: string | null,
  proposals: readonly string[] = [],
): Completion[] {
  const wanted = fold(text)
  const typed = typedName(text, [...known.map(({ name }) => name), ...proposals])
  /** The first proposal has the smallest place; a name that is none comes after them all. */
  const placeOf = new Map(proposals.map((name, place) => [name, place - proposals.length]))
  const isNew = (name: string): boolean => !known.some((each) => each.name === name)
  const complete = (name: string): Completion => ({
    ...{ name, isNew: isNew(name), isProposed: placeOf.has(name), isTyped: name === typed },
  })
  const unknown = proposals.filter(isNew).map((name) => ({ name, photos: 0 }))
  const others = [...known, ...unknown]
    .filter(({ name }) => name !== typed)
    .map(({ name, photos }) => ({ name, photos, rank: rankOf(fold(name), wanted, name === suggested) }))
    .filter(({ rank }) => rank < NO_MATCH)
    .sort(
      (a, b) =>
        a.rank - b.rank ||
        (placeOf.get(a.name) ?? 0) - (placeOf.get(b.name) ?? 0) ||
        b.photos - a.photos ||
        a.name.localeCompare(b.name),
    )
    .slice(0, MOST_SHOWN)
  return [...(typed === undefined ? [] : [typed]), ...others.map(({ name }) => name)].map(complete)
}

/**
 * The name that a text means as it stands. A class that differs in nothing but capitals is the same one; one that differs in
 * an accent is not, since "schon" and "schön" are two words.
 * @returns undefined for an empty text.
 */
export function typedName(text: string, names: readonly string[]): string | undefined {
  const written = text.normalize('NFC').trim()
  if (written === '') return undefined
  if (names.includes(written)) return written
  return names.find((name) => lower(name) === lower(written)) ?? written
}

/**
 * Whether a class begins with the text and none is called so: whoever presses Enter there may have meant to type on. Accents do not
 * count, so that "schon" is not taken for a new class beside "schön" unasked.
 * @param names of all classes @param proposals names that are whole words, whatever begins with them
 */
export function isBeginning(
  text: string,
  names: readonly string[],
  proposals: readonly string[] = [],
): boolean {
  const typed = typedName(text, [...names, ...proposals])
  if (typed === undefined || names.includes(typed) || proposals.includes(typed)) return false
  const beginning = fold(text)
  return beginning !== '' && names.some((name) => fold(name).startsWith(beginning))
}

/** Classes to offer: hides `ruledOut` unless the person typed its exact name. */
export function choosable<Class extends Known>(
  classes: readonly Class[],
  ruledOut: string | null,
  text: string,
): Class[] {
  return classes.filter(({ name }) => name !== ruledOut || lower(name) === lower(text))
}

/** The proposals for a page as names to take: in the spelling of a class where there is one already, each once. */
export function proposedNames(proposals: readonly string[], classes: readonly string[]): string[] {
  const spelled = proposals.map((name) => classes.find((each) => fold(each) === fold(name)) ?? name)
  return [...new Set(spelled)]
}

const SUGGESTED = 1
const BEGINNING = 2
const BEGINNING_OF_WORD = 3
const HOLDS = 4
const NO_MATCH = 5

function rankOf(name: string, wanted: string, suggested: boolean): number {
  const begins = name.startsWith(wanted)
  const wordBegins = begins || name.split(/[\s/_-]+/).some((word) => word.startsWith(wanted))
  if (wordBegins && suggested) return SUGGESTED
  if (begins) return BEGINNING
  if (wordBegins) return BEGINNING_OF_WORD
  return name.includes(wanted) ? HOLDS : NO_MATCH
}

function lower(text: string): string {
  return text.normalize('NFC').trim().toLowerCase()
}
