/** @file What can be typed after what, read from the commands themselves: for the completion of shells. */
import type { Command, Option } from 'commander'
import { wordsTakenBy } from './options.ts'

export interface Choice {
  readonly name: string
  /** In one line. */
  readonly description: string
}

export interface CompletionTable {
  /** By the command that stands there already: '' for none, then `folder`, `folder move` and so on. */
  readonly after: ReadonlyMap<string, readonly Choice[]>
  /** By option: what its value may be, where the command knows it. */
  readonly values: ReadonlyMap<string, readonly string[]>
  /** Options that take a value. */
  readonly takesValue: readonly string[]
}

export function completionTable(program: Command): CompletionTable {
  const after = new Map<string, Choice[]>()
  const options: Option[] = []
  function visit(command: Command, path: string): void {
    options.push(...command.options)
    const ofAll = path === '' ? [] : program.options
    after.set(path, [
      ...command.commands.map((each) => ({ name: each.name(), description: each.description() })),
      ...[...command.options, ...ofAll].map((option) => ({
        name: nameOf(option),
        description: option.description,
      })),
    ])
    for (const each of command.commands) visit(each, `${path} ${each.name()}`.trim())
  }
  visit(program, '')
  const values = new Map<string, readonly string[]>()
  // One name may take other words in another command.
  for (const option of options) {
    const known = option.argChoices ?? wordsTakenBy(option.parseArg) ?? []
    if (known.length > 0)
      values.set(nameOf(option), [...new Set([...(values.get(nameOf(option)) ?? []), ...known])])
  }
  const withValue = options.filter(({ required }) => required).map(nameOf)
  return { after, values, takesValue: [...new Set(withValue)] }
}

function nameOf({ long, flags }: Option): string {
  return long ?? flags
}
