/** @file Puts the command's name before its options, since options may stand before or after the command's own words. */
import type { Command, Option } from 'commander'

/**
 * The same words with the command's name first: `--clusters 20 group` becomes `group --clusters 20`.
 * An option has the same shape (with or without a value) in every command, so that this can be read from left to right.
 */
export function commandFirst(words: readonly string[], program: Command): string[] {
  const names = new Set(program.commands.flatMap((command) => [command.name(), ...command.aliases()]))
  const takesValue = new Set(
    [program, ...program.commands]
      .flatMap((command): readonly Option[] => command.options)
      .filter((option) => option.required)
      .flatMap(({ long, short }) => [long, short]),
  )
  for (let position = 0; position < words.length; position++) {
    const word = words[position]
    if (word === '--') break
    if (takesValue.has(word)) position++
    else if (!word.startsWith('-')) {
      if (!names.has(word)) break
      return [word, ...words.slice(0, position), ...words.slice(position + 1)]
    }
  }
  return [...words]
}
