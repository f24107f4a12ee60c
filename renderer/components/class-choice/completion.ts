/** @file Which known classes a few typed letters may mean, likeliest first. Pure. */

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
 * The suggested class first where it fits, then classes that begin with the text, then those with a word that does, then
 * those that hold it anywhere; within each the larger class first. Names that are proposed for the page stand before all
 * other names of their kind. A text that names no class can be made one; it stands before what merely holds it, so that who
 * types "crab" is not given a "fiddler crab" that nobody has named, nor who types "cat" a "tomcat".
 */
export function completions(
  text: string,
  known: readonly Known[],
  suggested: string | null,
  proposals: readonly string[] = [],
): Completion[] {
  const wanted = fold(text)
  /** The first proposal has the smallest place; a name that is none comes after them all. */
  const placeOf = new Map(proposals.map((name, place) => [name, place - proposals.length]))
  const unknown = proposals.filter((name) => !known.some((each) => each.name === name))
  const ranked = [...known, ...unknown.map((name) => ({ name, photos: 0 }))]
    .map(({ name, photos }) => ({
      ...{ name, photos, isNew: unknown.includes(name), isProposed: placeOf.has(name) },
      rank: rankOf(fold(name), wanted, name === suggested),
    }))
    .filter(({ rank }) => rank < NO_MATCH)
    .sort(
      (a, b) =>
        a.rank - b.rank ||
        (placeOf.get(a.name) ?? 0) - (placeOf.get(b.name) ?? 0) ||
        b.photos - a.photos ||
        a.name.localeCompare(b.name),
    )
    .slice(0, MOST_SHOWN)
  if (wanted === '' || ranked.some(({ rank }) => rank === SAME)) return ranked.map(asCompletion)
  const typed = { name: text.normalize('NFC').trim(), isNew: true, isProposed: false, isTyped: true }
  const likelier = ranked.filter((each) => !merelyHolds(each))
  return [...likelier.map(asCompletion), typed, ...ranked.filter(merelyHolds).map(asCompletion)]
}

/** A class that none of its words makes likely, or a proposal of no class yet that does not begin with what was typed. */
function merelyHolds({ isNew, rank }: { isNew: boolean; rank: number }): boolean {
  return rank > (isNew ? BEGINNING : BEGINNING_OF_WORD)
}

function asCompletion({ name, isNew, isProposed, rank }: Omit<Completion, 'isTyped'> & { rank: number }) {
  return { name, isNew, isProposed, isTyped: rank === SAME }
}

/** All but the class that is none to choose here; typed whole, it is meant nevertheless, and no new one. */
export function choosable<Class extends Known>(
  classes: readonly Class[],
  ruledOut: string | null,
  text: string,
): Class[] {
  return classes.filter(({ name }) => name !== ruledOut || fold(name) === fold(text))
}

/** The proposals for a page as names to take: in the spelling of a class where there is one already, each once. */
export function proposedNames(proposals: readonly string[], classes: readonly string[]): string[] {
  const spelled = proposals.map((name) => classes.find((each) => fold(each) === fold(name)) ?? name)
  return [...new Set(spelled)]
}

const SAME = 0
const SUGGESTED = 1
const BEGINNING = 2
const BEGINNING_OF_WORD = 3
const HOLDS = 4
const NO_MATCH = 5

function rankOf(name: string, wanted: string, suggested: boolean): number {
  if (name === wanted && wanted !== '') return SAME
  const begins = name.startsWith(wanted)
  const wordBegins = begins || name.split(/[\s/_-]+/).some((word) => word.startsWith(wanted))
  if (wordBegins && suggested) return SUGGESTED
  if (begins) return BEGINNING
  if (wordBegins) return BEGINNING_OF_WORD
  return name.includes(wanted) ? HOLDS : NO_MATCH
}

/** Accents and case do not matter for finding a name. */
function fold(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{Mark}/gu, '')
    .toLowerCase()
    .trim()
}
