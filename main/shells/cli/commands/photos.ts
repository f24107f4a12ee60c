/** @file index, group, neighbours. */
import type { Command } from 'commander'
import type { Output } from '../../../../shared/contract.ts'
import { BackboneName } from '../../../../shared/domain.ts'
import { oneOf, wholeNumber } from '../options.ts'
import type { Shell } from '../shell.ts'
import { count, duration, lines, list, number, table } from '../text.ts'

export function addPhotoCommands(program: Command, shell: Shell): void {
  program
    .command('index')
    .description(
      'read folders of photos: scan, decode, thumbnails, features; what is unchanged is not read again',
    )
    .argument('[folders...]', 'none: all that the library knows')
    .option('--backbone <name>', `one of: ${BackboneName.options.join(', ')}`, oneOf(BackboneName))
    .option(
      '--second-backbone <name>',
      'looks at all photos too: better suggestions for more time; or "none"',
      second,
    )
    .action(
      async (
        folders: string[],
        options: { backbone?: BackboneName; secondBackbone?: BackboneName | 'none' },
      ) => {
        const { backbone, secondBackbone } = options
        const absolute = folders.map((folder) => shell.resolve(folder))
        const input = {
          folders: absolute,
          backbone,
          secondBackbone: secondBackbone === 'none' ? null : secondBackbone,
        }
        await shell.run('index', input, indexText)
      },
    )
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
    .action(async (path: string, options: { count?: number }) => {
      await shell.run('neighbours', { path: shell.resolve(path), count: options.count }, ({ neighbours }) =>
        table(
          ['similarity', 'photo'],
          neighbours.map((neighbour) => [neighbour.similarity.toFixed(3), neighbour.path]),
        ),
      )
    })
}

function second(word: string): BackboneName | 'none' {
  return word === 'none' ? 'none' : oneOf(BackboneName)(word)
}

function clusterNumber(word: string): number | 'auto' {
  return word === 'auto' ? 'auto' : wholeNumber(1)(word)
}

export function indexText(output: Output<'index'>): string {
  const { added, updated, moved, missing, unreadable } = output
  return lines(
    `${count(output.photos, 'photo')} in ${count(output.files, 'file')}: ` +
      `${number(added)} added, ${number(updated)} updated, ${number(moved)} moved, ${number(missing)} missing.`,
    added + updated === 0
      ? ''
      : `${duration(output.seconds)}, ${number(output.photosPerSecond)} photos a second, by ${output.backbone}.`,
    ...output.notices,
    list(
      `${count(unreadable.length, 'file')} that cannot be used:`,
      unreadable.map(({ path, reason }) => `${path}: ${reason}`),
    ),
  )
}
