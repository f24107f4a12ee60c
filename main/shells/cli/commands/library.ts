/** @file status, check, doctor. */
import type { Command } from 'commander'
import type { BackendReport } from '../../../../shared/contract/backends.ts'
import type { Estimate } from '../../../../shared/contract/library.ts'
import { SetAsideAs } from '../../../../shared/set-aside.ts'
import type { Printed, Shell } from '../shell.ts'
import { lostLines } from './lost.ts'
import { count, lines, list, number, percent, SET_ASIDE_TEXT, table } from '../text.ts'

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
      const sound = output.ok ? 'The library is sound.' : list('Not sound:', output.problems)
      const lost = `${count(output.lostLabels.length, 'label')} without a picture (see "lost"):`
      shell.terminal.print(output, lines(sound, list(lost, lostLines(output.lostLabels))))
      shell.failed = !output.ok
    })
  program
    .command('doctor')
    .description('what this machine can use')
    .option('--self-test', 'train a few steps on every backend that is here, and measure its speed')
    .action(async ({ selfTest = false }: { selfTest?: boolean }) => {
      await shell.run('doctor', { selfTest }, doctorText)
    })
}

export function statusText(status: Printed<'status'>): string {
  return lines(
    `${count(status.photos, 'photo')}, ${status.labelled} of them labelled, in ${status.library}.`,
    status.labelSet === undefined ? '' : `Question: ${status.labelSet.name} (see "sets").`,
    list(
      'Set aside:',
      SetAsideAs.options
        .filter((as) => status.setAside[as] > 0)
        .map((as) => `${SET_ASIDE_TEXT[as]}: ${count(status.setAside[as], 'photo')}`),
    ),
    status.readOnly ? 'The library is read-only: it can be viewed and exported, not changed.' : '',
    status.lostLabels > 0 ? `${count(status.lostLabels, 'label')} without a picture: see "lost".` : '',
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

function doctorText(output: Printed<'doctor'>): string {
  return lines(
    `Library: ${output.library}`,
    `Processors: ${output.processors}`,
    table(['version of', ''], Object.entries(output.versions)),
    table(['backbone', 'here', ''], output.backbones.map(partRow)),
    table(
      ['backend', 'here', 'self-test', 'loss off by', 'gradients off by', 'photos/s', ''],
      output.backends.map((backend) => [backend.name, ...testedWords(backend), backend.note]),
    ),
    list(
      'Not used:',
      output.backends.flatMap(({ name, selfTest }) =>
        selfTest === null || selfTest.passed ? [] : [`${name}: ${selfTest.reason}`],
      ),
    ),
    `Trains with ${output.computesWith}.`,
    output.unsentReports === null ? '' : reportsText(output.unsentReports),
  )
}

function reportsText({ folder, removed, left }: NonNullable<Printed<'doctor'>['unsentReports']>): string {
  const what = `Unsent reports of ONNX Runtime in ${folder}`
  const found = removed === 0 ? 'none is of Twinsort' : `${removed} of Twinsort were removed`
  switch (left) {
    case null:
      return `${what}: ${found}.`
    case 'in-use':
      return `${what} were left alone: another program has them open. Close it and run "doctor" again.`
    case 'no-access':
      return `${what} were left alone: there is no permission to change them.`
    case 'not-understood':
      return `${what} were left alone: the file is damaged or of another version. To be rid of them, close programs that use ONNX Runtime and delete the folder.`
  }
}

function partRow({ name, available, note }: { name: string; available: boolean; note: string }): string[] {
  return [name, available ? 'yes' : 'no', note]
}

function testedWords({ available, selfTest }: BackendReport): string[] {
  if (selfTest === null) return [available ? 'yes' : 'no', '', '', '', '']
  const { passed, software, lossError, gradientError, imagesPerSecond } = selfTest
  return [
    available ? 'yes' : 'no',
    passed ? (software ? 'passed, without a graphics card' : 'passed') : 'failed',
    lossError?.toExponential(1) ?? '',
    gradientError?.toExponential(1) ?? '',
    imagesPerSecond === null ? '' : number(imagesPerSecond),
  ]
}

function estimateText(estimate: Estimate | null): string {
  if (estimate === null) return ''
  const { accuracy, low, high, checks } = estimate
  return `Of the suggestions about ${percent(accuracy)} are right (${percent(low)} to ${percent(high)}, by ${checks} blind checks).`
}
