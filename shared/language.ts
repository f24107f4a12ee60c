/** @file Which of our languages a person gets, by those that they want. */
import { Language } from './domain.ts'

/**
 * The first of the person's languages that there is, else English.
 * @param wanted as browsers and systems name them (`de-AT`), the most wanted first
 */
export function preferredLanguage(wanted: readonly string[]): Language {
  for (const tag of wanted) {
    const found = Language.options.find((language) => tag.toLowerCase().startsWith(language))
    if (found !== undefined) return found
  }
  return 'en'
}
