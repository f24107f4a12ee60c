/** @file Answers the preload: hands the window's ports to the engine, and shows the system's own dialogs and folders. */
import path from 'node:path'
import {
  app,
  BrowserWindow,
  dialog,
  ipcMain,
  shell,
  type IpcMainEvent,
  type IpcMainInvokeEvent,
} from 'electron'
import type { EngineHost } from '../../engine/host/engine-host.ts'
import { CHOOSE_FILE, CHOOSE_FOLDER, CHOOSE_FOLDERS, CONNECT, SHOW_FILE } from './channels.ts'
import { isOurs } from './security/lockdown.ts'
import { joinPorts } from '../../../shared/port.ts'
import { portOn } from './message-port-main.ts'
import { wordsFor } from './words.ts'

export function serveBridge(host: EngineHost): void {
  ipcMain.on(CONNECT, (event) => {
    const carrier = event.ports.at(0)
    if (carrier === undefined) return
    if (fromOurPage(event)) joinPorts(portOn(carrier), host.connect())
    else carrier.close() // so that whoever waits at the other end hears of it
  })
  ipcMain.handle(CHOOSE_FOLDER, (event) => {
    const window = BrowserWindow.fromWebContents(event.sender)
    return window !== null && fromOurPage(event) ? chooseFolder(window) : null
  })
  ipcMain.handle(CHOOSE_FOLDERS, (event) => {
    const window = BrowserWindow.fromWebContents(event.sender)
    return window !== null && fromOurPage(event) ? askForFolders(window, ['multiSelections']) : []
  })
  ipcMain.handle(CHOOSE_FILE, (event) => {
    const window = BrowserWindow.fromWebContents(event.sender)
    return window !== null && fromOurPage(event) ? chooseNetwork(window) : null
  })
  ipcMain.handle(SHOW_FILE, (event, file: unknown) => {
    if (fromOurPage(event) && typeof file === 'string' && path.isAbsolute(file)) shell.showItemInFolder(file)
  })
}

/** @returns An absolute path; null when the person cancels. */
export async function chooseFolder(window: Electron.BrowserWindow): Promise<string | null> {
  return (await askForFolders(window)).at(0) ?? null
}

/** @returns Absolute paths; none when the person cancels. */
async function askForFolders(
  window: Electron.BrowserWindow,
  more: readonly 'multiSelections'[] = [],
): Promise<string[]> {
  const { filePaths } = await dialog.showOpenDialog(window, {
    title: wordsFor(app.getPreferredSystemLanguages()).chooseFolder,
    properties: ['openDirectory', 'createDirectory', ...more],
  })
  return filePaths
}

/** @returns An absolute path; null when the person cancels. */
async function chooseNetwork(window: Electron.BrowserWindow): Promise<string | null> {
  const words = wordsFor(app.getPreferredSystemLanguages())
  const { filePaths } = await dialog.showOpenDialog(window, {
    title: words.chooseFile,
    properties: ['openFile'],
    filters: [{ name: words.networks, extensions: ['onnx'] }],
  })
  return filePaths.at(0) ?? null
}

/** The preload runs in whatever the window shows; only our own page, and no frame in it, is answered. */
export function fromOurPage({ senderFrame }: IpcMainEvent | IpcMainInvokeEvent): boolean {
  return senderFrame?.parent === null && isOurs(senderFrame.url)
}
