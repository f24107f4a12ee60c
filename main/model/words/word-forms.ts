/**
 * @file The forms in which a typed word may be known: as it is written, without its plural, and without the words or the parts of a
 * compound that only say which kind is meant. What a language does to its words stands in `resources/locales/*` under `forms`.
 */
import { z } from 'zod'

export const LanguageForms = z.object({
  /** Endings of plurals, each with what stands in its place in the singular. */
  plurals: z.array(z.tuple([z.string().min(1), z.string()])),
  /** Vowels that only the plural has ("Gänse"), with those of the singular ("Gans"). */
  changedVowels: z.record(z.string(), z.string()),
  /**
   * Compounds that are written as one word ("Segelboot" is a "Boot", "小黑狗" is a "狗"): letters of what is cut from their beginning
   * and of the last part, at least. Null where compounds are written apart.
   */
  compounds: z.object({ shortestModifier: z.int().positive(), shortestHead: z.int().positive() }).nullable(),
})
export type LanguageForms = z.infer<typeof LanguageForms>

/** What is left of a word without the ending of a plural has so many letters at least. */
const LEAST_LETTERS = 3

/** One form for what people write in different ways: `Granny_Smith`, `granny-smith`. */
export function wordKey(written: string): string {
  return written
    .normalize('NFC')
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replaceAll(/[\s_-]+/gu, ' ')
    .trim()
}

/**
 * The forms of all that was written, the closest first. Keys, as `wordKey` makes them; none is empty.
 * @param written A path of a class tree (`animals/dog`) counts by its last level.
 * @param irregular singulars by their plurals
 */
export function wholeForms(
  written: string,
  language: LanguageForms,
  irregular: ReadonlyMap<string, string>,
): string[] {
  return withSingulars([wordsOf(written).join(' ')], language, irregular)
}

/**
 * The forms of a part of it: of its last words (a "bell pepper" is a pepper), of the last part of a compound, of its first words
 * ("flamingo head" shows a flamingo). As `wholeForms`.
 */
export function partForms(
  written: string,
  language: LanguageForms,
  irregular: ReadonlyMap<string, string>,
): string[] {
  const words = wordsOf(written)
  const endings = words.map((_, from) => words.slice(from).join(' ')).slice(1)
  const heads = compoundHeads(words.at(-1) ?? '', language)
  const beginnings = words.map((_, cut) => words.slice(0, words.length - cut).join(' ')).slice(1)
  return withSingulars([...endings, ...heads, ...beginnings], language, irregular)
}

function wordsOf(written: string): string[] {
  const level = wordKey(written.slice(written.lastIndexOf('/') + 1))
  return level.split(' ').filter((word) => word !== '')
}

function withSingulars(
  forms: readonly string[],
  language: LanguageForms,
  irregular: ReadonlyMap<string, string>,
): string[] {
  const all = forms.flatMap((form) => [form, ...singulars(form, language, irregular)])
  return [...new Set(all)].filter((form) => form !== '')
}

function singulars(
  form: string,
  { plurals, changedVowels }: LanguageForms,
  irregular: ReadonlyMap<string, string>,
): string[] {
  const before = form.slice(0, form.lastIndexOf(' ') + 1)
  const last = form.slice(before.length)
  const stems = plurals
    .filter(([ending]) => last.endsWith(ending))
    .map(([ending, instead]) => last.slice(0, -ending.length) + instead)
    .filter((stem) => stem.length >= LEAST_LETTERS)
  const words = [
    irregular.get(last) ?? [],
    stems,
    [...stems, last].map((stem) => unchanged(stem, changedVowels)),
  ]
  return [irregular.get(form) ?? [], words.flat().map((word) => before + word)].flat()
}

/** The last vowel that only a plural has becomes that of the singular. */
function unchanged(word: string, vowels: LanguageForms['changedVowels']): string {
  const place = Math.max(...Object.keys(vowels).map((vowel) => word.lastIndexOf(vowel)))
  return place < 0 ? word : word.slice(0, place) + vowels[word[place]] + word.slice(place + 1)
}

/** Longest first. */
function compoundHeads(word: string, { compounds }: LanguageForms): string[] {
  if (compounds === null) return []
  const letters = Array.from(word) // by code points: a character may be two units of a string
  const heads = letters.map((_, from) => letters.slice(from))
  return heads
    .slice(compounds.shortestModifier)
    .filter(({ length }) => length >= compounds.shortestHead)
    .map((head) => head.join(''))
}
