/** @file What the engine says, in the window's language: see [Note: two ways to a window] in shared/sentences/sentence.ts. */
import type { PlainError } from '../../shared/errors.ts'
import { isAmount, mayBeSentence, recognise, type PlainSentence } from '../../shared/sentences/sentence.ts'
import { i18n } from '../i18n.ts'

/** The message as it came, where the window has no words for it (what SQLite says, or an engine of another version). */
export function errorWords({ message, sentence }: Saying): string {
  return (sentence && sentenceWords(sentence)) ?? engineWords(message)
}

/** An error, or what is left of one in the list of jobs. */
type Saying = Pick<PlainError, 'message'> & { readonly sentence?: PlainSentence | undefined }

/** An English text of the engine: a notice, a reason, the error of a job. */
export function engineWords(text: string): string {
  const sentence = recognise(text)
  return (sentence && sentenceWords(sentence)) ?? text
}

function sentenceWords({ key, values }: PlainSentence): string | undefined {
  const { t, n } = i18n.global
  const path = `sentences.${key}`
  if (!i18n.global.te(path, 'en')) return undefined
  const shown = Object.entries(values).map(([name, value]): [string, string] => {
    if (typeof value === 'number') return [name, isAmount(name) ? n(value) : String(value)]
    return [name, mayBeSentence(name) ? engineWords(value) : value]
  })
  const count = typeof values.count === 'number' ? values.count : 1
  return t(path, Object.fromEntries(shown), count)
}
