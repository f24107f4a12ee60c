/** @file lost: labels whose picture is gone. */
import { Option, type Command } from 'commander'
import type { LostLabel } from '../../../../shared/contract/lost-labels.ts'
import type { Printed, Shell } from '../shell.ts'
import { count, lines, list } from '../text.ts'

interface LostOptions {
  readonly accept?: boolean
  readonly drop?: boolean
}

const WHY: Readonly<Record<LostLabel['why'], string>> = {
  gone: 'the file is gone',
  replaced: 'another picture lies there',
  unreadable: 'the file cannot be read',
  'folder-removed': 'its folder was removed from the library',
}

export function addLostCommand(program: Command, shell: Shell): void {
  program
    .command('lost')
    .description('labels whose picture is gone, and pictures that could have them')
    .option('--accept', 'give the labels to the pictures at the same places that look nearly the same')
    .addOption(new Option('--drop', 'take the labels off; "undo" puts them back').conflicts('accept'))
    .action(async ({ accept = false, drop = false }: LostOptions) => {
      if (accept || drop) {
        await shell.run('settleLostLabels', { action: accept ? 'carry' : 'drop' }, settledText)
      } else await shell.run('lostLabels', {}, lostText)
    })
}

export function lostLines(labels: readonly LostLabel[]): string[] {
  return labels.map(({ path, photo, class: name, why, offer }) => {
    const nearly = offer === null ? '' : ', nearly the same'
    return `${path ?? `photo ${photo}`}: ${name} (${WHY[why]}${nearly})`
  })
}

function lostText({ labels, offered }: Printed<'lostLabels'>): string {
  if (labels.length === 0) return 'Every label has its picture.'
  return lines(
    list(`${count(labels.length, 'label')} without a picture:`, lostLines(labels)),
    offered === 0
      ? ''
      : `For ${count(offered, 'label')} the picture at the same place is nearly the same. Shall it have the label? "lost --accept" gives it.`,
  )
}

function settledText({ decision, labelled }: Printed<'settleLostLabels'>): string {
  if (decision === null) return 'There was nothing to do.'
  return `${count(labelled, 'label')} settled. "undo" takes back decision ${decision}.`
}
