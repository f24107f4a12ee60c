/** @file class: rename, merge, delete; and its colour and key in the window. */
import { Option, type Command } from 'commander'
import { ClassColour } from '../../../../shared/class-marks.ts'
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
  group
    .command('set')
    .description('the colour and the key that a class has in the window: a setting, no decision')
    .argument('<name>')
    .addOption(new Option('--colour <name>', 'of its mark').choices([AUTOMATIC, ...ClassColour.options]))
    .option(
      '--key <key>',
      `a letter from a to z or a figure, which says this class together with Alt; or ${NO_KEY}`,
    )
    .action(async (name: string, { colour, key }: { colour?: string; key?: string }) => {
      await shell.run(
        'markClass',
        {
          class: name,
          ...(colour === undefined ? {} : { colour: ClassColour.nullable().catch(null).parse(colour) }),
          ...(key === undefined ? {} : { key: key === NO_KEY ? null : key }),
        },
        markText,
      )
    })
}

const AUTOMATIC = 'automatic'
const NO_KEY = 'none'

function markText({ class: name, colour, key }: Printed<'markClass'>): string {
  const keys = key === null ? 'no key' : `the key Alt+${key.toUpperCase()}`
  return `"${name}" has ${colour === null ? 'the colour of its number' : `the colour ${colour}`} and ${keys}.`
}

function changedText(state: string): (output: Printed<'renameClass'>) => string {
  return ({ decision, labelled }) =>
    `${count(labelled, 'photo')} ${labelled === 1 ? 'is' : 'are'} ${state}. "undo" takes back decision ${decision}.`
}
