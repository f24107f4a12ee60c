/** @file What happens beside the person: another client decides, jobs fail and are cancelled, a folder is read further. */
import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { openLiveWindow } from '../support/window/live-window.ts'
import { Gate } from '../support/window/gated-port.ts'
import { openWindow } from '../support/window/open-window.ts'
import { drawLibrary } from '../support/photos/pictures.ts'
import { leftOutTiles, pageIsReady } from '../support/window/review-page.ts'
import { inEnglish, verbatim } from '../../shared/sentences/sentence.ts'

describe('meanwhile', () => {
  it('a page that was answered elsewhere makes way for the next one', async () => {
    const { page, client } = await openWindow('/review', { classes: 3, perClass: 8 })
    const options = page.getByRole('listbox', { name: /\?$/ }).getByRole('option')
    await options.first().waitFor()
    const first = await options.first().getAttribute('aria-label')
    const { page: open } = await client.call('page', {})
    const ids = open?.photos.map(({ id }) => id) ?? []
    await client.call('decide', { answer: { page: open?.id ?? 0, answers: [{ class: 'elsewhere', ids }] } })
    await expect.poll(() => options.first().getAttribute('aria-label')).not.toBe(first)
    await page.getByText(`${ids.length} of 24 sorted`).waitFor()
  })

  it('a job that fails says why, until that is dismissed', async () => {
    const { page, client } = await openWindow('/review')
    await page.getByRole('option').first().waitFor()
    await expect(client.call('train', {})).rejects.toMatchObject({ code: 'not-enough-labels' })
    const jobs = page.getByRole('region', { name: 'Jobs' })
    await jobs.getByText('Training').waitFor()
    const { jobs: listed } = await client.call('jobs', {})
    const { error } = listed.find(({ kind }) => kind === 'train') ?? {}
    await jobs.getByText(inEnglish(error ?? verbatim('no reason'))).waitFor()
    await jobs.getByRole('button', { name: 'Dismiss' }).click()
    await jobs.waitFor({ state: 'detached' })
  })

  it('what is typed as a path stands alone, whenever the list of folders comes', async () => {
    const { page } = await openLiveWindow()
    await page.getByRole('button', { name: 'Choose a folder' }).click()
    const field = page.getByLabel('Path of the folder')
    await field.focus()
    await page.getByRole('option').first().waitFor()
    await expect.poll(() => field.inputValue()).not.toBe('')
    await field.focus()
    await page.keyboard.insertText('/elsewhere')
    expect(await field.inputValue()).toBe('/elsewhere')
  })

  it('reading a folder can be stopped, and goes on from there', async () => {
    const { page, folder, photos } = await openLiveWindow({ classes: 4, perClass: 12 })
    await page.getByRole('button', { name: 'Choose a folder' }).click()
    await page.getByLabel('Path of the folder').fill(folder)
    await page.getByRole('button', { name: 'Choose this folder' }).click()
    await page.getByText(/^\d+ of \d+$/).waitFor()
    await page.getByRole('button', { name: 'Cancel' }).click()
    await page.getByRole('heading', { name: 'Reading was stopped' }).waitFor()
    await page.getByRole('button', { name: 'Continue reading' }).click()
    await page.getByRole('heading', { name: `${photos.length} photos are ready to be sorted` }).waitFor()
  })

  it('a reload while a folder is read keeps the reading, and its result comes', async () => {
    const { page, folder, photos } = await openLiveWindow({ classes: 4, perClass: 12 })
    await page.getByRole('button', { name: 'Choose a folder' }).click()
    await page.getByLabel('Path of the folder').fill(folder)
    await page.getByRole('button', { name: 'Choose this folder' }).click()
    await page.getByText(/^\d+ of \d+$/).waitFor()
    await page.reload()
    await page.getByRole('heading', { name: `${photos.length} photos are ready to be sorted` }).waitFor()
  })

  it('a folder without pictures leads to another one', async () => {
    const { page, folder } = await openLiveWindow()
    const empty = path.join(folder, '..', 'empty')
    await mkdir(empty)
    await page.getByRole('button', { name: 'Choose a folder' }).click()
    await page.getByLabel('Path of the folder').fill(empty)
    await page.getByRole('button', { name: 'Choose this folder' }).click()
    await page.getByRole('heading', { name: 'No photos were found' }).waitFor()
    await page.getByText('Choose another folder').waitFor()
    await page.evaluate(() => (window.location.hash = '/training'))
    await page.getByText('No labels', { exact: true }).waitFor()
    await page.goBack()
    await page.getByRole('button', { name: 'Choose a folder' }).click()
    await page.getByRole('heading', { name: 'Libraries', exact: true }).waitFor()
  })
})

