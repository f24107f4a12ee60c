/** @file Labels that photos have already become their first ones in the window: what was found, what is taken, one decision. */
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import type { Client } from '../../shared/client.ts'
import type { DrawnPhoto } from '../support/photos/pictures.ts'
import { digikamXmp } from '../support/photos/xmp.ts'
import { problemsInBothThemes } from '../support/window/accessibility.ts'
import { openWindow } from '../support/window/open-window.ts'

const counts = async (client: Client) => {
  const { classes } = await client.call('status', {})
  return Object.fromEntries(classes.map(({ name, photos }) => [name, photos]))
}
const classNames = (photos: readonly DrawnPhoto[]) => [...new Set(photos.map((photo) => photo.class))].sort()
const outcome = (page: Page) => page.getByRole('region', { name: 'What comes of it' })

it('folder names become labels as far as they are taken, in one step that is taken back', async () => {
  const { page, client, folder, photos, complaints } = await openWindow('/welcome', {
    classes: 3,
    prepare: async (engine, drawn) => {
      await engine.call('label', { items: [{ path: drawn[0].path, class: 'by hand' }] })
    },
  })
  const [one, two, three] = classNames(photos)
  // From the start that says so: the folder is read, and its names are what comes next.
  await page.getByRole('button', { name: 'My folders are my classes' }).click()
  const dialog = page.getByRole('dialog', { name: 'Choose a folder' })
  await dialog.getByLabel('Path of the folder').fill(path.join(folder, 'photos'))
  await dialog.getByRole('button', { name: 'Choose this folder' }).click()
  await page.getByRole('button', { name: 'Take the folders as classes' }).click()
  await outcome(page).getByText('17 photos would get a label, in 3 classes').waitFor()
  await outcome(page).getByText('1 that you confirmed as another class stays so').waitFor()
  expect(await problemsInBothThemes(page)).toEqual([])

  await page.getByRole('checkbox', { name: new RegExp(`^${two}`) }).uncheck()
  await page.getByRole('combobox', { name: `Class for ${three}` }).fill('shapes//x')
  await page.getByText('This cannot be the name of a class.').waitFor()
  expect(await page.getByRole('button', { name: 'Label the photos' }).isDisabled()).toBe(true)
  await page.getByRole('combobox', { name: `Class for ${three}` }).fill('shapes/renamed')
  const isFirst = photos[0].class === one
  const before = await counts(client)
  const labelled = photos[0].class === two ? 12 : 11
  await page.getByRole('button', { name: `Label ${labelled} photos` }).click()
  await outcome(page).getByText(`${labelled} photos have got a label, in 2 classes`).waitFor()
  expect(await counts(client)).toEqual({
    ...{ 'by hand': 1, [one]: isFirst ? 5 : 6 },
    'shapes/renamed': photos[0].class === three ? 5 : 6,
  })
  await page.getByRole('button', { name: 'Undo' }).click()
  await page.getByRole('button', { name: `Label ${labelled} photos` }).waitFor()
  expect(await counts(client)).toEqual(before)
  await page.getByRole('button', { name: `Label ${labelled} photos` }).click()
  await page.getByRole('button', { name: 'Find what is in the wrong place' }).click()
  await expect.poll(() => page.title()).toContain('Check')
  // Also when the window is opened just there, before it is connected.
  await page.evaluate(() => {
    window.location.hash = '/welcome/labels'
  })
  await page.reload()
  await outcome(page)
    .getByText(/photos? would get a label, in 1 class/)
    .waitFor()
  expect(complaints).toEqual([])
})

it('keywords are read when that is asked for, and a photo of two gets none', async () => {
  const { page, client, photos, complaints } = await openWindow('/welcome/labels?from=keywords', {
    classes: 2,
  })
  for (const [place, { path: file }] of photos.slice(0, 5).entries()) {
    const tags = [
      place === 4 ? 'animals/cock' : 'animals/hen',
      'holiday',
      ...(place === 0 ? ['animals/cock'] : []),
    ]
    await writeFile(`${file}.xmp`, digikamXmp({ tags }))
  }
  await writeFile(`${photos[6].path}.xmp`, '<x>')
  await page.getByRole('button', { name: 'Look for keywords' }).click()
  await page.getByText('3 names, on 5 of 12 photos.').waitFor()
  await page.getByText('5 photos have several.').waitFor()
  await page.getByText('1 file could not be read').click()
  await page.getByText('Its XMP is damaged').waitFor()
  await outcome(page).getByText('Take the names that are your classes.').waitFor()
  for (const name of ['animals/hen', 'animals/cock'])
    await page.getByRole('checkbox', { name: new RegExp(`^${name}`) }).check()
  await outcome(page).getByText('4 photos would get a label, in 2 classes').waitFor()
  await outcome(page).getByText('1 photo has several of the names, and gets no label:').waitFor()
  expect(await problemsInBothThemes(page)).toEqual([])
  // The last word alone, or the first one, for which hen and cock are the same.
  await page.getByRole('radio', { name: 'First name', exact: true }).check()
  await page.getByRole('checkbox', { name: /^animals/ }).check()
  await outcome(page).getByText('5 photos would get a label, in 1 class').waitFor()
  await page.getByRole('radio', { name: 'Last name' }).check()
  for (const name of ['hen', 'cock'])
    await page.getByRole('checkbox', { name: new RegExp(`^${name}`) }).check()
  await page.getByRole('button', { name: 'Label 4 photos' }).click()
  await expect.poll(() => counts(client)).toEqual({ hen: 3, cock: 1 })
  expect(complaints).toEqual([])
})
