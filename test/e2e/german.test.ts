/** @file What the engine says, in a window whose language is German: errors, a job that failed, a notice, why a file is no photo. */
import { copyFile, mkdir, rename, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Locator, Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { openWindow } from '../support/window/open-window.ts'
import { drawLibrary } from '../support/photos/pictures.ts'
import { speakGerman } from '../support/window/speak-german.ts'

const ENGLISH = /\b(the|is|are|not|there|it|and|cannot|photos?|folder|file|nothing|already|yet)\b/i

/** Its text, names of files taken out, once this has come; it must hold no word of English. */
async function german(place: Locator, words: string, ...names: string[]): Promise<void> {
  const text = place.filter({ hasText: words })
  await text.waitFor()
  const said = names.reduce((left, name) => left.replaceAll(name, ''), await text.innerText())
  expect(said).not.toMatch(ENGLISH)
}

const goTo = (page: Page, place: string) =>
  page.evaluate((hash) => {
    window.location.hash = hash
  }, place)

describe('in German', () => {
  it('errors say what is wrong and what to do', async () => {
    const { page, client, folder, photos } = await openWindow('/welcome')
    await speakGerman(page)
    const absent = path.join(folder, 'urlaub')
    await page.getByRole('button', { name: 'Ordner wählen' }).click()
    await page.getByRole('textbox', { name: 'Pfad des Ordners' }).fill(absent)
    await page.getByRole('button', { name: 'Öffnen', exact: true }).click()
    await german(page.getByRole('alert'), `${absent} ist nicht da.`, absent)
    await page.keyboard.press('Escape')

    await expect(client.call('train', {})).rejects.toMatchObject({
      message: 'Nothing is labelled yet. Confirm a few pages, then train.',
    })
    await german(page.getByRole('region', { name: 'Aufgaben' }), 'Es ist noch nichts zugeordnet.')

    const items = photos.map(({ path: file, class: name }) => ({ path: file, class: name }))
    await client.call('label', { items })
    const letter = path.join(folder, 'brief.csv')
    await writeFile(letter, 'Liebe Großmutter\n')
    await goTo(page, '/export')
    await page.getByRole('radio', { name: /^Tabelle/ }).check()
    await page.getByRole('textbox', { name: 'In welche Datei' }).fill(letter)
    await page.keyboard.press('Tab')
    await german(page.getByRole('alert'), 'ist schon da und kein Export von Twinsort', letter)
  })

  it('a network that cannot be used says why', async () => {
    const { page, folder } = await openWindow('/library/network')
    await speakGerman(page)
    await copyFile('resources/backbones/efficientnet-lite0-fp16.onnx', path.join(folder, 'fremd.onnx'))
    await page.getByRole('button', { name: 'Netz wählen …' }).click()
    const dialog = page.getByRole('dialog', { name: 'Netz wählen' })
    await dialog.getByRole('textbox', { name: 'Pfad des Ordners' }).fill(folder)
    await page.keyboard.press('Enter')
    await dialog.getByRole('option', { name: 'fremd.onnx' }).click()
    await dialog.getByRole('button', { name: 'Diese Datei wählen' }).click()
    await german(page.getByRole('alert'), 'Diese ONNX-Datei stammt nicht aus Twinsort', 'fremd.onnx')
  })

  it('so do the notices and reasons after reading folders', async () => {
    const { page, client, folder } = await openWindow('/welcome')
    await speakGerman(page)
    const drive = path.join(folder, 'usb')
    await mkdir(drive)
    await drawLibrary(drive, { classes: 1, perClass: 2, seed: 9 })
    await client.call('index', { folders: [drive] })
    await rename(drive, path.join(folder, 'abgezogen'))
    const empty = path.join(folder, 'photos', 'leer.jpg')
    await writeFile(empty, '')
    await goTo(page, '/welcome')
    await page.getByRole('button', { name: 'Nach neuen Fotos suchen' }).click()
    await german(
      page.getByRole('listitem'),
      `Der Ordner ${drive} ist nicht zu finden. Seine Fotos bleiben`,
      drive,
    )
    await page.getByText('2 Dateien ließen sich nicht lesen').click()
    await german(page.getByRole('listitem'), 'Die Datei ist leer.', empty)
    await german(
      page.getByRole('listitem').filter({ hasNotText: 'seine Fotos' }),
      'Der Ordner ist zurzeit nicht da.',
      drive,
    )
  })
})
