/** @file "Did you mean": the known names that are closest to a mistyped one. */

/** Names at most this share of the word's length away are worth showing. */
const WORTH_SHOWING = 0.5

/** @returns At most three of `names`, nearest first, by edit distance (Levenshtein 1966). */
export function nearestNames(word: string, names: readonly string[]): string[] {
  return names
    .filter((name) => Math.abs(name.length - word.length) <= mostChanges(word, name)) // the distance is no less
    .map((name) => ({ name, distance: editDistance(word.toLowerCase(), name.toLowerCase()) }))
    .filter(({ name, distance }) => distance <= mostChanges(word, name))
    .sort((a, b) => a.distance - b.distance || a.name.localeCompare(b.name))
    .slice(0, 3)
    .map(({ name }) => name)
}

function mostChanges(word: string, name: string): number {
  return Math.max(name.length, word.length) * WORTH_SHOWING
}

/** The least number of insertions, deletions and substitutions that turn `a` into `b`. */
export function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const substitute = row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(row[j] + 1, next[j - 1] + 1, substitute))
    }
    row = next
  }
  return row[b.length]
}
