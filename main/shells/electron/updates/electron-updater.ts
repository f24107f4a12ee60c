/** @file electron-updater, loaded when it is needed first: whoever does not turn updates on never loads it. */
import { createRequire } from 'node:module'
import type { Updater } from './updates.ts'

/** What is used of it; it comes without types where it is not installed, as in a checkout whose packages are older. */
interface Module {
  readonly autoUpdater: {
    autoInstallOnAppQuit: boolean
    requestHeaders: Readonly<Record<string, string>> | null
    on: (event: 'update-downloaded' | 'error', listener: (told: { version?: string }) => void) => unknown
    checkForUpdates: () => Promise<unknown>
  }
}

/** In place of a number that it would make up for this installation and send each time. */
export const HEADERS = { 'x-user-staging-id': 'none' }

export function loadElectronUpdater(): Promise<Updater> {
  const loaded: unknown = createRequire(import.meta.url)('electron-updater')
  if (!isModule(loaded)) throw new Error('electron-updater is not what it was')
  const { autoUpdater } = loaded
  autoUpdater.requestHeaders = HEADERS
  autoUpdater.on('error', () => undefined) // whoever looks is told as well
  return Promise.resolve({
    onReady(listener) {
      autoUpdater.on('update-downloaded', ({ version = '' }) => {
        listener(version)
      })
    },
    look: () => autoUpdater.checkForUpdates(),
    installOnQuit(wanted) {
      autoUpdater.autoInstallOnAppQuit = wanted
    },
  })
}

function isModule(value: unknown): value is Module {
  if (typeof value !== 'object' || value === null || !('autoUpdater' in value)) return false
  const { autoUpdater } = value
  if (typeof autoUpdater !== 'object' || autoUpdater === null) return false
  return 'on' in autoUpdater && 'checkForUpdates' in autoUpdater && 'autoInstallOnAppQuit' in autoUpdater
}
