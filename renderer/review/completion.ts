/** @file Which known classes a few typed letters may mean, likeliest first. Pure. */

export interface Completion {
  readonly name: string
  /** No class of that name exists yet. */
  readonly isNew: boolean
}

const MOST_SHOWN = 7

interface Known {
  readonly name: string
  readonly photos: number
}

/**
 * The suggested class first where it fits, then classes that begin with the text, then those with a word that does, then
 * those that hold it anywhere; within each the larger class first. A text that names no class can be made one.
 */
export function completions(text: string, known: readonly Known[], suggested: string | null): Completion[] {
  const wanted = fold(text)
  const ranked = known
    .map(({ name, photos }) => ({ name, photos, rank: rankOf(fold(name), wanted, name === suggested) }))
    .filter(({ rank }) => rank < NO_MATCH)
    .sort((a, b) => a.rank - b.rank || b.photos - a.photos || a.name.localeCompare(b.name))
    .slice(0, MOST_SHOWN)
    .map(({ name }) => ({ name, isNew: false }))
  const isKnown = known.some(({ name }) => fold(name) === wanted)
  return wanted === '' || isKnown ? ranked : [...ranked, { name: text.normalize('NFC').trim(), isNew: true }]
}

const NO_MATCH = 5

function rankOf(name: string, wanted: string, suggested: boolean): number {
  if (name === wanted) return 0
  if (suggested && name.includes(wanted)) return 1
  if (name.startsWith(wanted)) return 2
  if (name.split(/[\s/_-]+/).some((word) => word.startsWith(wanted))) return 3
  return name.includes(wanted) ? 4 : NO_MATCH
}

/** Accents and case do not matter for finding a name. */
function fold(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{Mark}/gu, '')
    .toLowerCase()
    .trim()
}
