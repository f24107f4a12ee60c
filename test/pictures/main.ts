/**
 * @file `npm run pictures`: makes the pictures of the README anew, so that they never age. A browser opens the built window on an engine
 * of its own, has the example drawn and read, and sorts a part of it; what it looks like then is written to `docs/`.
 * Needs `npm run build`.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import type { Page } from 'playwright-core'
import sharp from 'sharp'
import { packageRoot } from '../../main/engine/folders.ts'
import { EngineHost } from '../../main/engine/host/engine-host.ts'
import { startNodeEngine } from '../../main/engine/host/node-engine.ts'
import { examplePictures } from '../../main/jobs/example/draw-example.ts'
import { startWebShell } from '../../main/shells/web/server.ts'
import { createClient, type Client } from '../../shared/client.ts'
import { launchBrowser, newContext } from '../support/window/browser.ts'
import { pageIsReady } from '../support/window/review-page.ts'

const QUALITY = 86

const root = packageRoot()
const folder = await mkdtemp(path.join(os.tmpdir(), 'twinsort-pictures-'))
const host = new EngineHost(startNodeEngine, {
  library: path.join(folder, 'library'),
  userFolder: path.join(folder, 'user'),
  cacheFolder: path.join(folder, 'cache'),
  resources: path.join(root, 'resources'),
  logLevel: 'silent',
})
const shell = await startWebShell({
  connect: () => host.connect(),
  windowFolder: path.join(root, 'dist', 'renderer'),
  port: 0,
  onFreshAddress: () => undefined,
  onProblem: (thrown) => {
    console.error(thrown)
  },
})
const browser = await launchBrowser()
try {
  const page = await (await newContext(browser)).newPage()
  await page.goto(shell.url)
  const client = createClient(host.connect())
  await openExample(page)
  await nameSome(client, 3)
  await picture(page, 'review', '/review', showPage)
  await picture(page, 'groups', '/groups', showGroups)
  await nameSome(client, 12)
  await client.call('train', {})
  await picture(page, 'library', '/library?group=class', showLibrary)
  await picture(page, 'training', '/training', showVersion)
} finally {
  await browser.close()
  await shell.close()
  await host.close()
  await rm(folder, { recursive: true, force: true })
}

async function openExample(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Try an example' }).click()
  await page.getByRole('heading', { name: /photos are ready to be sorted/ }).waitFor()
}

/** Some of each kind, as a person would have confirmed them. */
async function nameSome(client: Client, ofEach: number): Promise<void> {
  const kinds = Map.groupBy(examplePictures(), ({ kind }) => kind)
  const { ids } = await client.call('photos', {})
  const paths = await Promise.all(
    Array.from(ids, async (id) => (await client.call('photo', { id })).paths[0]),
  )
  const pathOf = new Map(paths.map((file) => [path.basename(file), file]))
  const items = [...kinds].flatMap(([kind, pictures]) =>
    pictures.slice(0, ofEach).map(({ name }) => ({ path: pathOf.get(name) ?? name, class: kind })),
  )
  await client.call('label', { items })
}

async function picture(
  page: Page,
  name: string,
  address: string,
  isThere: (page: Page) => Promise<void>,
): Promise<void> {
  await page.evaluate((hash) => {
    window.location.hash = hash
  }, address)
  await isThere(page)
  await page.waitForLoadState('networkidle')
  await putAway(page)
  await page.waitForFunction(() => [...document.images].every((image) => image.complete))
  const shot = await page.screenshot({ animations: 'disabled' })
  await sharp(shot)
    .jpeg({ quality: QUALITY, mozjpeg: true })
    .toFile(path.join(root, 'docs', `${name}.jpg`))
}

/** What was said of jobs that have ended. */
async function putAway(page: Page): Promise<void> {
  const ended = page.getByRole('region', { name: 'Jobs' }).getByRole('button', { name: 'Dismiss' })
  while ((await ended.count()) > 0) await ended.first().click()
}

async function showPage(page: Page): Promise<void> {
  await page.getByRole('option').first().waitFor()
  await pageIsReady(page)
}
async function showLibrary(page: Page): Promise<void> {
  await page.getByRole('gridcell').first().waitFor()
}
async function showGroups(page: Page): Promise<void> {
  await page.getByRole('gridcell').first().waitFor()
}
async function showVersion(page: Page): Promise<void> {
  await page.getByRole('heading', { name: 'Training' }).first().waitFor()
  await page.getByRole('grid').first().waitFor()
}
