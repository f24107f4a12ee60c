/** @file train, heads, promote. */
import { InvalidArgumentError, type Command } from 'commander'
import type { Head, Output } from '../../../../shared/contract.ts'
import { BackendName, StrategyName } from '../../../../shared/domain.ts'
import { oneOf, wholeNumber } from '../options.ts'
import type { Shell } from '../shell.ts'
import { duration, lines, number, table } from '../text.ts'

interface TrainOptions {
  strategy?: StrategyName
  backend?: BackendName
  epochs?: number
  attention: boolean
  pyramid: boolean
}

export function addHeadCommands(program: Command, shell: Shell): void {
  program
    .command('train')
    .description('train the Siamese head on what was confirmed; it answers only as far as it is better')
    .option('--strategy <name>', `one of: ${StrategyName.options.join(', ')}`, oneOf(StrategyName))
    .option(
      '--backend <name>',
      `what computes, one of: ${BackendName.options.join(', ')}`,
      oneOf(BackendName),
    )
    .option('--epochs <number>', 'how long', wholeNumber(1))
    .option('--no-attention', 'without channel attention')
    .option('--no-pyramid', 'without the lower levels of the backbone')
    .action(async (options: TrainOptions) => {
      await shell.run('train', { ...options, ...shell.seedInput }, trainText)
    })
  program
    .command('heads')
    .description('the trained heads')
    .action(async () => {
      await shell.run('heads', {}, ({ heads }) => headsText(heads))
    })
  program
    .command('promote')
    .description('let a head answer from now on, or "raw" for the features alone')
    .argument('<head>', 'its number, or "raw"', headNumber)
    .action(async (head: number | 'raw') => {
      await shell.run('promote', { head: head === 'raw' ? null : head }, ({ active }) => {
        return active === null
          ? 'The raw features answer from now on.'
          : `Head ${active} answers from now on.`
      })
    })
}

function headNumber(word: string): number | 'raw' {
  if (word === 'raw') return 'raw'
  const value = Number(word)
  if (Number.isSafeInteger(value) && value > 0) return value
  throw new InvalidArgumentError('It must be the number of a head, or "raw".')
}

function trainText(output: Output<'train'>): string {
  // Points of curves ("loss/3") are for the window and for --json.
  const metrics = Object.entries(output.metrics)
    .filter(([name]) => !name.includes('/'))
    .map(([name, value]): [string, string] => [name, number(value)])
  return lines(
    `Head ${output.head} (${output.strategy}, ${output.backend}) in ${duration(output.seconds)}; ` +
      (output.promoted ? 'it answers from now on.' : 'the one before it goes on answering.'),
    table(['metric', 'value'], metrics),
  )
}

function headsText(heads: readonly Head[]): string {
  if (heads.length === 0) return 'No head has been trained yet.'
  return table(
    ['head', 'active', 'made', 'strategy', 'backbone', 'labels', 'classes'],
    heads.map((head) => [
      String(head.id),
      head.active ? 'yes' : '',
      new Date(head.createdAt).toISOString().slice(0, 19).replace('T', ' '),
      head.strategy,
      head.backbone,
      head.labels,
      head.classes,
    ]),
  )
}
