/** @file sets: several questions about the same photos, each with its own classes and labels. */
import type { Command } from 'commander'
import { LabelSetName } from '../../../../shared/label-set-name.ts'
import { AppError } from '../../../../shared/errors.ts'
import { joined, sentence, verbatim } from '../../../../shared/sentences/sentence.ts'
import type { Printed, Shell } from '../shell.ts'
import { count, lines, list } from '../text.ts'

export function addLabelSetCommands(program: Command, shell: Shell): void {
  const group = program
    .command('sets')
    .description('questions about the same photos, each with its own classes')
  group
    .command('list')
    .description('the questions there are, and which one is open')
    .action(async () => {
      await shell.run('labelSets', {}, listText)
    })
  group
    .command('create')
    .description('make another question; no photo has a class in it yet')
    .argument('<name>')
    .action(async (name: string) => {
      await shell.run('createLabelSet', { name }, (made) => `"${made.name}" was made.`)
    })
  group
    .command('rename')
    .argument('<name>')
    .argument('<new-name>')
    .description('give a question another name; its labels stay')
    .action(async (name: string, to: string) => {
      const set = await setNamed(shell, name)
      await shell.run('renameLabelSet', { set, name: to }, (now) => `"${name}" is called "${now.name}" now.`)
    })
  group
    .command('delete')
    .description('delete a question with its labels; "sets restore" brings it back')
    .argument('<name>')
    .action(async (name: string) => {
      const set = await setNamed(shell, name)
      await shell.run(
        'removeLabelSet',
        { set },
        (gone) =>
          `"${gone.name}" was deleted with ${count(gone.labels, 'label')}. "sets restore" brings it back.`,
      )
    })
  group
    .command('restore')
    .description('bring back a question that was deleted')
    .argument('<name>')
    .action(async (name: string) => {
      const set = await setNamed(shell, name, 'removed')
      await shell.run('restoreLabelSet', { set }, (back) => `"${back.name}" is back.`)
    })
  group
    .command('choose')
    .description('the question that every command, and the next window, is about')
    .argument('<name>')
    .action(async (name: string) => {
      shell.useRoom()
      const set = await setNamed(shell, name)
      await shell.run('chooseLabelSet', { set }, (now) => `"${now.name}" is open.`)
    })
}

/** @throws AppError `not-found` naming those there are. */
async function setNamed(shell: Shell, name: string, among: 'sets' | 'removed' = 'sets'): Promise<number> {
  const known = (await shell.call('labelSets', {}))[among]
  const wanted = LabelSetName.safeParse(name).data
  // Of several that were deleted under one name, the one that was made last.
  const found = known.findLast((set) => set.name === wanted)
  if (found !== undefined) return found.id
  const there = known.map((set) => verbatim(`"${set.name}"`))
  const sets = there.length === 0 ? sentence('no-label-set-there') : joined('joined-by-and', there)
  throw new AppError('not-found', sentence('no-label-set-named', { name, sets }))
}

function listText({ sets, removed }: Printed<'labelSets'>): string {
  return lines(
    ...sets.map(
      ({ name, labels, classes, isOpen }) =>
        `${isOpen ? '*' : ' '} ${name}: ${count(labels, 'label')} in ${count(classes, 'class', 'classes')}`,
    ),
    list(
      'deleted ("sets restore" brings one back):',
      removed.map(({ name, labels }) => `${name}: ${count(labels, 'label')}`),
    ),
  )
}
