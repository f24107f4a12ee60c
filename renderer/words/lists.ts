/** @file Several words in one line, with what the person's language puts between them. */
import { i18n } from '../i18n.ts'

/** "cat, dog"; nothing for none. */
export function listed(words: readonly string[]): string {
  return words.join(i18n.global.t('app.between'))
}

/** "cat: an animal" */
export function explained(name: string, text: string): string {
  return i18n.global.t('app.explained', { name, text })
}
