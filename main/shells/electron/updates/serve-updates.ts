/** @file Tells the page of newer versions, and takes the person's choice. */
import { ipcMain } from 'electron'
import { UPDATES } from '../channels.ts'
import { fromOurPage } from '../bridge.ts'
import type { Updates } from './updates.ts'

export function serveUpdates(updates: Updates): void {
  ipcMain.handle(UPDATES, (event, ...[on]: unknown[]) => {
    if (!fromOurPage(event)) return null
    return typeof on === 'boolean' ? updates.choose(on) : updates.state()
  })
}
