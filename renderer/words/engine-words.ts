/** @file What the engine says, in the window's language. */
import { errorIn, sentenceIn, type Wording } from '../../shared/sentences/in-words.ts'
import type { PlainSentence } from '../../shared/sentences/sentence.ts'
import { i18n } from '../i18n.ts'

export function errorWords(error: Parameters<typeof errorIn>[0]): string {
  return errorIn(error, wording())
}

/** A notice, a reason, the error of a job. */
export function engineWords(said: PlainSentence): string {
  return sentenceIn(said, wording())
}

function wording(): Wording {
  const { locale, messages, n } = i18n.global
  return { texts: messages.value[locale.value].sentences, number: (amount) => n(amount) }
}
