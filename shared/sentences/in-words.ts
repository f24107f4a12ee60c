/** @file What the engine says, in the words of a language, for whoever shows it: the window, and the app around it. */
import type { PlainError } from '../errors.ts'
import { filled, isAmount, recognise, type PlainSentence } from './sentence.ts'

export interface Wording {
  /** By key; what is not there is shown in English. */
  readonly texts: Readonly<Record<string, string>>
  number: (amount: number) => string
}

/** Placeholders of what may be a sentence of its own. */
const INNER: readonly string[] = ['reason', 'problem', 'remedy']

/** An error, or what is left of one in the list of jobs. */
type Saying = Pick<PlainError, 'message'> & { readonly sentence?: PlainSentence | undefined }

/** The message as it came, where there are no words for it (what SQLite says, or an engine of another version). */
export function errorIn({ message, sentence }: Saying, wording: Wording): string {
  return (sentence && sentenceIn(sentence, wording)) ?? textIn(message, wording)
}

/** @param text In English, of the engine: a notice, a reason, the error of a job. */
export function textIn(text: string, wording: Wording): string {
  const sentence = recognise(text)
  return (sentence && sentenceIn(sentence, wording)) ?? text
}

function sentenceIn({ key, values }: PlainSentence, wording: Wording): string | undefined {
  if (!Object.hasOwn(wording.texts, key)) return undefined
  return filled(wording.texts[key], values, (value, name) => {
    if (typeof value === 'number') return isAmount(name) ? wording.number(value) : String(value)
    return INNER.includes(name) ? textIn(value, wording) : value
  })
}
