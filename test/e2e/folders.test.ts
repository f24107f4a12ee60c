/** @file A folder that is gone for good is taken out of the library in the window, after a question that says what that concerns. */
import { mkdir, rename } from 'node:fs/promises'
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
