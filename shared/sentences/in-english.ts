/** @file The answers of the engine with every sentence in English: what the command line prints and hands to scripts. */
import { inEnglish, type PlainSentence } from './sentence.ts'

/** The same data, with texts where sentences were. */
export type InEnglish<T> = T extends PlainSentence
  ? string
  : T extends ArrayBufferView
    ? T
    : T extends readonly (infer Item)[]
      ? InEnglish<Item>[]
      : T extends object
        ? { [Name in keyof T]: InEnglish<T[Name]> }
        : T

/** @param value plain data, as a reply of the engine is; typed arrays stay as they are */
export function allInEnglish<T>(value: T): InEnglish<T> {
  // What a conditional type says of plain data cannot be followed by the compiler.
  return translated(value) as InEnglish<T>
}

function translated(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value
  if (Array.isArray(value)) return value.map(translated)
  if (isSentence(value)) return inEnglish(value)
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, translated(each)]))
}

/** Nothing else in the contract has these two fields and no other. */
function isSentence(value: object): value is PlainSentence {
  return (
    Object.keys(value).length === 2 && 'key' in value && 'values' in value && typeof value.key === 'string'
  )
}
