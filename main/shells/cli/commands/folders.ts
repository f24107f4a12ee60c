/** @file folder: list, move, remove. */
import type { Command } from 'commander'
import type { LibraryFolder } from '../../../../shared/contract/library.ts'
import type { FolderAtPlace } from '../../../../shared/contract/moved-folders.ts'
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
    .command('move')
    .description('say where a folder, or all below one, lies now; labels stay, and no file is touched')
    .argument('<old>', 'as "folder list" names it, or a folder above several')
    .argument('<new>', 'where its photos are now')
    .option('--dry-run', 'change nothing, say what is there')
    .action(async (old: string, place: string, { dryRun = false }: { dryRun?: boolean }) => {
      await moveFolders(shell, {
        folder: isElsewhere(old) ? old : shell.resolve(old),
        place: shell.resolve(place),
        dryRun,
      })
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

/** A path of Windows on another system stays as it is. */
function isElsewhere(folder: string): boolean {
  return /^(?:[a-z]:[\\/]|\\\\)/i.test(folder)
}

async function moveFolders(
  shell: Shell,
  { dryRun, ...asked }: { folder: string; place: string; dryRun: boolean },
): Promise<void> {
  const { found, notFound } = await shell.call('findFolders', asked)
  const fitting = found.filter(({ fits }) => fits)
  const folders = fitting.map(({ from, to }) => ({ from, to }))
  if (dryRun || folders.length === 0) {
    shell.failed = folders.length === 0
    const text = lines(
      list(dryRun ? 'Would be moved:' : '', fitting.map(placeLine)),
      ...notMoved(found, notFound),
    )
    shell.terminal.print({ moved: [], found, notFound }, shell.terminal.json ? '' : text)
    return
  }
  const { moved } = await shell.call('moveFolders', { folders })
  const text = lines(
    list('Moved:', moved.map(placeLine)),
    ...notMoved(found, notFound),
    'No file was touched. "index" reads what changed meanwhile.',
  )
  shell.terminal.print({ moved, found, notFound }, shell.terminal.json ? '' : text)
}

function notMoved(found: readonly FolderAtPlace[], notFound: readonly string[]): string[] {
  return [
    list('Other pictures are there:', found.filter(({ fits }) => !fits).map(placeLine)),
    list('Not found there:', notFound),
  ]
}

function placeLine({ from, to, photos, there, compared, same }: FolderAtPlace): string {
  return `${from} -> ${to}: ${there} of ${count(photos, 'photo')} are there; ${same} of ${compared} compared are the same`
}

function folderLines(folders: readonly LibraryFolder[]): string[] {
  return folders.map(({ path, isThere, photos }) => {
    return `${path}: ${count(photos, 'photo')}${isThere ? '' : ' (not there now)'}`
  })
}
