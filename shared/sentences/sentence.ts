/**
 * @file What the engine says, as data: a key of the catalogue and the values for its placeholders. It travels and is stored like this.
 * Whoever shows it makes the text: the window in its own language (in-words.ts), the command line in English (in-english.ts).
 */
import { z } from 'zod'
import { sentences } from './catalogue.ts'

/** Placeholders of numbers that a window writes as its language does; all others are shown as they are (a path, an id). */
const AMOUNTS = ['count', 'most', 'percent', 'percentTogether'] as const
type Amount = (typeof AMOUNTS)[number]

type Placeholder<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Placeholder<Rest>
  : never

export type SentenceKey = keyof typeof sentences
/** A sentence may stand inside another one, for example as its reason. */
export type SentenceValue = string | number | PlainSentence
type PlaceholderOf<Key extends SentenceKey> = Placeholder<(typeof sentences)[Key]>
export type Values<Key extends SentenceKey> = {
  readonly [Name in PlaceholderOf<Key>]: Name extends Amount ? number : SentenceValue
}
/** Nothing for a sentence without placeholders. */
type ValuesIfAny<Key extends SentenceKey> = [PlaceholderOf<Key>] extends [never] ? [] : [values: Values<Key>]

/** As it travels and is stored: another version may have written it, with other keys. */
export interface PlainSentence {
  readonly key: string
  readonly values: Readonly<Record<string, SentenceValue>>
}
export const PlainSentence: z.ZodType<PlainSentence> = z.object({
  key: z.string(),
  values: z.record(z.string(), z.union([z.string(), z.number(), z.lazy(() => PlainSentence)])),
})

export interface Sentence extends PlainSentence {
  readonly key: SentenceKey
}

export function sentence<Key extends SentenceKey>(key: Key, ...[values]: ValuesIfAny<Key>): Sentence {
  return { key, values: { ...values } }
}

/** What somebody else says, in their own words: SQLite, a decoder, TensorFlow. */
export function verbatim(text: string): Sentence {
  return sentence('verbatim', { text })
}

type Joint = Extract<SentenceKey, `joined-by-${string}`>

/** Several sentences, or parts of one, as one. @param parts one or more */
export function joined(by: Joint, parts: readonly Sentence[]): Sentence {
  return parts.reduce((first, next) => sentence(by, { first, next }))
}

/** Whether it is this sentence of the catalogue. */
export function says({ key }: PlainSentence, ...wanted: readonly SentenceKey[]): boolean {
  return wanted.some((each) => each === key)
}

export function inEnglish({ key, values }: PlainSentence): string {
  return filled(isKnown(key) ? sentences[key] : unknownText(key, values), values, (value) =>
    typeof value === 'object' ? inEnglish(value) : String(value),
  )
}

/** The English text at once, for what is not translated. */
export function say<Key extends SentenceKey>(key: Key, ...values: ValuesIfAny<Key>): string {
  return inEnglish(sentence(key, ...values))
}

export function isAmount(placeholder: string): boolean {
  return AMOUNTS.some((amount) => amount === placeholder)
}

const PLACEHOLDER = /\{(\w+)\}/g
const BETWEEN_FORMS = ' | '

/** @param text `one | many`, of which `count` chooses, or a single form. @param shown how a value is written. */
export function filled(
  text: string,
  values: PlainSentence['values'],
  shown: (value: SentenceValue, name: string) => string,
): string {
  const forms = text.split(BETWEEN_FORMS)
  const form = forms.at(values.count === 1 ? 0 : -1) ?? ''
  return form.replaceAll(PLACEHOLDER, (whole, name: string) =>
    Object.hasOwn(values, name) ? shown(values[name], name) : whole,
  )
}

function isKnown(key: string): key is SentenceKey {
  return Object.hasOwn(sentences, key)
}

/** Of another version: its key says what it is about, and its values are all there. */
function unknownText(key: string, values: PlainSentence['values']): string {
  const names = Object.keys(values).map((name) => `{${name}}`)
  return names.length === 0 ? key : `${key}: ${names.join(', ')}`
}
