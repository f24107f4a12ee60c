/**
 * @file A window in a browser for the pictures of the documents: on an engine of its own, with nothing in it yet. Needs `npm run build`.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import type { Page } from 'playwright-core'
import sharp from 'sharp'
import { packageRoot } from '../../main/engine/folders.ts'
import { createClient, type Client } from '../../shared/client.ts'
import { serveBuiltWindow } from '../support/window/serve-built-window.ts'
import { launchBrowser, newContext } from '../support/window/browser.ts'

/** Of a picture for the README, and for the manual, whose pictures together stay under a megabyte. */
const QUALITY = { jpg: 86, webp: 80 }

export interface PicturedWindow {
  page: Page
  /** Another client of the same engine. */
  client: Client
  /** Gone in the end. */
  folder: string
}

/** Opens the window, has it pictured, and leaves nothing behind. */
export async function withWindow(take: (window: PicturedWindow) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'twinsort-pictures-'))
  const { host, shell } = await serveBuiltWindow(folder)
  const browser = await launchBrowser()
  try {
    const page = await (await newContext(browser)).newPage()
    await page.emulateMedia({ reducedMotion: 'reduce' })
    await page.goto(shell.url)
    await take({ page, client: createClient(host.connect()), folder })
  } finally {
    await browser.close()
    await shell.close()
    await host.close()
    await rm(folder, { recursive: true, force: true })
  }
}

export async function goTo(page: Page, address: string): Promise<void> {
  await page.evaluate((hash) => {
    window.location.hash = hash
  }, address)
}

/** Writes what the window looks like into `docs/`, once all of it is there. */
export async function takePicture(page: Page, file: `${string}.${keyof typeof QUALITY}`): Promise<void> {
  await page.waitForLoadState('networkidle')
  await putAway(page)
  await page.waitForFunction(() => [...document.images].every((image) => image.complete))
  const shot = sharp(await page.screenshot({ animations: 'disabled' }))
  const packed = file.endsWith('.jpg')
    ? shot.jpeg({ quality: QUALITY.jpg, mozjpeg: true })
    : shot.webp({ quality: QUALITY.webp, effort: 6 })
  await packed.toFile(path.join(packageRoot(), 'docs', file))
}

/** What was said of jobs that have ended. */
async function putAway(page: Page): Promise<void> {
  const ended = page.getByRole('region', { name: 'Jobs' }).getByRole('button', { name: 'Dismiss' })
  while ((await ended.count()) > 0) await ended.first().click()
}
