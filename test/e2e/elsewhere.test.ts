/** @file Photos that are elsewhere, in the window: imported into a library of their own, shown with where their originals are, audited. */
import { createHash } from 'node:crypto'
import path from 'node:path'
import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { openStore } from '../../main/store/store.ts'
import { resultsOf, writeResults } from '../support/result-files.ts'
import { problemsInBothThemes } from '../support/window/accessibility.ts'
import { openWindow } from '../support/window/open-window.ts'
import { pageIsReady } from '../support/window/review-page.ts'

/** The photos of this library as a job would have met them in a bucket, each of another content. */
async function writeResultsOf(folder: string): Promise<void> {
  const store = openStore(path.join(folder, 'library'))
  const { rows, facts } = await resultsOf(store, (file) => {
    return `s3://bucket/photos/${path.basename(path.dirname(file))}/${path.basename(file)}`
  })
  store.close()
  const other = rows.map((row) => ({
    ...row,
    content_hash: createHash('sha256').update(row.uri).digest('hex'),
  }))
  await writeResults(path.join(folder, 'results', 'part.parquet'), { rows: other, facts })
}

const go = (page: Page, place: string) =>
  page.evaluate((hash) => {
    window.location.hash = hash
  }, place)
const original = (page: Page) =>
  page.getByText(/^The original is at s3:\/\/bucket\/photos\/\S+\.jpg\. Twinsort has only its thumbnail\.$/)

it('are imported from the start, are sorted like others, and say where their originals are', async () => {
  const { page, client, folder, complaints } = await openWindow('/welcome', {
    prepare: async (_client, _photos, place) => writeResultsOf(place),
  })
  await page.getByRole('button', { name: 'Import results' }).click()
  const dialog = page.getByRole('dialog', { name: 'Folder with the results' })
  await dialog.getByText('They are not copied.').waitFor()
  await dialog.getByLabel('Path of the folder').fill(path.join(folder, 'results'))
  await dialog.getByRole('button', { name: 'Choose this folder' }).click()
  // The open library has photos of its own.
  await page.getByRole('button', { name: 'Start a new library' }).click()
  await page.getByText('12 photos were imported').waitFor()
  await page.getByText('12 photos that are elsewhere were added.').first().waitFor()
  const status = await client.call('status', {})
  expect([status.photos, status.roots, status.labelled]).toEqual([12, [], 0])

  await go(page, '/welcome')
  await page.getByRole('button', { name: 'Labels you have…' }).waitFor()
  expect(await page.getByRole('button', { name: /more detail|new photos/ }).count()).toBe(0)

  await go(page, '/library')
  await page.getByRole('gridcell').first().click()
  await page.keyboard.press('Enter')
  const large = page.getByRole('dialog', { name: 'Photo' })
  await large.getByText(/^s3:\/\/bucket\/photos\/\S+\.jpg$/).waitFor()
  await large.getByText('The original is there. Twinsort has only its thumbnail.').waitFor()
  await page.getByText('Suggested, 96% sure').waitFor()
  expect(await problemsInBothThemes(page)).toEqual([])
  await page.keyboard.press('Escape')

  await go(page, '/review')
  await page.getByRole('option').and(page.locator(':focus')).waitFor()
  await pageIsReady(page)
  await page.keyboard.press('Space')
  await original(page).waitFor()
  await page.keyboard.press('Escape')

  // With a class of its own the library has suggestions of its own, and both can be audited.
  const { suggestions } = await client.call('suggest', {})
  await client.call('confirm', { groups: [{ class: suggestions[0].class, ids: [suggestions[0].id] }] })
  await go(page, '/review/audit')
  await page.getByRole('radio', { name: 'Imported ones' }).check()
  await page.getByRole('radio', { name: '10%', exact: true }).check()
  await page.getByRole('button', { name: /^Start: \d+ checks$/ }).waitFor()
  expect(await problemsInBothThemes(page)).toEqual([])

  await go(page, '/indexing')
  await page.getByText('s3://bucket', { exact: true }).waitFor()
  expect(complaints).toEqual([])
})
