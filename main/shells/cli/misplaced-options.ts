/**
 * @file Options at the wrong place: such as never reached us, since without `--` npm takes them for its own, and one that stands where
 * the value of another should.
 */
import type { Command, Option } from 'commander'
import { sentence, type Sentence } from '../../../shared/sentences/sentence.ts'

/** Scripts of package.json that pass their words on to the command line. */
const SCRIPTS = new Set(['twinsort', 'start'])

/**
 * What is wrong with the places of options; undefined where nothing is. Without the check, a command with its
 * `--library` taken away would work on another library, one without its `--dry-run` would write, and `--library --json`, where a
 * script had nothing to put between them, would make a library called `--json`.
 * @param environment npm leaves there what it took: `--dry-run` as `npm_config_dry_run`
 */
export function misplacedOptions(
  words: readonly string[],
  program: Command,
  environment: NodeJS.ProcessEnv,
): Sentence | undefined {
  const options = new Set(optionsOf(program).flatMap(({ long }) => long ?? []))
  const separator = words.indexOf('--')
  const before = separator === -1 ? words : words.slice(0, separator)
  const needsValue = new Set(
    optionsOf(program).flatMap(({ long, required }) => (required ? (long ?? []) : [])),
  )
  const empty = before.findIndex((word, at) => needsValue.has(word) && options.has(before[at + 1] ?? ''))
  if (empty !== -1) {
    return sentence('option-without-value', { option: before[empty], next: before[empty + 1] })
  }
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

/** Of the program and all its commands. */
function optionsOf(command: Command): Option[] {
  return [...command.options, ...command.commands.flatMap((each) => optionsOf(each))]
}

function npmName(option: string): string {
  return `npm_config_${option.replace(/^--/, '').replaceAll('-', '_')}`
}
