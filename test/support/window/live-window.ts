/** @file The window on an engine in a process of its own, as `serve` starts it, with a library that is still empty. */
import path from 'node:path'
import type { Page } from 'playwright-core'
import { temporaryFolder } from '../folder.ts'
import { hostIn } from '../host.ts'
import { drawLibrary, type DrawnPhoto } from '../photos/pictures.ts'
import { serveWindow } from './serve-window.ts'
import { complaintsOf, newPage } from './shared-browser.ts'

export interface LiveWindow {
  page: Page
  photos: DrawnPhoto[]
  /** Absolute path of the folder with the pictures. */
  folder: string
  /** See `complaintsOf`. */
  complaints: string[]
  /** As a crash would. */
  killEngine(): void
}

export async function openLiveWindow(
  options: { classes: number; perClass: number } = { classes: 3, perClass: 12 },
): Promise<LiveWindow> {
  const temporary = await temporaryFolder()
  const folder = path.join(temporary, 'photos')
  const photos = await drawLibrary(folder, { ...options, seed: 5 })
  const { host, pids } = hostIn(temporary)
  const address = await serveWindow(() => host.connect())
  const page = await newPage()
  const complaints = complaintsOf(page)
  await page.goto(address)
  // A library without photos leads there from the Review, whose own button of that name opens no dialog.
  await page.waitForURL(/#\/welcome/)
  return {
    page,
    photos,
    folder,
    complaints,
    killEngine() {
      process.kill(pids.at(-1) ?? 0, 'SIGKILL')
    },
  }
}

/** Chooses the folder, waits until it is read, and goes to the first page. */
export async function readFolder({ page, folder }: LiveWindow): Promise<void> {
  await page.getByRole('button', { name: 'Choose a folder' }).click()
  await page.getByLabel('Path of the folder').fill(folder)
  await page.getByRole('button', { name: 'Choose this folder' }).click()
  await page.getByRole('heading', { name: /photos are ready to be sorted/ }).waitFor()
  await page.getByRole('button', { name: 'Start sorting' }).click()
  await page.getByRole('heading', { name: 'What are these?' }).waitFor()
}
