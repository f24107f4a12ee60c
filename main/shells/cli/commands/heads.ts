/** @file train, tune, heads, promote. */
import { InvalidArgumentError, type Command } from 'commander'
import type { Head } from '../../../../shared/contract/learning.ts'
import { type AttentionForm, BackendName, NetworkName, StrategyName } from '../../../../shared/domain.ts'
import {
  attentionInput,
  attentionOption,
  oneOf,
  share,
  type UnlabelledOptions,
  wholeNumber,
  withUnlabelledOptions,
} from '../options.ts'
import type { Printed, Shell } from '../shell.ts'
import { count, duration, lines, number, percent, table } from '../text.ts'

interface TrainOptions extends UnlabelledOptions {
  network?: NetworkName
  strategy?: StrategyName
  backend?: BackendName
  epochs?: number
  attention?: AttentionForm | false
  pyramid: boolean
  rate?: number
  decay?: number
  dropout?: number
}

interface TuneOptions {
  strategy?: StrategyName
  backend?: BackendName
  trials?: number
}

export function addHeadCommands(program: Command, shell: Shell): void {
  withUnlabelledOptions(program.command('train'))
    .description('train on what was confirmed; what was trained answers only as far as it is better')
    .option(
      '--network <name>',
      `what is trained, one of: ${NetworkName.options.join(', ')}; all but the head learn from the pictures, in minutes`,
      oneOf(NetworkName),
    )
    .option('--strategy <name>', `one of: ${StrategyName.options.join(', ')}`, oneOf(StrategyName))
    .option(
      '--backend <name>',
      `what computes, one of: ${BackendName.options.join(', ')}`,
      oneOf(BackendName),
    )
    .option('--epochs <number>', 'how long', wholeNumber(1))
    .addOption(attentionOption())
    .option('--no-attention', 'without channel attention')
    .option('--no-pyramid', 'without the lower levels of the backbone')
    .option('--rate <number>', 'learning rate', positive)
    .option('--decay <number>', 'pull back to the baseline', positive)
    .option('--dropout <share>', 'share of the inputs dropped in a step', share)
    .action(async ({ attention, ...options }: TrainOptions) => {
      await shell.run('train', { ...options, ...attentionInput(attention), ...shell.seedInput }, trainText)
    })
  program
    .command('tune')
    .description('search hyper-parameters on what was confirmed; the library stays as it is')
    .option('--strategy <name>', `one of: ${StrategyName.options.join(', ')}`, oneOf(StrategyName))
    .option('--backend <name>', `one of: ${BackendName.options.join(', ')}`, oneOf(BackendName))
    .option('--trials <number>', 'settings that the first round tries', wholeNumber(2))
    .action(async (options: TuneOptions) => {
      await shell.run('tune', { ...options, ...shell.seedInput }, tuneText)
    })
  program
    .command('heads')
    .description('the trained heads; with --report how good one is, class by class')
    .option('--report <head>', 'the number of a head', wholeNumber(1))
    .action(async ({ report: head }: { report?: number }) => {
      if (head === undefined) await shell.run('heads', {}, ({ heads }) => headsText(heads))
      else await shell.run('headReport', { head }, reportText)
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

function positive(word: string): number {
  const value = Number(word)
  if (word.trim() !== '' && Number.isFinite(value) && value >= 0) return value
  throw new InvalidArgumentError('It must be a number of at least 0.')
}

function tuneText({ best, note, trials }: Printed<'tune'>): string {
  const words = best === null ? '' : JSON.stringify(best.parameters)
  return lines(
    note,
    words,
    table(
      ['rounds', 'log-loss', 'accuracy', 'rate', 'decay', 'dropout', 'attention', 'pyramid'],
      trials.map(({ rounds, logLoss, accuracy, parameters }) => [
        rounds,
        logLoss.toFixed(3),
        percent(accuracy),
        parameters.rate.toPrecision(2),
        parameters.decay.toPrecision(2),
        parameters.dropout.toPrecision(2),
        parameters.attention,
        parameters.pyramid ? 'on' : 'off',
      ]),
    ),
  )
}

function trainText(output: Printed<'train'>): string {
  // Points of curves ("loss/3") are for the window and for --json.
  const metrics = Object.entries(output.metrics)
    .filter(([name]) => !name.includes('/'))
    .map(([name, value]): [string, string] => [name, number(value)])
  return lines(
    `Trained ${output.network} (${output.strategy}, ${output.backend}) in ${duration(output.seconds)}.`,
    output.note,
    ...output.fellBack.map(
      ({ backend, reason }) => `${backend} failed, so the training went on without it: ${reason}`,
    ),
    ...(output.fellBackLater?.fellBack ?? []).map(
      ({ backend, reason }) =>
        `${backend} failed after the training, so the rest was computed with ${output.fellBackLater?.backend ?? ''}: ${reason}`,
    ),
    ...(output.resumedEpochs > 0
      ? [`It went on from a checkpoint, after ${count(output.resumedEpochs, 'epoch')}.`]
      : []),
    table(['metric', 'value'], metrics),
  )
}

function reportText({ report }: Printed<'headReport'>): string {
  if (report === null) return 'This head is from before heads were judged class by class.'
  const share = (value: number | null): string => (value === null ? '-' : percent(value))
  return lines(
    `Out of fold; probabilities are off by ${percent(report.calibrationError)} on average.`,
    table(
      ['class', 'photos', 'precision', 'recall'],
      report.perClass.map((each) => [each.class, each.photos, share(each.precision), share(each.recall)]),
    ),
  )
}

function headsText(heads: readonly Head[]): string {
  if (heads.length === 0) return 'No head has been trained yet.'
  const waits = heads.some(({ active, fits }) => active && !fits)
  return lines(
    table(
      ['head', 'active', 'made', 'network', 'strategy', 'backbone', 'labels', 'classes'],
      heads.map((head) => [
        String(head.id),
        head.active ? (head.fits ? 'yes' : 'waits') : '',
        new Date(head.createdAt).toISOString().slice(0, 19).replace('T', ' '),
        head.network,
        head.strategy,
        head.backbone,
        head.labels,
        head.classes,
      ]),
    ),
    waits
      ? 'A head that waits was trained on other features; it answers when the library uses these again.'
      : '',
  )
}
