/** @file Words of the command line as values; what does not fit is wrong usage, said by commander with the option's name. */
import { type Command, InvalidArgumentError, Option } from 'commander'
import type { z } from 'zod'
import type { Truth } from '../../../shared/contract/measures.ts'
import { AttentionForm } from '../../../shared/domain.ts'
import { Language } from '../../../shared/languages.ts'
import type { Shell } from './shell.ts'

const LAST_PORT = 65_535

/** A whole number of at least `least`. */
export function wholeNumber(least: number): (word: string) => number {
  return (word) => {
    const value = Number(word)
    if (word.trim() !== '' && Number.isSafeInteger(value) && value >= least) return value
    throw new InvalidArgumentError(`It must be a whole number of at least ${least}.`)
  }
}

/** A TCP port; 0 for one that is free. */
export function portNumber(word: string): number {
  const value = wholeNumber(0)(word)
  if (value <= LAST_PORT) return value
  throw new InvalidArgumentError(`It must be at most ${LAST_PORT}.`)
}

/** A number from 0 to 1. */
export function share(word: string): number {
  const value = Number(word)
  if (word.trim() !== '' && value >= 0 && value <= 1) return value
  throw new InvalidArgumentError('It must be a number from 0 to 1.')
}

/** By the function that takes them: for the completion of shells. */
const words = new WeakMap<object, readonly string[]>()

/** What a value may be, as its parser knows; undefined where it may be anything. */
export function wordsTakenBy(parse: object | undefined): readonly string[] | undefined {
  return parse && words.get(parse)
}

/** One of an enumeration's words. */
export function oneOf<T extends string>(
  choice: z.ZodType<T> & { options: readonly T[] },
): (word: string) => T {
  const parse = (word: string): T => {
    const parsed = choice.safeParse(word)
    if (parsed.success) return parsed.data
    throw new InvalidArgumentError(`It must be one of: ${choice.options.join(', ')}.`)
  }
  words.set(parse, choice.options)
  return parse
}

export const TRUTH_TEXT =
  'where the true classes are: "folders", "labels", or a CSV file with the header path,class'

export const ENCODING_TEXT = 'of the CSV file where it is not UTF-8 or UTF-16, as windows-1252 or gbk'

export const LANGUAGE_TEXT = `in which words are looked up first, one of: ${Language.options.join(', ')}`

/** `--truth folders`, `labels` (what was confirmed), or a CSV file with the header `path,class`. */
export function truth(word: string, shell: Shell, encoding?: string): Truth {
  if (word === 'folders' || word === 'labels') return { kind: word }
  return { kind: 'csv', file: shell.resolve(word), encoding }
}

/** `--attention FORM`; `--no-attention`, which commander gives as false, is one of the forms. */
export function attentionOption(): Option {
  const forms = AttentionForm.options.join(', ')
  return new Option('--attention <form>', `channel attention, one of: ${forms}`).argParser(
    oneOf(AttentionForm),
  )
}

export function attentionInput(word: AttentionForm | false | undefined): { attention?: AttentionForm } {
  if (word === undefined) return {}
  return { attention: word === false ? 'off' : word }
}

/** What commander makes of `withUnlabelledOptions`. */
export interface UnlabelledOptions {
  propagation: boolean
  collaborativeFiltering?: boolean
  pseudoLabels?: boolean
}

/** How photos without a label take part, on `train` and `compare` alike. */
export function withUnlabelledOptions(command: Command): Command {
  return command
    .option('--no-propagation', 'without labels spreading along look-alikes')
    .option('--collaborative-filtering', 'complete the matrix of photos and labels as one of low rank')
    .option('--pseudo-labels', 'photos whose class is all but certain train along')
}
