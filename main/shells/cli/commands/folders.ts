/** @file folder: list, remove. */
import type { Command } from 'commander'
import type { LibraryFolder } from '../../../../shared/contract/library.ts'
import type { Shell } from '../shell.ts'
import { count, lines, list } from '../text.ts'

export function addFolderCommands(program: Command, shell: Shell): void {
  const group = program.command('folder').description('the folders of photos that the library reads')
  group
    .command('list')
    .description('list them')
    .action(async () => {
      await shell.run('folders', {}, ({ folders }) =>
        folders.length === 0 ? 'The library reads no folder yet.' : list('Folders:', folderLines(folders)),
      )
    })
  group
    .command('remove')
    .description('read it no more; no file is touched, and its labels come back when it is indexed again')
    .argument('<path>')
    .action(async (path: string) => {
      await shell.run(
        'removeFolder',
        { path: shell.resolve(path) },
        ({ removed, folders, photos, lostLabels }) =>
          lines(
            `${removed} was removed from the library, with ${count(photos, 'photo')}.`,
            lostLabels === 0 ? '' : `${count(lostLabels, 'label')} without a picture now: see "lost".`,
            list('Folders:', folderLines(folders)),
          ),
      )
    })
}

function folderLines(folders: readonly LibraryFolder[]): string[] {
  return folders.map(({ path, isThere, photos }) => {
    return `${path}: ${count(photos, 'photo')}${isThere ? '' : ' (not there now)'}`
  })
}
