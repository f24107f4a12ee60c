/** @file completion: the words of this command line for the Tab key of a shell. */
import { Argument, type Command } from 'commander'
import { completionScript, SHELLS, type ShellName } from '../completion-scripts.ts'
import { completionTable } from '../completion-table.ts'
import type { Shell } from '../shell.ts'

export function addCompletionCommand(program: Command, shell: Shell): void {
  program
    .command('completion')
    .description('a script that completes these commands in a shell; it says where it goes')
    .addArgument(new Argument('<shell>', 'which').choices(SHELLS))
    .action((name: ShellName) => {
      const script = completionScript(name, completionTable(program))
      shell.terminal.print({ script }, script)
    })
}
