/** @file class: rename, merge, delete. */
import type { Command } from 'commander'
import type { Printed, Shell } from '../shell.ts'
import { count } from '../text.ts'

export function addClassCommands(program: Command, shell: Shell): void {
  const group = program.command('class').description('rename, merge or delete classes: one decision each')
  group
    .command('rename')
    .description('give a class another name; those below it go along')
    .argument('<from>')
    .argument('<to>')
    .action(async (from: string, to: string) => {
      await shell.run('renameClass', { from, to }, changedText(`"${to}" now`))
    })
  group
    .command('merge')
    .description('make one class of several')
    .argument('<classes...>')
    .requiredOption('--into <name>', 'the class that they become')
    .action(async (classes: string[], { into }: { into: string }) => {
      await shell.run('mergeClasses', { classes, into }, changedText(`"${into}" now`))
    })
  group
    .command('delete')
    .description('take a class, and those below it, off its photos')
    .argument('<name>')
    .action(async (name: string) => {
      await shell.run('deleteClass', { class: name }, changedText('without a class now'))
    })
}

function changedText(state: string): (output: Printed<'renameClass'>) => string {
  return ({ decision, labelled }) =>
    `${count(labelled, 'photo')} ${labelled === 1 ? 'is' : 'are'} ${state}. "undo" takes back decision ${decision}.`
}
