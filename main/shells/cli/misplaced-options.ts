/** @file Options that never reached us, since `--` stood at the wrong place: without it npm takes them for its own. */
import type { Command } from 'commander'
import { sentence, type Sentence } from '../../../shared/sentences/sentence.ts'

/** Scripts of package.json that pass their words on to the command line. */
const SCRIPTS = new Set(['twinsort', 'start'])

/**
 * What is wrong with the place of `--`; undefined where nothing is. Without the check, a command with its
 * `--library` taken away would work on another library, and one without its `--dry-run` would write.
 * @param environment npm leaves there what it took: `--dry-run` as `npm_config_dry_run`
 */
export function misplacedOptions(
  words: readonly string[],
  program: Command,
  environment: NodeJS.ProcessEnv,
): Sentence | undefined {
  const options = optionNames(program)
  const separator = words.indexOf('--')
  const behind = separator === -1 ? [] : words.slice(separator + 1)
  const late = behind.find((word) => options.has(word.split('=', 1).join('')))
  if (late !== undefined) {
    return sentence('option-behind-separator', { option: late })
  }
  const script = environment.npm_lifecycle_event ?? ''
  if (!SCRIPTS.has(script)) return undefined
  const taken = [...options].find((option) => environment[npmName(option)] !== undefined)
  if (taken === undefined) return undefined
  const command = `npm run -s ${script} -- ${words.join(' ')} ${taken}`
  return sentence('option-taken-by-npm', { option: taken, command })
}

/** `--library`, of the program and all its commands. */
function optionNames(command: Command): Set<string> {
  const own = command.options.flatMap(({ long }) => (long === undefined ? [] : [long]))
  return new Set([...own, ...command.commands.flatMap((each) => [...optionNames(each)])])
}

function npmName(option: string): string {
  return `npm_config_${option.replace(/^--/, '').replaceAll('-', '_')}`
}
