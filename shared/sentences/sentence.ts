/**
 * @file What the engine says, named: a key of the catalogue and the values for its placeholders. The English text is made
 * from it here, a window makes its own language's from the same two (resources/locales). [Note: two ways to a window] An error
 * carries its sentence as key and values. A text that stands in a result or in the library (a notice, the reason why a file
 * is no photo, the error of a job) stays the English text that the contract promises, and is read back by `recognise`.
 */
import { z } from 'zod'
import { sentences } from './catalogue.ts'

/** Placeholders of numbers that a window writes as its language does; all others are shown as they are (a path, an id). */
const AMOUNTS = ['count', 'most'] as const
type Amount = (typeof AMOUNTS)[number]

type Placeholder<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Placeholder<Rest>
  : never

export type SentenceKey = keyof typeof sentences
type PlaceholderOf<Key extends SentenceKey> = Placeholder<(typeof sentences)[Key]>
export type Values<Key extends SentenceKey> = {
  readonly [Name in PlaceholderOf<Key>]: Name extends Amount ? number : string | number
}
/** Nothing for a sentence without placeholders. */
type ValuesIfAny<Key extends SentenceKey> = [PlaceholderOf<Key>] extends [never] ? [] : [values: Values<Key>]

/** As it travels: the other side may be another version, with other keys. */
export const PlainSentence = z.object({
  key: z.string(),
  values: z.record(z.string(), z.union([z.string(), z.number()])),
})
export type PlainSentence = Readonly<z.infer<typeof PlainSentence>>

export interface Sentence extends PlainSentence {
  readonly key: SentenceKey
}

export function sentence<Key extends SentenceKey>(key: Key, ...[values]: ValuesIfAny<Key>): Sentence {
  return { key, values: { ...values } }
}

export function inEnglish({ key, values }: Sentence): string {
  return filled(sentences[key], values)
}

/** The English text at once, for results and for what is stored. */
export function say<Key extends SentenceKey>(key: Key, ...values: ValuesIfAny<Key>): string {
  return inEnglish(sentence(key, ...values))
}

export function isAmount(placeholder: string): boolean {
  return AMOUNTS.some((amount) => amount === placeholder)
}

const PLACEHOLDER = /\{(\w+)\}/g
const BETWEEN_FORMS = ' | '

/** @param text `one | many`, of which `count` chooses, or a single form. @param shown how a value is written; as it is unless said. */
export function filled(
  text: string,
  values: PlainSentence['values'],
  shown: (value: string | number, name: string) => string = String,
): string {
  const forms = text.split(BETWEEN_FORMS)
  const form = forms.at(values.count === 1 ? 0 : -1) ?? ''
  return form.replaceAll(PLACEHOLDER, (whole, name: string) =>
    Object.hasOwn(values, name) ? shown(values[name], name) : whole,
  )
}

interface Pattern {
  readonly key: SentenceKey
  readonly expression: RegExp
  /** Letters that are no placeholder: the more, the surer. */
  readonly letters: number
}

let patterns: readonly Pattern[] | undefined

/**
 * Which sentence of the catalogue an English text is, and with which values; undefined for all other texts. `say` of the
 * result is the text again. Where several fit, it is the one with the most words of its own.
 */
export function recognise(text: string): Sentence | undefined {
  patterns ??= allPatterns()
  for (const { key, expression } of patterns) {
    const found = expression.exec(text)
    if (found !== null) return { key, values: valuesOf(key, found.groups ?? {}) }
  }
  return undefined
}

function allPatterns(): Pattern[] {
  // The keys of the catalogue are those of its own type.
  const keys = Object.keys(sentences) as SentenceKey[]
  const all = keys.flatMap((key) => sentences[key].split(BETWEEN_FORMS).map((form) => patternOf(key, form)))
  return all.sort((a, b) => b.letters - a.letters)
}

function patternOf(key: SentenceKey, form: string): Pattern {
  const parts = form.split(PLACEHOLDER) // every second one is a placeholder
  const source = parts.map((part, index) => {
    if (index % 2 === 0) return part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
    if (parts.indexOf(part) < index) return String.raw`\k<${part}>` // the same again
    return isAmount(part) ? String.raw`(?<${part}>\d+(?:\.\d+)?)` : `(?<${part}>.+?)`
  })
  const letters = parts.filter((_, index) => index % 2 === 0).join('').length
  return { key, letters, expression: new RegExp(`^${source.join('')}$`, 's') }
}

/** A form that lacks the `count` of the other one is that of one. */
function valuesOf(key: SentenceKey, groups: Readonly<Record<string, string>>): Sentence['values'] {
  const read = Object.entries(groups).map(([name, text]): [string, string | number] => [
    name,
    isAmount(name) ? Number(text) : text,
  ])
  const one: [string, number][] = sentences[key].includes('{count}') ? [['count', 1]] : []
  return Object.fromEntries([...one, ...read])
}