const shownIds = (page: Page): Promise<(string | null)[]> =>
  page
    .getByRole('listbox', { name: /\?$/ })
    .getByRole('option')
    .evaluateAll((tiles) => tiles.map((tile) => tile.querySelector('img')?.getAttribute('src') ?? null))

/** A window on one photo of each of twelve classes, of which no page can be good; `grow` reads more of each. */
async function openTooEarly(options: { clock?: () => number } = {}) {
  const { page, client, folder } = await openWindow('/review', { classes: 12, perClass: 1, ...options })
  await pageIsReady(page)
  const grow = async (perClass = 6): Promise<void> => {
    const later = path.join(folder, 'later')
    await drawLibrary(later, { classes: 12, perClass, seed: 11 })
    await client.call('index', { folders: [later] })
  }
  return { page, client, grow }
}

describe('the first page of a library', () => {
  it('is waited for, and nobody is told that there are no photos', async () => {
    const gate = new Gate()
    const { page, client, folder } = await openWindow('/review', { through: (port) => gate.through(port) })
    await pageIsReady(page)
    await client.call('open', { name: 'Other' })
    const none = page.getByRole('heading', { name: 'No photos yet' })
    await none.waitFor()
    const held = gate.hold('answer', 'page')
    await Promise.all([held, client.call('index', { folders: [path.join(folder, 'photos')] })])
    await page.getByText('Looking for the next page').waitFor()
    expect(await none.count()).toBe(0)
    gate.release()
    await page.getByRole('heading', { name: 'What are these?' }).waitFor()
  })
})

describe('a page from before most photos came in', () => {
  it('makes way for a better one while nobody has touched it', async () => {
    const { page, client, grow } = await openTooEarly()
    const first = await client.call('page', {})
    const before = await shownIds(page)
    expect(before).toHaveLength(first.page?.photos.length ?? 0)
    await grow()
    await expect.poll(() => shownIds(page)).not.toEqual(before)
    await pageIsReady(page)
    const better = await client.call('page', {})
    expect(better.page?.id).not.toBe(first.page?.id)
    expect(await shownIds(page)).toHaveLength(better.page?.photos.length ?? 0)
    await page.getByText('0 of 84 sorted').waitFor()
  })

  it.each([
    { perClass: 2, photos: 36, why: 'too few to group before the end' },
    { perClass: 4, photos: 60, why: 'enough to group beside the last of them only' },
  ])('makes way where photos come in by small steps, up to $photos: $why', async ({ perClass, photos }) => {
    // On this clock the engine tells of new photos whenever some are stored: 28, 44, ...
    let now = Date.now()
    const { page, client, grow } = await openTooEarly({ clock: () => (now += 1_000) })
    const first = await client.call('page', {})
    const before = await shownIds(page)
    await grow(perClass)
    await page.getByText(`0 of ${photos} sorted`).waitFor()
    await expect.poll(() => shownIds(page)).not.toEqual(before)
    expect((await client.call('page', {})).page?.id).not.toBe(first.page?.id)
  })

  it('stays as it is, with its marks, once a photo on it was left out', async () => {
    const { page, client, grow } = await openTooEarly()
    const first = await client.call('page', {})
    const before = await shownIds(page)
    await page.getByRole('option').first().focus()
    await page.keyboard.press('x')
    const out = leftOutTiles(page)
    await expect.poll(() => out.count()).toBe(1)
    await grow()
    await page.getByText('0 of 84 sorted').waitFor()
    expect((await client.call('page', {})).page?.id).toBe(first.page?.id)
    expect(await shownIds(page)).toEqual(before)
    expect(await out.count()).toBe(1)
    // It is the mark that held the page: the engine has a better one.
    const renewed = await client.call('page', { renew: true })
    expect(renewed.page?.id).not.toBe(first.page?.id)
  })
})
