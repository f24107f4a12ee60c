/** @file Another library is opened while something of the one before is still on its way: none of it reaches the other one. */
import path from 'node:path'
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import type { Client } from '../../shared/client.ts'
import { drawLibrary } from '../support/photos/pictures.ts'
import { Gate } from '../support/window/gated-port.ts'
import { openWindow } from '../support/window/open-window.ts'
import { leftOutTiles, pageIsReady } from '../support/window/review-page.ts'

/** A window on the first of two libraries, whose photos and pages have the same numbers. */
async function openBesideAnother(place: string) {
  const gate = new Gate()
  let other = ''
  let first = ''
  const { page, client } = await openWindow(place, {
    through: (port) => gate.through(port),
    async prepare(engine, _photos, folder) {
      first = (await engine.call('status', {})).library
      const photos = path.join(folder, 'other photos')
      await drawLibrary(photos, { classes: 3, perClass: 4, seed: 8 })
      other = (await engine.call('open', { name: 'other' })).library
      await engine.call('index', { folders: [photos], backbone: 'efficientnet-lite0-int8' })
      await labelEach(engine, 'theirs')
      await engine.call('open', { library: first })
    },
  })
  return { page, client, gate, first, other }
}

/** Gives one photo a class, so that there is a decision that could be taken back. */
async function labelEach(client: Client, name: string): Promise<void> {
  const { ids } = await client.call('photos', {})
  await client.call('relabel', { ids: [...ids.slice(0, 1)], class: name })
}

const pictures = (page: Page): Promise<(string | null)[]> =>
  page
    .getByRole('listbox', { name: /\?$/ })
    .locator('img')
    .evaluateAll((images) => images.map((image) => image.getAttribute('src')))

/** The page on screen is one of the library that is open. */
async function showsPageOf(page: Page, client: Client): Promise<void> {
  const { key } = await client.call('status', {})
  await expect
    .poll(async () => {
      const addresses = await pictures(page)
      return addresses.length > 0 && addresses.every((address) => address?.endsWith(encodeURIComponent(key)))
    })
    .toBe(true)
  await pageIsReady(page)
}

async function nameThePage(page: Page): Promise<void> {
  await pageIsReady(page)
  await page.keyboard.press('F2')
  await page.keyboard.type('mine')
  await page.keyboard.press('Enter')
}

describe('when another library is opened', () => {
  it('the answer to a page of the one before is told to nobody, and the page of the other one comes', async () => {
    const { page, client, gate, other } = await openBesideAnother('/review')
    await showsPageOf(page, client)
    const held = gate.hold('answer', 'decide')
    await nameThePage(page)
    await held
    await client.call('open', { library: other })
    await showsPageOf(page, client)
    gate.release()
    await client.call('status', {})
    // Whatever it says now would offer to take back a decision of the other library.
    await page.keyboard.press('x')
    await expect.poll(() => leftOutTiles(page).count()).toBe(1)
    expect(await page.getByText('mine').count()).toBe(0)
    const { decisions } = await client.call('history', {})
    expect(decisions).toHaveLength(1)
  })

  it('an answer that was sent before the window knew of it labels nothing there', async () => {
    const { page, client, gate, first, other } = await openBesideAnother('/review')
    await showsPageOf(page, client)
    const held = gate.hold('call', 'decide')
    await nameThePage(page)
    await held
    await client.call('open', { library: other })
    await client.call('page', {})
    gate.release()
    await showsPageOf(page, client)
    const { classes } = await client.call('status', {})
    expect(classes.map(({ name }) => name)).toEqual(['theirs'])
    expect(await page.getByRole('alert').allInnerTexts()).toEqual([''])
    await client.call('open', { library: first })
    expect((await client.call('status', {})).labelled).toBe(0)
  })

  it('an undo that was sent before the window knew of it takes nothing back there', async () => {
    const { page, client, gate, other } = await openBesideAnother('/review')
    await showsPageOf(page, client)
    const held = gate.hold('call', 'undo')
    await page.keyboard.press('Control+z')
    await held
    await client.call('open', { library: other })
    gate.release()
    await showsPageOf(page, client)
    expect((await client.call('status', {})).labelled).toBe(1)
  })

  it('a photo that is being named by hand is none of the other one’s', async () => {
    const { page, client, other } = await openBesideAnother('/library')
    const tiles = page.getByRole('gridcell')
    await tiles.first().click()
    await page.keyboard.type('mine')
    await page.getByRole('listbox').getByRole('option', { name: /mine/ }).waitFor()
    await client.call('open', { library: other })
    await page.getByText('theirs').first().waitFor()
    await page.keyboard.press('Enter')
    await tiles.first().click()
    const { classes } = await client.call('status', {})
    expect(classes.map(({ name, photos }) => [name, photos])).toEqual([['theirs', 1]])
  })
})
