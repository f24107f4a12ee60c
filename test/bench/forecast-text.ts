/** @file The table of `bench forecast`, as Markdown. */
import { SHARES } from '../../main/learn/assessment/expectation.ts'
import { mean, median } from '../../main/math/statistics.ts'
import type { ForecastQuality, Line, OfSet, Quality } from './forecast-quality.ts'

export function forecastText(
  { wrong, answers }: ForecastQuality,
  { sets, seeds }: { sets: readonly string[]; seeds: number },
): string {
  const columns: readonly (readonly [string, Quality | null])[] = [
    ['wrong photos', wrong],
    ...SHARES.map((share, index) => [`answers to ${percent(share)}`, answers[index]] as const),
  ]
  const cells = (of: (quality: Quality) => OfSet | undefined): string[] =>
    columns.map(([, quality]) => cell(quality === null ? undefined : of(quality)))
  return [
    row(['set left out', ...columns.map(([name]) => name)]),
    row(['---', ...columns.map(() => '---:')]),
    ...sets.map((name) => row([name, ...cells((quality) => quality.sets.find(({ set }) => set === name))])),
    row(['all', ...cells(summary)]),
    '',
    'How often the range of 80 % held what came, and how many times as high as low its upper end is (median). The range for a set',
    'comes from the other sets alone. Wrong photos: the real number by the expected one. Answers: those that are left until the share',
    'of right photos is reached, by the number of doubtful photos. In "all", each set counts the same.',
    '',
    'Counts are foretold by a line through their logarithms. From all sets; the first row is for',
    'main/learn/assessment/expected-accuracy.ts:',
    '',
    row(['', 'slope', 'low', 'middle', 'high']),
    row(['---', '---:', '---:', '---:', '---:']),
    ...columns.flatMap(([name, quality]) =>
      quality === null ? [] : [row([name, ...figures(quality.line)])],
    ),
    '',
    'Made by this command, with the folder of each set:',
    '',
    '```sh',
    `npm run -s bench -- forecast ${sets.join(' ')} --seeds ${seeds} --table FILE.md`,
    '```',
    '',
  ].join('\n')
}

function summary({ sets }: Quality): OfSet {
  return {
    set: 'all',
    held: mean(sets.map(({ held }) => held)),
    width: median(sets.map(({ width }) => width)),
  }
}

function cell(ofSet: OfSet | undefined): string {
  return ofSet === undefined ? '-' : `${percent(ofSet.held)}, ${ofSet.width.toFixed(1)} times`
}

function figures({ slope, low, middle, high }: Line): string[] {
  return [slope, low, middle, high].map((value) => value.toFixed(3))
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`
}
