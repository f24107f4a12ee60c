/** @file The window's words, in the person's language. */
import { createI18n } from 'vue-i18n'
import de from '../resources/locales/de.json' with { type: 'json' }
import en from '../resources/locales/en.json' with { type: 'json' }
import type { Language } from '../shared/domain.ts'
import { sentences } from '../shared/sentences/catalogue.ts'
import type { SentenceKey } from '../shared/sentences/sentence.ts'

/** What the engine says is in English already. */
const said: Readonly<Record<SentenceKey, string>> = sentences
const english = { ...en, sentences: said }

/** English has every key; a test holds the other languages to it. */
export const i18n = createI18n<[typeof english], Language, false>({
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- version 11 still takes `true` unless told
  legacy: false,
  locale: 'en',
  fallbackLocale: 'en',
  messages: { en: english, de },
})
