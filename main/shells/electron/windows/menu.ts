/** @file The app's menu, after each system's conventions. */
import {
  app,
  BrowserWindow,
  Menu,
  nativeTheme,
  type MenuItemConstructorOptions,
  type WebContents,
} from 'electron'
import type { Requests } from '../requests.ts'
import { Theme } from './window-state.ts'
import type { LibraryEntry } from '../../../../shared/contract/room.ts'
import { menuLabel, wordsFor } from '../words.ts'
import { showCommandHelp } from './command-help.ts'
import { recentItems } from './recent-libraries.ts'

type Item = MenuItemConstructorOptions
type Role = NonNullable<Item['role']>

const isMac = process.platform === 'darwin'

interface MenuOptions extends Pick<Requests, 'chooseFolder' | 'showLibrary'> {
  /** Other libraries that were open lately. */
  recent?: readonly LibraryEntry[]
  openLibrary?: (library: string) => void
}

/** To be called when the app is ready: only then are the person's languages known. */
export function setMenu({ chooseFolder, showLibrary, recent = [], openLibrary }: MenuOptions): void {
  const words = wordsFor(app.getPreferredSystemLanguages())
  const withRole = (...roles: (Role & keyof typeof words)[]): Item[] =>
    roles.map((role) => ({ role, label: words[role] }))
  const file: Item[] = [
    { label: words.openFolder, accelerator: 'CmdOrCtrl+O', click: chooseFolder },
    {
      label: words.openRecent,
      enabled: recent.length > 0,
      submenu: recentItems(recent, (library) => openLibrary?.(library)),
    },
    { label: words.showLibrary, click: showLibrary },
    { type: 'separator' },
    ...withRole(isMac ? 'close' : 'quit'),
  ]
  const edit: Item[] = [
    journalItem(words.undo, 'Z', ['control'], (page) => {
      page.undo()
    }),
    journalItem(words.redo, 'Z', ['control', 'shift'], (page) => {
      page.redo()
    }),
    { type: 'separator' },
    ...withRole('cut', 'copy', 'paste', 'selectAll'),
  ]
  const view: Item[] = [
    ...withRole('resetZoom', 'zoomIn', 'zoomOut'),
    { type: 'separator' },
    { label: words.theme, submenu: Theme.options.map((theme) => themeItem(theme, words[theme])) },
    ...withRole('togglefullscreen'),
    { type: 'separator' },
    ...withRole('reload'),
  ]
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      ...(isMac ? [{ role: 'appMenu' } as const] : []),
      { label: menuLabel(words.file, isMac), submenu: file },
      { label: menuLabel(words.edit, isMac), submenu: edit },
      { label: menuLabel(words.view, isMac), submenu: view },
      ...(isMac ? [{ role: 'windowMenu' } as const] : []),
      {
        role: 'help',
        label: menuLabel(words.help, isMac),
        submenu: [
          // An AppImage lies nowhere for good.
          ...(app.isPackaged && process.env.APPIMAGE === undefined
            ? [{ label: words.commandLine, click: () => void showCommandHelp() }]
            : []),
          { label: words.about, click: showAbout },
        ],
      },
    ]),
  )
}

/**
 * Undo and redo belong to the page, which takes back decisions by these very keys. A key that comes here was left alone by
 * the page, because a text field has the focus: it edits text. A click is handed to the page as that key.
 */
function journalItem(
  label: string,
  key: string,
  modifiers: ('control' | 'shift')[],
  editText: (page: WebContents) => void,
): Item {
  const pressed = modifiers.map((modifier) => (isMac && modifier === 'control' ? 'meta' : modifier))
  return {
    label,
    accelerator: ['CmdOrCtrl', ...modifiers.slice(1), key].join('+'),
    click(_item, window, { triggeredByAccelerator }) {
      if (!(window instanceof BrowserWindow)) return
      if (triggeredByAccelerator === true) editText(window.webContents)
      else window.webContents.sendInputEvent({ type: 'keyDown', keyCode: key, modifiers: pressed })
    },
  }
}

function showAbout(): void {
  app.showAboutPanel()
}

function themeItem(theme: Theme, label: string): Item {
  return {
    label,
    type: 'radio',
    checked: nativeTheme.themeSource === theme,
    click() {
      nativeTheme.themeSource = theme
    },
  }
}
