/** @file What the engine says, in the window's language: see [Note: two ways to a window] in shared/sentences/sentence.ts. */
import { errorIn, textIn, type Wording } from '../../shared/sentences/in-words.ts'
import { i18n } from '../i18n.ts'

export function errorWords(error: Parameters<typeof errorIn>[0]): string {
  return errorIn(error, wording())
}

/** An English text of the engine: a notice, a reason, the error of a job. */
export function engineWords(text: string): string {
  return textIn(text, wording())
}

function wording(): Wording {
  const { locale, messages, n } = i18n.global
  return { texts: messages.value[locale.value].sentences, number: (amount) => n(amount) }
}
