/** @file The one window: sandboxed, isolated, and as the person left it. */
import path from 'node:path'
import { app, BrowserWindow, dialog, nativeTheme, screen } from 'electron'
import { LOCKED } from '../security/locked-preferences.ts'
import { PRELOAD } from '../preload-files.ts'
import { ORIGIN } from '../request-path.ts'
import { LEAST, loadWindowState, placeWindow, saveWindowState } from './window-state.ts'
import { wordsFor } from '../words.ts'

/** Electron's and Chromium's own things stand in this folder too; people have one for each user of the machine. */
function stateFile(): string {
  return path.join(app.getPath('userData'), 'window.json')
}

export function restoreTheme(): void {
  nativeTheme.themeSource = loadWindowState(stateFile()).theme
}

export function openWindow(): BrowserWindow {
  const state = loadWindowState(stateFile())
  const main = screen.getPrimaryDisplay()
  const others = screen.getAllDisplays().filter(({ id }) => id !== main.id)
  const areas = [main, ...others].map(({ workArea }) => workArea)
  const window = new BrowserWindow({
    ...placeWindow(state.bounds, areas),
    minWidth: LEAST.width,
    minHeight: LEAST.height,
    title: 'Twinsort',
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#16181d' : '#ffffff',
    show: false, // until there is something to see
    webPreferences: {
      ...LOCKED,
      preload: PRELOAD,
    },
  })
  if (state.maximised) window.maximize()
  window.once('ready-to-show', () => {
    window.show()
  })
  window.on('close', () => {
    saveWindowState(stateFile(), {
      bounds: window.getNormalBounds(),
      maximised: window.isMaximized(),
      theme: nativeTheme.themeSource,
    })
  })
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason !== 'clean-exit') void offerReload(window, reason)
  })
  showPlace(window, '')
  return window
}

/** Goes to a place of the window (renderer/app/router.ts), without loading the page again where it is there already. */
export function showPlace(window: BrowserWindow, place: '' | 'indexing'): void {
  // A navigation that another one overtakes is reported as a failure.
  window.loadURL(`${ORIGIN}/index.html#/${place}`).catch(() => undefined)
}

/** The engine lives elsewhere and goes on: nothing is lost but what was on screen. */
async function offerReload(window: BrowserWindow, reason: string): Promise<void> {
  const words = wordsFor(app.getPreferredSystemLanguages())
  const { response } = await dialog.showMessageBox(window, {
    type: 'error',
    message: words.stopped,
    detail: `${words.nothingLost} (${reason})`,
    buttons: [words.showAgain, words.quit],
    cancelId: 1,
  })
  if (response === 0) window.webContents.reload()
  else app.quit()
}
