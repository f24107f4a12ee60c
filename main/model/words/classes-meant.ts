/** @file Which of the person's classes a word means. */
import { wholeForms } from './word-forms.ts'
import { meaningOfWhole, type Vocabulary } from './vocabulary.ts'

/**
 * A class is meant that is called like the word, on any level of its name (`animals/birds/rooster` for "birds"), or that is a kind of
 * it ("poodle" for "dog").
 * @returns some of `names`, in their order
 */
export function classesMeant(
  word: string,
  names: readonly string[],
  vocabularies: readonly Vocabulary[],
): string[] {
  const forms = (each: string) =>
    vocabularies.flatMap((vocabulary) => wholeForms(each, vocabulary.forms, vocabulary.irregular))
  const wanted = new Set(forms(word))
  const meaning = meaningOfWhole(word, vocabularies)
  const kinds = new Set(meaning?.isNarrower === false ? meaning.classes : [])
  const isKind = (name: string) => {
    const own = meaningOfWhole(name, vocabularies)
    return own?.classes.every((index) => kinds.has(index)) === true
  }
  return names.filter(
    (name) => name.split('/').some((level) => forms(level).some((form) => wanted.has(form))) || isKind(name),
  )
}
