/** @file The app's menu, after each system's conventions. */
import {
  app,
  BrowserWindow,
  Menu,
  nativeTheme,
  type MenuItemConstructorOptions,
  type WebContents,
} from 'electron'
import { Theme } from './window-state.ts'

export interface MenuActions {
  chooseFolder: () => void
  showLibrary: () => void
}

type Item = MenuItemConstructorOptions

const isMac = process.platform === 'darwin'

export function setMenu(actions: MenuActions): void {
  const file: Item[] = [
    { label: 'Open folder…', accelerator: 'CmdOrCtrl+O', click: actions.chooseFolder },
    { label: 'Show the library on disk', click: actions.showLibrary },
    { type: 'separator' },
    { role: isMac ? 'close' : 'quit' },
  ]
  const edit: Item[] = [
    journalItem('Undo', 'Z', ['control'], (page) => {
      page.undo()
    }),
    journalItem('Redo', 'Z', ['control', 'shift'], (page) => {
      page.redo()
    }),
    { type: 'separator' },
    ...(['cut', 'copy', 'paste', 'selectAll'] as const).map((role) => ({ role })),
  ]
  const view: Item[] = [
    ...(['resetZoom', 'zoomIn', 'zoomOut'] as const).map((role) => ({ role })),
    { type: 'separator' },
    { label: 'Theme', submenu: Theme.options.map(themeItem) },
    { role: 'togglefullscreen' },
    { type: 'separator' },
    { role: 'reload' },
    { role: 'toggleDevTools' },
  ]
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      ...(isMac ? [{ role: 'appMenu' } as const] : []),
      { label: 'File', submenu: file },
      { label: 'Edit', submenu: edit },
      { label: 'View', submenu: view },
      ...(isMac ? [{ role: 'windowMenu' } as const] : []),
      { role: 'help', submenu: [{ label: 'About Twinsort', click: showAbout }] },
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

function themeItem(theme: Theme): Item {
  return {
    label: { system: 'As the system', light: 'Light', dark: 'Dark' }[theme],
    type: 'radio',
    checked: nativeTheme.themeSource === theme,
    click() {
      nativeTheme.themeSource = theme
    },
  }
}
