/** @file evaluate, simulate, compare, insights. */
import type { Command } from 'commander'
import { CompareName, Goal, PolicyName, SimulatedQuery } from '../../../../shared/contract/measures.ts'
import type { Output } from '../../../../shared/contract.ts'
import { type AttentionForm, BackendName } from '../../../../shared/domain.ts'
import {
  attentionInput,
  attentionOption,
  oneOf,
  share,
  truth,
  type UnlabelledOptions,
  wholeNumber,
  withUnlabelledOptions,
} from '../options.ts'
import type { Shell } from '../shell.ts'
import { count, duration, lines, percent, table } from '../text.ts'

interface SimulateOptions {
  truth: string
  policy?: PolicyName[]
  goal?: Goal
  query?: SimulatedQuery
  repeats?: number
  maxActions?: number
  noise?: number
}

interface CompareOptions extends UnlabelledOptions {
  truth: string
  labelsPerClass?: number[]
  repeats?: number
  strategies?: CompareName[]
  backend?: BackendName
  epochs?: number
  attention?: AttentionForm | false
  pyramid: boolean
}

const TRUTH = 'where the true classes are: "folders", "labels", or a CSV file with the header path,class'

export function addMeasureCommands(program: Command, shell: Shell): void {
  program
    .command('evaluate')
    .description('labels and suggestions against the truth')
    .requiredOption('--truth <source>', TRUTH)
    .action(async (options: { truth: string }) => {
      await shell.run('evaluate', { truth: truth(options.truth, shell) }, evaluateText)
    })
  withUnlabelledOptions(program.command('compare'))
    .description('learning strategies side by side on the same splits; the library stays as it is')
    .requiredOption('--truth <source>', TRUTH)
    .option('--labels-per-class <number>', 'labels of each class, or several numbers: 5,10,20', numbers)
    .option('--repeats <number>', 'splits, the same for every strategy', wholeNumber(1))
    .option(
      '--strategies <names>',
      `some of: ${CompareName.options.join(', ')}; all that take seconds by default`,
      strategies,
    )
    .option('--backend <name>', `one of: ${BackendName.options.join(', ')}`, oneOf(BackendName))
    .option('--epochs <number>', 'the most epochs of a run', wholeNumber(1))
    .addOption(attentionOption())
    .option('--no-attention', 'without channel attention')
    .option('--no-pyramid', 'without the lower pyramid levels')
    .action(async (options: CompareOptions) => {
      const { truth: source, attention, ...rest } = options
      const input = { ...rest, ...attentionInput(attention), truth: truth(source, shell), ...shell.seedInput }
      await shell.run('compare', input, compareText)
    })
  program
    .command('insights')
    .description('near-duplicates, outliers, suspected mislabels, associations')
    .option('--limit <number>', 'the most entries of each list', wholeNumber(1))
    .action(async (options: { limit?: number }) => {
      await shell.run('insights', options, insightsText)
    })
  program
    .command('simulate')
    .description('a session with a simulated person who knows the truth; the library stays as it is')
    .requiredOption('--truth <source>', TRUTH)
    .option('--policy <name>', `one of: ${PolicyName.options.join(', ')}; or "all"`, policies)
    .option('--goal <goal>', `one of: ${Goal.options.join(', ')}`, oneOf(Goal))
    .option(
      '--query <name>',
      `how twinsort chooses its pages, one of: ${SimulatedQuery.options.join(', ')}`,
      oneOf(SimulatedQuery),
    )
    .option('--repeats <number>', 'seeds, one after the other', wholeNumber(1))
    .option('--max-actions <number>', 'stop after so many (default: the number of photos)', wholeNumber(1))
    .option('--noise <share>', 'the share of intruders that the person misses', share)
    .action(async (options: SimulateOptions) => {
      const { truth: source, policy, ...rest } = options
      const input = { ...rest, policies: policy, truth: truth(source, shell), ...shell.seedInput }
      await shell.run('simulate', input, simulateText)
    })
}

function policies(word: string): PolicyName[] {
  return word === 'all'
    ? [...PolicyName.options]
    : word.split(',').map((name) => oneOf(PolicyName)(name.trim()))
}

function insightsText({ duplicates, outliers, mislabels, associations }: Output<'insights'>): string {
  return lines(
    `${count(duplicates.length, 'group')} of near-duplicates:`,
    ...duplicates.map(({ photos }) => `  ${photos.map(({ path }) => path).join('\n  = ')}`),
    `${count(outliers.length, 'photo')} like no others:`,
    ...outliers.map(({ path, score }) => `  ${score.toFixed(2)}  ${path}`),
    `${count(mislabels.length, 'label')} that may be wrong:`,
    ...mislabels.map(({ path, class: name, suggested }) => `  ${name} -> ${suggested}?  ${path}`),
    `${count(associations.length, 'association')}:`,
    ...associations.map(
      (each) =>
        `  ${each.class} with ${each.attribute} ${each.value}: ${each.lift.toFixed(1)} times (q = ${each.qValue.toPrecision(2)})`,
    ),
  )
}

function numbers(word: string): number[] {
  return word.split(',').map((each) => wholeNumber(1)(each))
}

function strategies(word: string): CompareName[] {
  return word === 'all'
    ? [...CompareName.options]
    : word.split(',').map((name) => oneOf(CompareName)(name.trim()))
}

function compareText(output: Output<'compare'>): string {
  const share = (value: number | null): string => (value === null ? '-' : percent(value))
  return lines(
    `${count(output.photos, 'photo')} of ${output.classes} classes, in ${duration(output.seconds)}:`,
    ...output.notes,
    table(
      [
        'strategy',
        'labels a class',
        'accuracy',
        'std',
        'blended',
        'kNN',
        'purity',
        'seconds',
        'MB of tensors',
      ],
      output.rows.map((each) => [
        each.strategy,
        each.labelsPerClass,
        percent(each.accuracy),
        percent(each.std),
        share(each.blendAccuracy),
        percent(each.knnAccuracy),
        percent(each.clusterPurity),
        each.seconds.toFixed(1),
        each.tensorMegabytes === null ? '-' : each.tensorMegabytes.toFixed(0),
      ]),
    ),
  )
}

function evaluateText(output: Output<'evaluate'>): string {
  return lines(
    `${percent(output.accuracy)} of ${count(output.photos, 'photo')} right; ` +
      `${count(output.committed, 'label')} confirmed, ${output.committedCorrect} of them right.`,
    output.leftOut > 0 ? `${count(output.leftOut, 'photo')} without one true class left out.` : '',
    table(
      ['class', 'photos', 'precision', 'recall'],
      output.perClass.map((row) => [row.class, row.photos, shareText(row.precision), shareText(row.recall)]),
    ),
  )
}

function shareText(value: number | null): string {
  return value === null ? '-' : percent(value)
}

function simulateText(output: Output<'simulate'>): string {
  const milestones = ['accuracy90', 'accuracy95', 'accuracy99', 'committed90', 'committed95'] as const
  return lines(
    `Actions (seconds) to each milestone on ${count(output.photos, 'photo')}, in ${duration(output.seconds)}:`,
    table(
      ['policy', 'goal', ...milestones, 'wrong'],
      output.policies.map((each) => [
        each.policy,
        each.goal,
        ...milestones.map((name) => reached(each.actionsTo[name], each.secondsTo[name])),
        percent(each.committedError),
      ]),
    ),
  )
}

function reached(actions: number | null, seconds: number | null): string {
  return actions === null || seconds === null ? '-' : `${actions} (${Math.round(seconds)})`
}
