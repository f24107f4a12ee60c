/** @file The table of `bench strategies`, with a sentence for each set, as Markdown. */
import { mean } from '../../main/math/statistics.ts'
import {
  answered,
  DEFAULT_STRATEGY,
  type Beside,
  type JudgedStrategies,
  type MeasuredSet,
} from './strategy-differences.ts'
import type { StrategyResult } from './strategy-results.ts'

/** @param planned contenders that are measured where there is time */
export function strategiesText(
  sets: readonly MeasuredSet[],
  { bySet, overall }: JudgedStrategies,
  planned: readonly string[] = [],
): string {
  const all = sets.flatMap(({ results }) => results)
  const numbers = [...new Set(all.map(({ labelsPerClass }) => labelsPerClass))].sort((a, b) => a - b)
  const names = sets.map(({ name }) => name.replaceAll('|', '\\|'))
  const missing = planned.filter((contender) => all.every((result) => result.contender !== contender))
  return [
    row(['labels a class', 'strategy', ...names]),
    row(['---:', '---', ...names.map(() => '---')]),
    ...numbers.flatMap((labels) => contendersOf(all, labels).map((name) => resultRow(name, labels, sets))),
    '',
    'Accuracy in percent on the photos that have no label and are no near copy of one that has: alone / together with the fast',
    'path, as the product answers; one figure where nothing is trained. Means of three splits, or of as many as stand in brackets;',
    '"-" was not measured. The best answer of a set is bold, among those on as many splits. Where it is the same as that of the',
    'fast path, the blend gave the head no weight: it was not better on labelled photos that were held back. A class with few photos',
    'gives half of them as labels, so that some are left for the test.',
    ...(missing.length === 0
      ? []
      : ['', `Not measured here: ${missing.map((name) => `\`${name}\``).join(', ')}.`]),
    '',
    ...sets.map(
      ({ name, photos, classes }) =>
        `- ${setSentence(name, `${photos} photos, ${classes} classes`, bySet[name])}`,
    ),
    '',
    `Beside the default (\`${DEFAULT_STRATEGY}\`, with attention, pyramid and the blend), in points. A set counts as better or worse`,
    'where the difference is more than two standard errors over its splits, and as the same also where there is one split only.',
    '',
    row(['strategy', 'difference over the sets', 'better', 'same', 'worse']),
    row(['---', '---:', '---:', '---:', '---:']),
    ...overall.map((each) => {
      const { better, same, worse } = each.sets
      return row([`\`${each.contender}\``, pointsText(each), String(better), String(same), String(worse)])
    }),
    '',
    verdict(overall, sets.length),
    '',
    'Made by this command, with the folder of each set:',
    '',
    '```sh',
    `npm run -s bench -- strategies ${sets.map(({ name }) => name).join(' ')} --table FILE.md`,
    '```',
    '',
  ].join('\n')
}

/** In the order in which they were measured first. */
function contendersOf(all: readonly StrategyResult[], labels: number): string[] {
  const found = all
    .filter(({ labelsPerClass }) => labelsPerClass === labels)
    .map(({ contender }) => contender)
  return [...new Set(found)]
}

/** How often each strategy's labels are drawn anew. */
export const USUAL_SPLITS = 3

function resultRow(contender: string, labels: number, sets: readonly MeasuredSet[]): string {
  const cells = sets.map(({ results }) => {
    const same = results.filter(({ labelsPerClass }) => labelsPerClass === labels)
    const own = same.filter((result) => result.contender === contender)
    if (own.length === 0) return '-'
    const alone = percent(mean(own.map(({ accuracy }) => accuracy)))
    const answer = percent(mean(own.map(answered)))
    const isBest = contender === bestOf(same, own.length)
    const marked = isBest ? `**${answer}**` : answer
    const splits = own.length === USUAL_SPLITS ? '' : ` (${own.length})`
    return `${own[0].blendAccuracy === null ? marked : `${alone} / ${marked}`}${splits}`
  })
  return row([String(labels), `\`${contender}\``, ...cells])
}

/** Of those with as many splits, which are the same ones. */
function bestOf(results: readonly StrategyResult[], splits: number): string | undefined {
  const means = [...Map.groupBy(results, ({ contender }) => contender)]
    .filter(([, own]) => own.length === splits)
    .map(([contender, own]) => ({ contender, answer: mean(own.map(answered)) }))
  return means.toSorted((a, b) => b.answer - a.answer).at(0)?.contender
}

function setSentence(name: string, size: string, beside: readonly Beside[]): string {
  const several = beside.filter(({ pairs }) => pairs > 1)
  const of = (verdict: Beside['verdict']): string =>
    several
      .filter((each) => each.verdict === verdict)
      .map((each) => `\`${each.contender}\` ${pointsText(each)}`)
      .join(', ')
  const [better, worse] = [of('better'), of('worse')]
  const first = several.at(0)
  if (first === undefined) return `**${name}** (${size}): too few splits to compare with the default.`
  const won =
    better === ''
      ? `nothing is clearly better than the default (at best \`${first.contender}\` ${pointsText(first)})`
      : `better than the default: ${better}`
  return `**${name}** (${size}): ${won}${worse === '' ? '' : `; worse: ${worse}`}.`
}

function verdict(overall: JudgedStrategies['overall'], sets: number): string {
  const winners = overall.filter(({ sets: { better, worse } }) => worse === 0 && better > sets / 2)
  if (winners.length === 0) {
    return 'No strategy is better than the default on most sets and worse on none: the default stays.'
  }
  const names = winners.map(({ contender }) => `\`${contender}\``).join(', ')
  return `Better than the default on most sets and worse on none: ${names}.`
}

/** "+1.2 ± 0.4", or "0.0" without a sign. */
function pointsText({ mean: middle, error }: Beside): string {
  const spread = error === null ? '' : ` ± ${(100 * error).toFixed(1)}`
  const size = Math.abs(100 * middle).toFixed(1)
  const sign = Number(size) === 0 ? '' : middle < 0 ? '-' : '+'
  return `${sign}${size}${spread}`
}

function percent(share: number): string {
  return (100 * share).toFixed(1)
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`
}
