/**
 * @file The languages of the window, of the app around it, and of the names that are proposed. Each is a line here and a folder in
 * resources/locales; nothing else names one.
 */
import { z } from 'zod'

/** By their tag, as they call themselves. English comes first: it is what a person gets who wants none of them. */
export const LANGUAGES = { en: 'English', de: 'Deutsch', zh: '简体中文' } as const

export const Language = z.enum(Object.keys(LANGUAGES) as [Language, ...Language[]])
export type Language = keyof typeof LANGUAGES

/**
 * The first of the person's languages that there is, else English.
 * @param wanted as browsers and systems name them (`de-AT`), the most wanted first
 */
export function preferredLanguage(wanted: readonly string[]): Language {
  for (const tag of wanted) {
    const found = Language.options.find((language) => tag.toLowerCase().split('-')[0] === language)
    if (found !== undefined) return found
  }
  return 'en'
}
