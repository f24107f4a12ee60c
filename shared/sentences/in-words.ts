/** @file What the engine says, in the words of a language, for the window and the app around it. */
import type { PlainError } from '../errors.ts'
import { filled, inEnglish, isAmount, type PlainSentence } from './sentence.ts'

export interface Wording {
  /** By key; what is not there is shown in English. */
  readonly texts: Readonly<Record<string, string>>
  number: (amount: number) => string
}

/** The message as it came, where there are no words for it (what SQLite says, or an engine of another version). */
export function errorIn(
  { message, sentence }: Pick<PlainError, 'message' | 'sentence'>,
  wording: Wording,
): string {
  return sentence !== undefined && Object.hasOwn(wording.texts, sentence.key)
    ? sentenceIn(sentence, wording)
    : message
}

export function sentenceIn(said: PlainSentence, wording: Wording): string {
  if (!Object.hasOwn(wording.texts, said.key)) return inEnglish(said)
  return filled(wording.texts[said.key], said.values, (value, name) => {
    if (typeof value === 'object') return sentenceIn(value, wording)
    return typeof value === 'number' && isAmount(name) ? wording.number(value) : String(value)
  })
}
