/** @file evaluate, simulate, insights. */
import type { Command } from 'commander'
import type { z } from 'zod'
import { Goal, PersonName, PolicyName, SimulatedQuery } from '../../../../shared/contract/measures.ts'
import { ENCODING_TEXT, oneOf, share, truth, TRUTH_TEXT, wholeNumber } from '../options.ts'
import type { Printed, Shell } from '../shell.ts'
import { count, duration, lines, percent, table } from '../text.ts'

interface SimulateOptions {
  truth: string
  encoding?: string
  policy?: PolicyName[]
  goal?: Goal
  query?: SimulatedQuery
  person?: PersonName[]
  repeats?: number
  maxActions?: number
  noise?: number
}

export function addMeasureCommands(program: Command, shell: Shell): void {
  program
    .command('evaluate')
    .description('labels and suggestions against the truth')
    .requiredOption('--truth <source>', TRUTH_TEXT)
    .option('--encoding <name>', ENCODING_TEXT)
    .action(async (options: { truth: string; encoding?: string }) => {
      const source = truth(options.truth, shell, options.encoding)
      await shell.run('evaluate', { truth: source }, evaluateText)
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
    .requiredOption('--truth <source>', TRUTH_TEXT)
    .option('--encoding <name>', ENCODING_TEXT)
    .option('--policy <name>', `one of: ${PolicyName.options.join(', ')}; or "all"`, names(PolicyName))
    .option('--goal <goal>', `one of: ${Goal.options.join(', ')}`, oneOf(Goal))
    .option(
      '--query <name>',
      `how twinsort chooses its pages, one of: ${SimulatedQuery.options.join(', ')}`,
      oneOf(SimulatedQuery),
    )
    .option(
      '--person <name>',
      `who plays twinsort, one of: ${PersonName.options.join(', ')}; or "all"`,
      names(PersonName),
    )
    .option('--repeats <number>', 'seeds, one after the other', wholeNumber(1))
    .option('--max-actions <number>', 'stop after so many (default: the number of photos)', wholeNumber(1))
    .option('--noise <share>', 'the share of intruders that the person misses', share)
    .action(async (options: SimulateOptions) => {
      const { truth: source, encoding, policy, person, ...rest } = options
      const input = {
        ...rest,
        policies: policy,
        persons: person,
        truth: truth(source, shell, encoding),
        ...shell.seedInput,
      }
      await shell.run('simulate', input, simulateText)
    })
}

/** Names of an enumeration with commas between them, or "all". */
function names<T extends string>(choice: z.ZodType<T> & { options: readonly T[] }): (word: string) => T[] {
  return (word) =>
    word === 'all' ? [...choice.options] : word.split(',').map((name) => oneOf(choice)(name.trim()))
}

function insightsText({ duplicates, outliers, mislabels, associations }: Printed<'insights'>): string {
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

function evaluateText(output: Printed<'evaluate'>): string {
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

function simulateText(output: Printed<'simulate'>): string {
  const milestones = ['accuracy90', 'accuracy95', 'accuracy99', 'committed90', 'committed95'] as const
  return lines(
    `Actions (seconds) to each milestone on ${count(output.photos, 'photo')}, in ${duration(output.seconds)}:`,
    table(
      ['policy', 'goal', 'person', ...milestones, 'wrong', 'unflagged'],
      output.policies.map((each) => [
        each.policy,
        each.goal,
        each.person,
        ...milestones.map((name) => reached(each.actionsTo[name], each.secondsTo[name])),
        percent(each.committedError),
        percent(each.unflaggedError),
      ]),
    ),
  )
}

function reached(actions: number | null, seconds: number | null): string {
  return actions === null || seconds === null ? '-' : `${actions} (${Math.round(seconds)})`
}
