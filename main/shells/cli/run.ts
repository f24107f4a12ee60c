/**
 * @file Carries out one command: reads the words, runs it, turns what went wrong into a sentence and an exit code.
 * 0 done, 1 failed, 2 wrong usage, 130 interrupted.
 */
import { CommanderError } from 'commander'
import { AppError, throwIfCancelled } from '../../../shared/errors.ts'
import { sentence, type Sentence } from '../../../shared/sentences/sentence.ts'
import { INTERRUPTED } from './interrupts.ts'
import { misplacedOptions } from './misplaced-options.ts'
import { commandFirst } from './words.ts'
import { buildProgram } from './program.ts'
import { Shell } from './shell.ts'
import { Terminal } from './terminal.ts'

const FAILED = 1
const WRONG_USAGE = 2

/**
 * Ends the process.
 * @param interrupt raised when the person interrupts; it may be raised already.
 */
export async function runCommandLine(words: readonly string[], interrupt: AbortSignal): Promise<never> {
  // Read before the words are understood: a mistake in them is answered in the form that was asked for.
  const terminal = new Terminal({ json: words.includes('--json') })
  const shell = new Shell(terminal, interrupt)
  // A defect that no call caught, say in a worker, still ends in a sentence and, with --json, in the one object.
  process.on('uncaughtException', (thrown) => {
    if (shell.onDefect !== undefined) shell.onDefect(thrown)
    else void explain(thrown, terminal).finally(() => process.exit(FAILED))
  })
  let code: number
  try {
    throwIfCancelled(interrupt) // while all of this was still being loaded
    const program = buildProgram(shell, terminal)
    const misplaced = misplacedOptions(words, program, process.env)
    if (misplaced !== undefined) throw new AppError('bad-input', misplaced)
    await program.parseAsync(commandFirst(words, program), { from: 'user' })
    code = shell.failed ? FAILED : 0
  } catch (thrown) {
    code = await explain(thrown, terminal)
  }
  await shell.close()
  await terminal.flush()
  process.exit(code)
}

async function explain(thrown: unknown, terminal: Terminal): Promise<number> {
  if (thrown instanceof CommanderError) {
    if (thrown.exitCode === 0) return 0 // the help or the version, which has been printed
    await terminal.fail(new AppError('bad-input', usageSentence(thrown)))
    return WRONG_USAGE
  }
  const error = AppError.from(thrown)
  await terminal.fail(error)
  if (error.code === 'internal' && process.env.TWINSORT_LOG !== undefined) terminal.note(String(error.stack))
  if (error.code === 'bad-input') return WRONG_USAGE
  return error.code === 'cancelled' ? INTERRUPTED : FAILED
}

function usageSentence({ message, code }: CommanderError): Sentence {
  if (code === 'commander.help') return sentence('which-command')
  const text = message.replace(/^error: /, '').replace(/\s*\n\s*/g, ' ')
  const start = text.charAt(0).toUpperCase() + text.slice(1)
  return sentence('words-not-understood', { problem: /[.?)]$/.test(start) ? start : `${start}.` })
}
