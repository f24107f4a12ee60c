/** @file index, group, neighbours. */
import type { Command } from 'commander'
import { BuiltInBackbone, Crops, type BackboneName } from '../../../../shared/domain.ts'
import { backboneInput, backboneName, type BackboneWords } from '../backbone-words.ts'
import { oneOf, wholeNumber } from '../options.ts'
import type { Printed, Shell } from '../shell.ts'
import { count, duration, lines, list, number, percent, table } from '../text.ts'

interface IndexOptions extends BackboneWords {
  readonly secondBackbone?: BackboneName | 'none'
  readonly views?: Crops
  readonly verify?: boolean
}

export function addPhotoCommands(program: Command, shell: Shell): void {
  program
    .command('index')
    .description(
      'read folders of photos: scan, decode, thumbnails, features; what is unchanged is not read again',
    )
    .argument('[folders...]', 'none: all that the library knows')
    .option(
      '--backbone <name>',
      `one of: ${BuiltInBackbone.options.join(', ')}; or FILE.onnx, an image encoder of your own, or own:NAME once the library has it`,
    )
    .option(
      '--preprocessing <file>',
      'how pictures are scaled for the encoder (JSON): see docs/command-line.md',
    )
    .option('--adopt', 'use your own encoder even where it is not better')
    .option(
      '--second-backbone <name>',
      'adds its features: better suggestions for more time; or "none"; a new library has one by default',
      second,
    )
    .option(
      '--views <how-many>',
      `one of: ${Crops.options.join(', ')}; several parts of each photo give better features, and take four times as long`,
      oneOf(Crops),
    )
    .option('--verify', 'read every file again, also those that seem unchanged by their size and times')
    .action(async (folders: string[], options: IndexOptions) => {
      const { secondBackbone, views: crops, verify } = options
      const absolute = folders.map((folder) => shell.resolve(folder))
      const input = {
        folders: absolute,
        ...(await backboneInput(options, shell)),
        secondBackbone: secondBackbone === 'none' ? null : secondBackbone,
        crops,
        verify,
      }
      await shell.run('index', input, indexText)
    })
  program
    .command('group')
    .description('group look-alikes by k-means')
    .option('--clusters <number>', 'how many groups, or "auto"', clusterNumber)
    .action(async ({ clusters }: { clusters?: number | 'auto' }) => {
      await shell.run('group', { clusters, ...shell.seedInput }, (output) => {
        return `${count(output.clusters, 'group')} in ${duration(output.seconds)}, inertia ${number(output.inertia)}.`
      })
    })
  program
    .command('neighbours')
    .description('the photos that are most like a given one')
    .argument('<path>')
    .option('--count <number>', 'how many', wholeNumber(1))
    .option('--outside', 'the path is of a picture that need not be in the library')
    .action(async (path: string, options: { count?: number; outside?: true }) => {
      const [resolved, { count: wanted }] = [shell.resolve(path), options]
      if (options.outside) {
        await shell.run('alikeFile', { file: { path: resolved }, count: wanted }, neighboursText)
      } else await shell.run('neighbours', { path: resolved, count: wanted }, neighboursText)
    })
}

function neighboursText({ neighbours }: Printed<'alikeFile'>): string {
  return table(
    ['similarity', 'photo'],
    neighbours.map(({ similarity, path }) => [similarity.toFixed(3), path]),
  )
}

function second(word: string): BackboneName | 'none' {
  return word === 'none' ? 'none' : backboneName(word)
}

function clusterNumber(word: string): number | 'auto' {
  return word === 'auto' ? 'auto' : wholeNumber(1)(word)
}

function comparisonText(comparison: Printed<'index'>['comparison']): string {
  if (comparison === null) return ''
  const { current, own, labels } = comparison
  const of = ({ backbone, accuracy, logLoss }: typeof current): string =>
    `${backbone} ${percent(accuracy)} right (log-loss ${logLoss.toFixed(3)})`
  return `On ${count(labels, 'photo')} with a label, each judged without those beside it: ${of(current)}, ${of(own)}.`
}

export function indexText(output: Printed<'index'>): string {
  const { added, updated, moved, missing, unreadable, videos } = output
  return lines(
    `${count(output.photos, 'photo')} in ${count(output.files, 'file')}: ` +
      `${number(added)} added, ${number(updated)} updated, ${number(moved)} moved, ${number(missing)} missing.`,
    added + updated === 0
      ? ''
      : `${duration(output.seconds)}, ${number(output.photosPerSecond)} photos a second, by ${output.backbone}.`,
    ...output.notices,
    comparisonText(output.comparison),
    list(
      `${count(unreadable.length, 'file')} that cannot be used:`,
      unreadable.map(({ path, reason }) => `${path}: ${reason}`),
    ),
    list(`${count(videos.length, 'video')} that ${videos.length === 1 ? 'is' : 'are'} not read:`, videos),
  )
}
