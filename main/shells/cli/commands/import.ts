/** @file import: photos that are elsewhere, as another engine saw them. */
import type { Command } from 'commander'
import type { Printed, Shell } from '../shell.ts'
import { count, duration, lines, list, number } from '../text.ts'

export function addImportCommand(program: Command, shell: Shell): void {
  program
    .command('import')
    .description(
      'take in photos that are elsewhere, such as in a bucket, by the results of a Ray job (export --format ray-job); originals are not copied',
    )
    .argument('<files...>', 'Parquet files, or folders of them')
    .action(async (files: string[]) => {
      const absolute = files.map((file) => shell.resolve(file))
      await shell.run('importResults', { files: absolute }, importText)
    })
}

function importText(output: Printed<'importResults'>): string {
  const { photos, suggestions, added, updated, unchanged, leftOut, unreadable } = output
  return lines(
    `${count(photos, 'photo')} by ${output.backbone}, ${number(suggestions)} with a suggestion: ` +
      `${number(added)} added, ${number(updated)} updated, ${number(unchanged)} as before, in ${duration(output.seconds)}.`,
    ...output.notices,
    list(
      `${count(output.unreadableRows, 'picture')} that could not be read there:`,
      unreadable.map(({ path, reason }) => `${path}: ${reason}`),
    ),
    list(
      `${count(output.leftOutRows, 'row')} left out:`,
      leftOut.map(({ path, reason }) => `${path}: ${reason}`),
    ),
  )
}
