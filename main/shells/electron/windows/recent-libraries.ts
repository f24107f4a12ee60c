/** @file Libraries that were open lately, outside the window: in the menu, in the dock (macOS), in the jump list (Windows). */
import path from 'node:path'
import { app, Menu, type MenuItemConstructorOptions } from 'electron'
import { createClient } from '../../../../shared/client.ts'
import type { LibraryEntry } from '../../../../shared/contract/room.ts'
import type { Port } from '../../../../shared/port.ts'

/** So many are offered, beside the one that is open. */
const MOST = 8

/** Calls back with those that can be opened, without the open one: now, and whenever another library is opened. */
export function followLibraries(
  connect: () => Port,
  listener: (libraries: readonly LibraryEntry[]) => void,
  isLeaving: () => boolean,
): void {
  const port = connect()
  const client = createClient(port)
  async function refresh(): Promise<void> {
    const answer = await client.call('libraries', {}).catch(() => undefined)
    if (answer === undefined) return
    listener(answer.libraries.slice(1, MOST + 1).filter(({ present }) => present))
  }
  client.on('library', () => void refresh())
  port.onClose(() => {
    if (!isLeaving()) followLibraries(connect, listener, isLeaving)
  })
  void refresh()
}

/** By the folders of its photos, as the window calls it; by its own where it has none. */
export function nameOfLibrary({ library, roots }: Pick<LibraryEntry, 'library' | 'roots'>): string {
  const names = roots.map((root) => root.split(/[\\/]/).findLast((name) => name !== '') ?? root)
  return names.length === 0 ? path.basename(library) : names.join(', ')
}

export function recentItems(
  libraries: readonly LibraryEntry[],
  open: (library: string) => void,
): MenuItemConstructorOptions[] {
  return libraries.map((entry) => ({
    // An ampersand would underline the letter after it.
    label: nameOfLibrary(entry).replaceAll('&', '&&'),
    toolTip: entry.library,
    click() {
      open(entry.library)
    },
  }))
}

/** Where the system itself has a place for them. */
export function offerOutside(
  libraries: readonly LibraryEntry[],
  { title, open }: { title: string; open: (library: string) => void },
): void {
  if (process.platform === 'darwin') app.dock?.setMenu(Menu.buildFromTemplate(recentItems(libraries, open)))
  if (process.platform !== 'win32') return
  app.setJumpList([
    {
      type: 'custom',
      name: title,
      items: libraries.map((entry) => ({
        type: 'task',
        title: nameOfLibrary(entry),
        description: entry.library,
        program: process.execPath,
        args: `--library "${entry.library}"`,
      })),
    },
  ])
}
