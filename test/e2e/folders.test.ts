/** @file Folders that are not there now: removed from the library after a question, or found again where they are. */
import { renameSync } from 'node:fs'
import { cp, mkdir, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import { expect, it } from 'vitest'
import { accessibilityProblems } from '../support/window/accessibility.ts'
import { openWindow } from '../support/window/open-window.ts'
import { drawLibrary } from '../support/photos/pictures.ts'
import { speakGerman } from '../support/window/speak-german.ts'

const IN = {
  english: {
    again: 'Look for new photos',
    away: (folder: string) => `The folder ${folder} cannot be found. Its photos stay`,
    list: 'Folders of this library',
    row: '3 photos · not connected or moved',
    remove: 'Remove drive…',
    ask: 'Remove drive from the library?',
    what: 'This concerns 3 photos and 2 labels.',
    yes: 'Remove the folder',
    no: 'Cancel',
    removed: 'drive was removed: 3 photos fewer',
  },
  german: {
    again: 'Nach neuen Fotos suchen',
    away: (folder: string) => `Der Ordner ${folder} ist nicht zu finden. Seine Fotos bleiben`,
    list: 'Ordner dieser Bibliothek',
    row: '3 Fotos · nicht verbunden oder verschoben',
    remove: 'drive entfernen …',
    ask: 'drive aus der Bibliothek entfernen?',
    what: 'Das betrifft 3 Fotos und 2 Zuordnungen.',
    yes: 'Ordner entfernen',
    no: 'Abbrechen',
    removed: 'drive wurde entfernt: 3 Fotos weniger',
  },
}

it.each(['english', 'german'] as const)(
  'removes a dead folder from the list after reading, in %s',
  async (language) => {
    const words = IN[language]
    const { page, client, folder } = await openWindow('/welcome', { perClass: 2 })
    if (language === 'german') await speakGerman(page)
    const drive = path.join(folder, 'drive')
    await mkdir(drive)
    const lost = await drawLibrary(drive, { classes: 1, perClass: 3, seed: 9 })
    await client.call('index', { folders: [drive] })
    const items = lost.slice(1).map(({ path: file }) => ({ path: file, class: 'boats' }))
    await client.call('label', { items })
    await rename(drive, path.join(folder, 'unplugged'))

    await page.getByRole('button', { name: words.again }).click()
    const notice = page.getByText(words.away(drive))
    await notice.waitFor()
    const rows = page.getByRole('list', { name: words.list }).getByRole('listitem')
    await rows.filter({ hasText: drive }).getByText(words.row).waitFor()
    expect(await rows.count()).toBe(2)
    const remove = page.getByRole('button', { name: words.remove })
    await remove.focus()
    await page.keyboard.press('Enter')
    const question = page.getByRole('dialog', { name: words.ask })
    await question.getByText(words.what).waitFor()
    expect(await accessibilityProblems(page)).toEqual([])
    await question.getByRole('button', { name: words.no }).press('Enter')
    await question.waitFor({ state: 'detached' })
    expect((await client.call('folders', {})).folders).toHaveLength(2)

    await remove.click()
    await question.getByRole('button', { name: words.yes }).click()
    await page.getByText(words.removed).waitFor()
    await notice.waitFor({ state: 'detached' })
    await expect.poll(() => rows.count()).toBe(1)
    expect((await client.call('status', {})).roots).toEqual([path.join(folder, 'photos')])
    expect(await accessibilityProblems(page)).toEqual([])

    // The labels are in the journal still.
    await rename(path.join(folder, 'unplugged'), drive)
    await client.call('index', { folders: [drive] })
    await expect.poll(() => rows.count()).toBe(2)
    const { classes } = await client.call('status', {})
    expect(classes).toMatchObject([{ name: 'boats', photos: 2 }])
  },
)

it('asks where moved photos are, refuses others of the same names, and finds folders that moved together', async () => {
  const { page, client, folder, photos } = await openWindow('/library', {
    perClass: 3,
    async prepare(engine, drawn, at) {
      const items = drawn.map(({ path: file }) => ({ path: file, class: 'kept' }))
      await engine.call('label', { items })
      await drawLibrary(path.join(at, 'scans'), { classes: 1, perClass: 2, seed: 9 })
      await engine.call('index', { folders: [path.join(at, 'scans')] })
    },
    whileClosed(library) {
      renameSync(path.join(path.dirname(library), 'photos'), path.join(path.dirname(library), 'was'))
      renameSync(path.join(path.dirname(library), 'scans'), path.join(path.dirname(library), 'gone'))
    },
  })
  await page.getByText('2 folders of this library are not there now: photos, scans.').waitFor()
  // As it comes from another computer: below another folder, without one of the files.
  const now = path.join(folder, 'computer', 'pictures')
  await cp(path.join(folder, 'was'), path.join(now, 'photos'), { recursive: true })
  await cp(path.join(folder, 'gone'), path.join(now, 'scans'), { recursive: true })
  const lacking = path.join(now, 'photos', path.relative(path.join(folder, 'photos'), photos[0].path))
  await rm(lacking)
  await drawLibrary(path.join(folder, 'others', 'photos'), { classes: 2, perClass: 3, seed: 77 })

  const where = page.getByRole('dialog', { name: 'Where are the photos now?' })
  const browser = page.getByRole('dialog', { name: 'Choose a folder' })
  async function choose(button: string, at: string): Promise<void> {
    await where.getByRole('button', { name: button }).press('Enter')
    await browser.getByLabel('Path of the folder').fill(at)
    await browser.getByLabel('Path of the folder').press('Enter')
    await browser.getByRole('button', { name: 'Choose this folder' }).click()
  }
  await page.getByRole('button', { name: 'Where are the photos now?' }).press('Enter')
  await where.getByRole('list', { name: 'Folders that are not there' }).getByText('6 photos').waitFor()
  await choose('Choose the folder…', path.join(folder, 'others'))
  await where.getByText('The photos were not found there.').waitFor()
  expect(await where.getByRole('button', { name: 'Use' }).count()).toBe(0)

  await choose('Choose another folder…', now)
  const found = where.getByRole('list', { name: 'What was found' }).getByRole('listitem')
  await found
    .filter({ hasText: '5 of 6 photos are there. 5 pictures were compared: 5 are the same.' })
    .waitFor()
  await found.getByText('1 photo is not there. It stays in the library with its label.').waitFor()
  await found.filter({ hasText: '2 of 2 photos are there.' }).waitFor()
  expect(await accessibilityProblems(page)).toEqual([])
  expect((await client.call('folders', {})).folders.map(({ isThere }) => isThere)).toEqual([false, false])

  await where.getByRole('button', { name: 'Use these 2 folders' }).press('Enter')
  await page.getByText('The photos of 2 folders were found again').waitFor()
  await where.waitFor({ state: 'detached' })
  await page.getByText('are not there now').waitFor({ state: 'detached' })
  await expect
    .poll(async () => (await client.call('status', {})).lostLabels) // once it was read what changed meanwhile
    .toBe(1)
  const { folders } = await client.call('folders', {})
  expect(folders).toMatchObject([
    { path: path.join(now, 'photos'), isThere: true, photos: 5, labelled: 5 },
    { path: path.join(now, 'scans'), isThere: true, photos: 2 },
  ])
  expect((await client.call('status', {})).classes).toEqual([{ name: 'kept', photos: 5 }])
})
