/** @file export. */
import { InvalidArgumentError, Option, type Command } from 'commander'
import { EXPORT_FORMATS, ExportFormat } from '../../../../shared/contract/export-formats.ts'
import { AppError } from '../../../../shared/errors.ts'
import { sentence } from '../../../../shared/sentences/sentence.ts'
import { oneOf, share, wholeNumber } from '../options.ts'
import type { Printed, Shell } from '../shell.ts'
import { count, lines, list } from '../text.ts'

const MODES = ['copy', 'link', 'reflink', 'symlink', 'move'] as const
type Mode = (typeof MODES)[number]

interface ExportOptions {
  format: ExportFormat
  out?: string
  embed?: boolean
  sidecars?: 'appended' | 'replaced'
  mode?: Mode
  dryRun?: boolean
  bom?: boolean
  includeSuggestions?: number
  head?: number
  classes?: string[]
  names?: string
  snapshot?: string
  metadata?: boolean
  withoutPlace?: boolean
  split?: [train: number | null, validation: number, test: number]
}

export function addExportCommand(program: Command, shell: Shell): void {
  program
    .command('export')
    .description('write the confirmed labels out, or a head as an ONNX file or as a job for a Ray cluster')
    .requiredOption('--format <format>', `one of: ${ExportFormat.options.join(', ')}`, oneOf(ExportFormat))
    .option(
      '--out <path>',
      'the file, or for imagefolder, fiftyone and ray-job the folder; for xmp a folder, or else beside the photos',
    )
    .option('--embed', 'xmp: write the keywords into the photos, by ExifTool')
    .addOption(
      new Option(
        '--sidecars <names>',
        'xmp: new files are called "appended" (a.jpg.xmp) or "replaced" (a.xmp)',
      ).choices(['appended', 'replaced']),
    )
    .option(
      '--mode <mode>',
      'imagefolder, fiftyone: "copy" the photos, "link" or "symlink" to them, "reflink" (copies that take no space); imagefolder: "move"',
      mode,
    )
    .option('--dry-run', 'write nothing, say what would be written')
    .option('--include-suggestions <p>', 'add suggestions of at least this probability', share)
    .option('--classes <name...>', 'only these; "animals/" is animals and all below')
    .option(
      '--names <pattern>',
      'imagefolder, fiftyone: names of the files, as "{date} {class} {number}"; also {name}',
    )
    .option(
      '--split <parts>',
      'train, validation, test: shares as "80,10,10", or numbers as "rest,500,500"',
      parts,
    )
    .option('--metadata', 'imagefolder: also a table metadata.csv, for Hugging Face')
    .option('--without-place', 'imagefolder, fiftyone, copies: they do not say where they were taken (GPS)')
    .option('--snapshot <name>', 'the labels that were kept under this name, instead of those of now')
    .option('--bom', 'csv: begin with a byte order mark, for spreadsheets that show wrong letters')
    .option('--head <number>', 'onnx, ray-job: the head, if not the one that answers', wholeNumber(1))
    .action(async (options: ExportOptions) => {
      const { bom: byteOrderMark, split: sizes, embed, sidecars: names, ...rest } = options
      const isKeywords = EXPORT_FORMATS[options.format].kind === 'keywords'
      if (options.out === undefined && !isKeywords)
        throw new AppError('bad-input', sentence('export-out-missing', { format: options.format }))
      const out = options.out === undefined ? '' : shell.resolve(options.out)
      const xmp = isKeywords ? ({ place: embed === true ? 'embedded' : 'beside', names } as const) : undefined
      const split = sizes && { train: sizes[0], validation: sizes[1], test: sizes[2], ...shell.seedInput }
      await shell.run('export', { ...rest, out, byteOrderMark, split, xmp }, (output) =>
        exportText(output, options),
      )
    })
}

function mode(word: string): Mode {
  const found = MODES.find((each) => each === word)
  if (found !== undefined) return found
  throw new InvalidArgumentError('It must be "copy", "link", "reflink", "symlink" or "move".')
}

function parts(word: string): NonNullable<ExportOptions['split']> {
  const [train, ...others] = word.split(',').map((part) => part.trim())
  const numbers = [...(train === 'rest' ? [] : [train]), ...others].map((part) =>
    part === '' ? NaN : Number(part),
  )
  const [validation, test] = numbers.slice(-2)
  const isRight = others.length === 2 && numbers.every((number) => Number.isFinite(number) && number >= 0)
  if (isRight) return [train === 'rest' ? null : numbers[0], validation, test]
  throw new InvalidArgumentError(
    'It must be three numbers, as "80,10,10", or "rest" and two numbers of photos.',
  )
}

function exportText(
  { written, skipped, moved, removed, notes }: Printed<'export'>,
  { dryRun, format }: ExportOptions,
): string {
  const photos = count(written, EXPORT_FORMATS[format].kind === 'network' ? 'file' : 'photo')
  return lines(
    dryRun === true ? `${photos} would be written.` : `${photos} written.`,
    ...notes,
    list(
      'moved:',
      moved.map(({ from, to }) => `${from} -> ${to}`),
    ),
    list('removed:', removed),
    list(
      `${count(skipped.length, 'photo')} left out:`,
      skipped.map(({ path, reason }) => `${path}: ${reason}`),
    ),
  )
}
