/** @file The window's words, in the person's language. */
import { createI18n } from 'vue-i18n'
import en from '../resources/locales/en/window.json' with { type: 'json' }
import type { Language } from '../shared/languages.ts'
import { sentences } from '../shared/sentences/catalogue.ts'
import type { SentenceKey } from '../shared/sentences/sentence.ts'

/** What the engine says is in English already. */
const said: Readonly<Record<SentenceKey, string>> = sentences
const english = { ...en, sentences: said }

/** Every folder of resources/locales. */
const found = import.meta.glob<typeof english>('../resources/locales/*/window.json', {
  eager: true,
  import: 'default',
})
const others = Object.fromEntries(
  Object.entries(found).map(([file, words]) => [file.split('/').at(-2), words]),
) as Record<Language, typeof english>

/** English has every key; a test holds the other languages to it. */
export const i18n = createI18n<[typeof english], Language, false>({
  // oxlint-disable-next-line typescript/no-deprecated -- version 11 still takes `true` unless told
  legacy: false,
  locale: 'en',
  fallbackLocale: 'en',
  messages: { ...others, en: english },
})
