/** @file status, check, doctor. */
import type { Command } from 'commander'
import type { Estimate } from '../../../../shared/contract/library.ts'
import type { Output } from '../../../../shared/contract.ts'
import type { Shell } from '../shell.ts'
import { count, lines, list, percent, table } from '../text.ts'

export function addLibraryCommands(program: Command, shell: Shell): void {
  program
    .command('status')
    .description('what the library holds')
    .action(async () => {
      await shell.run('status', {}, statusText)
    })
  program
    .command('check')
    .description('whether the library is sound')
    .action(async () => {
      const output = await shell.call('check', {})
      shell.terminal.print(output, output.ok ? 'The library is sound.' : list('Not sound:', output.problems))
      shell.failed = !output.ok
    })
  program
    .command('doctor')
    .description('what this machine can use')
    .action(async () => {
      await shell.run('doctor', {}, doctorText)
    })
}

export function statusText(status: Output<'status'>): string {
  return lines(
    `${count(status.photos, 'photo')}, ${status.labelled} of them labelled, in ${status.library}.`,
    status.unreadable > 0 ? `${count(status.unreadable, 'file')} that cannot be used.` : '',
    estimateText(status.estimate),
    status.missing > 0 ? `${count(status.missing, 'file')} missing.` : '',
    status.secondBackbone === null ? '' : `Looked at by ${status.backbone} and ${status.secondBackbone}.`,
    list(
      'Classes:',
      status.classes.map(({ name, photos }) => `${name}: ${count(photos, 'photo')}`),
    ),
  )
}

function doctorText(output: Output<'doctor'>): string {
  const parts = [...output.backends, ...output.backbones]
  return lines(
    `Library: ${output.library}`,
    `Processors: ${output.processors}`,
    table(['version of', ''], Object.entries(output.versions)),
    table(
      ['part', 'here', ''],
      parts.map(({ name, available, note }) => [name, available ? 'yes' : 'no', note]),
    ),
  )
}

function estimateText(estimate: Estimate | null): string {
  if (estimate === null) return ''
  const { accuracy, low, high, checks } = estimate
  return `Of the suggestions about ${percent(accuracy)} are right (${percent(low)} to ${percent(high)}, by ${checks} blind checks).`
}
