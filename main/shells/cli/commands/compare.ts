/** @file compare. */
import { type Command, InvalidArgumentError } from 'commander'
import { CONTENDER_SWITCHES, readContender } from '../../../../shared/contender-words.ts'
import {
  CompareName,
  type CompareRow,
  type Contender,
  type Difference,
} from '../../../../shared/contract/compare.ts'
import { type AttentionForm, BackendName } from '../../../../shared/domain.ts'
import { AppError } from '../../../../shared/errors.ts'
import {
  attentionInput,
  attentionOption,
  ENCODING_TEXT,
  oneOf,
  truth,
  TRUTH_TEXT,
  type UnlabelledOptions,
  wholeNumber,
  withUnlabelledOptions,
} from '../options.ts'
import type { Printed, Shell } from '../shell.ts'
import { count, duration, lines, percent, table } from '../text.ts'

interface CompareOptions extends UnlabelledOptions {
  truth: string
  encoding?: string
  labelsPerClass?: number[]
  repeats?: number
  strategies?: Contender[]
  backend?: BackendName
  backends?: 'all' | BackendName[]
  epochs?: number
  attention?: AttentionForm | false
  pyramid: boolean
}

const NAMES_TEXT = [
  `some of: ${CompareName.options.join(', ')};`,
  `each may go on with ${CONTENDER_SWITCHES.join(', ')} or a backend, as siamese-cnn/no-pyramid does;`,
  'all that take seconds by default; the first is what the others are held against',
].join(' ')
const BACKENDS_TEXT = `train on each of these, or on "all" that this machine has and that passed their self-test: ${BackendName.options.join(', ')}`

export function addCompareCommand(program: Command, shell: Shell): void {
  withUnlabelledOptions(program.command('compare'))
    .description('learning strategies side by side on the same splits; the library stays as it is')
    .requiredOption('--truth <source>', TRUTH_TEXT)
    .option('--labels-per-class <number>', 'labels of each class, or several numbers: 5,10,20', numbers)
    .option('--encoding <name>', ENCODING_TEXT)
    .option('--repeats <number>', 'splits, the same for every strategy', wholeNumber(1))
    .option('--strategies <names>', NAMES_TEXT, contenders)
    .option('--backend <name>', `one of: ${BackendName.options.join(', ')}`, oneOf(BackendName))
    .option('--backends <names>', BACKENDS_TEXT, backends)
    .option('--epochs <number>', 'the most epochs of a run', wholeNumber(1))
    .addOption(attentionOption())
    .option('--no-attention', 'without channel attention')
    .option('--no-pyramid', 'without the lower pyramid levels')
    .action(async (options: CompareOptions) => {
      const { truth: source, encoding, attention, ...rest } = options
      const input = {
        ...rest,
        ...attentionInput(attention),
        truth: truth(source, shell, encoding),
        ...shell.seedInput,
      }
      await shell.run('compare', input, compareText)
    })
}

function numbers(word: string): number[] {
  return word.split(',').map((each) => wholeNumber(1)(each))
}

function backends(word: string): 'all' | BackendName[] {
  return word === 'all' ? word : word.split(',').map((name) => oneOf(BackendName)(name.trim()))
}

function contenders(word: string): Contender[] {
  const words = word === 'all' ? CompareName.options : word.split(',').map((each) => each.trim())
  try {
    return words.map(readContender)
  } catch (thrown) {
    throw new InvalidArgumentError(AppError.from(thrown).message)
  }
}

const HEADER = [
  ...['contender', 'labels a class', 'accuracy', 'std', 'points', 'blended', 'points'],
  ...['kNN', 'purity', 'backend', 'seconds', 'MB of tensors', 'MB in all'],
]

function compareText(output: Printed<'compare'>): string {
  const { rows } = output
  const isPaired = rows.some(({ difference }) => difference !== null)
  return lines(
    `${count(output.photos, 'photo')} of ${output.classes} classes, in ${duration(output.seconds)}:`,
    ...output.notes,
    table(HEADER, rows.map(cells)),
    isPaired ? pointsText(rows) : '',
  )
}

function cells(row: CompareRow): (string | number)[] {
  return [
    row.contender,
    row.labelsPerClass,
    percent(row.accuracy),
    percent(row.std),
    points(row.difference?.alone, row.splits.length),
    row.blendAccuracy === null ? '-' : percent(row.blendAccuracy),
    points(row.difference?.blended, row.splits.length),
    percent(row.knnAccuracy),
    percent(row.clusterPurity),
    row.backend ?? '-',
    row.seconds.toFixed(1),
    megabytes(row.tensorMegabytes),
    megabytes(row.processMegabytes),
  ]
}

function pointsText(rows: readonly CompareRow[]): string {
  const first = [...new Set(rows.flatMap(({ difference }) => difference?.from ?? []))].join(', ')
  const repeats = rows[0].splits.length
  const over = repeats === 1 ? 'on one split' : `mean and deviation over ${repeats} splits`
  return `Points: percentage points more than ${first} on the same split, ${over}; blended: than its blend.`
}

/** "+0.9 ± 0.5", or "+0.9" on a single split. */
function points(difference: Difference | null | undefined, splits: number): string {
  if (difference === null || difference === undefined) return '-'
  const [mean, std] = [difference.mean * 100, difference.std * 100].map((value) => value.toFixed(1))
  const signed = `${mean.startsWith('-') ? '' : '+'}${mean}`
  return splits === 1 ? signed : `${signed} ± ${std}`
}

function megabytes(value: number | null): string {
  return value === null ? '-' : value.toFixed(0)
}
