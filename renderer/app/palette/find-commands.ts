/** @file Which commands a few typed letters may mean, likeliest first. Pure. */
import { fold } from '../../words/fold.ts'

export interface Command {
  readonly id: string
  /** What it does, in the language of the window. */
  readonly label: string
  /** What kind of command it is, in words; it is searched too. */
  readonly group: string
  /** The key that does the same, in words. */
  readonly key?: string
  readonly run: () => void
}

/** Each typed word must stand somewhere in the command. Those whose words begin so come first; else the order stays. */
export function findCommands(typed: string, commands: readonly Command[]): Command[] {
  const wanted = wordsOf(typed)
  return commands
    .map((command) => ({ command, rank: rankOf(command, wanted) }))
    .filter(({ rank }) => rank < NO_MATCH)
    .sort((a, b) => a.rank - b.rank)
    .map(({ command }) => command)
}

const NO_MATCH = 3

function rankOf({ label, group }: Command, wanted: readonly string[]): number {
  const [inLabel, inAll] = [wordsOf(label), wordsOf(`${group} ${label}`)]
  if (wanted.every((word) => inLabel.some((each) => each.startsWith(word)))) return 0
  if (wanted.every((word) => inAll.some((each) => each.startsWith(word)))) return 1
  return wanted.every((word) => inAll.some((each) => each.includes(word))) ? 2 : NO_MATCH
}

function wordsOf(text: string): string[] {
  return fold(text)
    .split(/[^\p{Letter}\p{Number}]+/u)
    .filter((word) => word !== '')
}
