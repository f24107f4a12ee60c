/** @file The window on a library that lies on a read-only disk: photos are looked at and exported, and what cannot be done is off. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import process from 'node:process'
import { createInterface } from 'node:readline'
import type { Page } from 'playwright-core'
import { expect, onTestFinished, test, type TestContext } from 'vitest'
import { createClient } from '../../shared/client.ts'
import { memoryPortPair } from '../../shared/port.ts'
import { serve } from '../../main/engine/serve.ts'
import { accessibilityProblems } from '../support/window/accessibility.ts'
import { builtWindow } from '../support/window/built-window.ts'
import { roomIn } from '../support/engine.ts'
import { temporaryFolder } from '../support/folder.ts'
import { drawLibrary } from '../support/photos/pictures.ts'
import { commandOnReadOnlyDisk, onReadOnlyDisk, snapshot, whyNot } from '../support/read-only-folder.ts'
import { newPage } from '../support/window/shared-browser.ts'

const CHILD = path.join(import.meta.dirname, '../support/window/read-only-window-child.ts')

/** Twelve photos, half of them labelled, in a library that is closed. */
async function labelledLibrary(folder: string): Promise<string> {
  const photos = await drawLibrary(path.join(folder, 'photos'), { classes: 2, perClass: 6, seed: 3 })
  const room = roomIn(folder)
  const [near, far] = memoryPortPair()
  serve(room, far)
  const client = createClient(near)
  await client.call('index', { folders: [path.join(folder, 'photos')], backbone: 'efficientnet-lite0-int8' })
  const items = photos.filter((_, index) => index % 2 === 0)
  await client.call('label', {
    items: items.map(({ path: file, class: name }) => ({ path: file, class: name })),
  })
  await room.close()
  return path.join(folder, 'library')
}

/** On a page that is served from where the library cannot be written. */
async function openReadOnly(library: string, folder: string): Promise<Page> {
  const [command, words] = commandOnReadOnlyDisk(library, [CHILD, library, folder, await builtWindow()])
  const child = spawn(command, words, { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await once(child, 'exit')
  })
  const page = await newPage()
  for await (const url of createInterface({ input: child.stdout })) {
    await page.goto(url)
    return page
  }
  throw new Error('The window has no address.')
}

async function skipUnlessPossible(context: TestContext, folder: string): Promise<void> {
  await mkdir(path.join(folder, 'probe'))
  const reason = await whyNot(onReadOnlyDisk, path.join(folder, 'probe'))
  if (reason === undefined) return
  process.stderr.write(`Not tested here: ${reason}\n`)
  context.skip(reason)
}

test('a read-only library is looked at and exported, and says quietly that it cannot be changed', async (context) => {
  const folder = await temporaryFolder()
  await skipUnlessPossible(context, folder)
  const library = await labelledLibrary(folder)
  const before = snapshot(library)
  const page = await openReadOnly(library, folder)
  await page.getByText(/^This library is read-only\. To change it, copy its folder/).waitFor()

  await page.getByRole('heading', { name: 'This library is read-only' }).waitFor()
  expect(await page.getByRole('alert').filter({ hasText: /./ }).count()).toBe(0)
  expect(await accessibilityProblems(page)).toEqual([])

  await page.getByRole('button', { name: 'Look at the library' }).click()
  const tiles = page.getByRole('gridcell')
  await tiles.first().click()
  await expect.poll(() => tiles.count()).toBe(12)
  await page.keyboard.press('Control+a')
  await page.getByText('12 photos selected').waitFor()
  expect(await page.getByRole('button', { name: 'Give a class' }).isDisabled()).toBe(true)
  await page.keyboard.press('x') // begins to name, elsewhere
  await page.keyboard.press('Delete')
  await page
    .getByRole('status')
    .filter({ hasText: /is read-only.*Nothing was changed/ })
    .waitFor()
  expect(await page.getByRole('combobox', { name: /^Class of/ }).count()).toBe(0)
  await page.keyboard.press('Enter')
  const large = page.getByRole('dialog')
  await large.waitFor()
  await page.keyboard.press('Escape')

  await page.getByRole('link', { name: 'Export' }).click()
  await page.getByRole('textbox', { name: 'Into which folder' }).fill(path.join(folder, 'out'))
  await page.keyboard.press('Tab') // what would be written is asked for once the path is typed
  await page.getByText('Would write 6 photos').waitFor()
  await page.getByRole('button', { name: 'Export', exact: true }).click()
  await page.getByText('6 photos written').waitFor()

  await page.getByRole('link', { name: 'Training' }).click()
  const train = page.getByRole('button', { name: 'Train', exact: true })
  await train.waitFor()
  expect(await train.isDisabled()).toBe(true)
  expect(snapshot(library)).toEqual(before)
})
