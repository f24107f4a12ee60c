/** @file backup, restore, repair. */
import type { Command } from 'commander'
import type { Printed, Shell } from '../shell.ts'
import { count, lines, list, table } from '../text.ts'

export function addBackupCommands(program: Command, shell: Shell): void {
  program
    .command('backup')
    .description(
      'copy what you decided, in the library folder or to a file; photos themselves are not copied',
    )
    .option('--out <file>', 'where to write it')
    .option('--list', 'show the backups there are instead')
    .action(async ({ out, list: isList = false }: { out?: string; list?: boolean }) => {
      if (isList) await shell.recover('backups', {}, backupsText)
      else {
        const where = out === undefined ? {} : { out: shell.resolve(out) }
        await shell.run('backup', where, ({ backup, bytes }) => `Backup written: ${backup} (${size(bytes)}).`)
      }
    })
  program
    .command('restore')
    .description('put a backup in the place of what the library holds now, which is kept')
    .argument('<file>', 'a backup: `twinsort backup --list` shows them')
    .action(async (file: string) => {
      await shell.recover('restore', { path: shell.resolve(file) }, restoredText)
    })
  program
    .command('repair')
    .description('make a damaged library whole from what can be read of it and of its newest backup')
    .action(async () => {
      await shell.recover('repair', {}, repairedText)
    })
}

function backupsText({ backups, bytes, library }: Printed<'backups'>): string {
  if (backups.length === 0) return `The library in ${library} has no backups yet.`
  return lines(
    table(
      ['made', 'before', 'decisions', 'size', ''],
      backups.map((backup) => [
        new Date(backup.at).toISOString().slice(0, 16).replace('T', ' '),
        backup.reason,
        backup.decisions === null ? 'unreadable' : String(backup.decisions),
        size(backup.bytes),
        backup.path,
      ]),
    ),
    `${count(backups.length, 'backup')}, ${size(bytes)} in all.`,
  )
}

function restoredText({ restored, kept, photos, labelled }: Printed<'restore'>): string {
  return lines(
    `Restored from ${restored}: ${count(photos, 'photo')}, ${labelled} of them labelled.`,
    kept === null ? '' : `What was there before is kept as ${kept}.`,
    'Run `twinsort index` to read what was added since, and `twinsort check` to see whether anything is missing.',
  )
}

function repairedText({ repaired, kept, problems }: Printed<'repair'>): string {
  return lines(
    `Repaired: ${repaired.tables.map(({ name, rows }) => `${name} ${rows}`).join(', ')}.`,
    list('Lost:', repaired.lost),
    list('Still wrong:', problems),
    kept === null ? '' : `What was there before is kept as ${kept}.`,
  )
}

function size(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`
}
