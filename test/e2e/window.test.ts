/** @file What holds in every view: nobody is kept out, in light and in dark; nothing overflows; help, languages, themes. */
import path from 'node:path'
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { openLiveWindow, readFolder } from '../support/window/live-window.ts'
import { problemsInBothThemes as problems } from '../support/window/accessibility.ts'
import { writeTree } from '../support/folder.ts'
import { pageIsReady } from '../support/window/review-page.ts'

const nameField = (page: Page) => page.getByRole('combobox', { name: /(are|is)$/ })
/** As if a file or folder were dragged from the system's file manager to the middle of the window. */
async function dropOn(page: Page, file: string): Promise<void> {
  const session = await page.context().newCDPSession(page)
  const data = { items: [], files: [file], dragOperationsMask: 1 }
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
    await session.send('Input.dispatchDragEvent', { type, x: 500, y: 300, data })
  await session.detach()
}
const tooWide = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)

describe('the window', () => {
  it('keeps nobody out of welcome, indexing and review, nor of their dialogs', async () => {
    const live = await openLiveWindow({ classes: 2, perClass: 30 })
    const { page } = live
    await page.getByRole('heading', { name: 'Sort your photos' }).waitFor()
    expect(await problems(page)).toEqual([])

    await page.getByRole('button', { name: 'Choose a folder' }).click()
    await page.getByRole('option').first().waitFor()
    expect(await problems(page)).toEqual([])
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })

    await readFolder(live)
    expect(await problems(page)).toEqual([])
    await pageIsReady(page)
    await page.keyboard.press('x')
    expect(await problems(page)).toEqual([])
    await page.keyboard.press('Space')
    await page.getByRole('dialog').waitFor()
    expect(await problems(page)).toEqual([])
    await page.keyboard.press('Space')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await page.keyboard.type('r')
    await nameField(page).waitFor()
    expect(await problems(page)).toEqual([])
    await page.keyboard.press('Escape')
    await page.keyboard.press('?')
    await page.getByRole('dialog', { name: 'Keys' }).waitFor()
    expect(await problems(page)).toEqual([])
    await page.keyboard.press('Escape')

    await page.keyboard.press('Control+k')
    const commands = page.getByRole('dialog', { name: 'All commands' })
    await commands.getByRole('option', { name: /^Export/ }).waitFor()
    expect(await problems(page)).toEqual([])
    await page.keyboard.type('read')
    await page.keyboard.press('Enter')
    await commands.waitFor({ state: 'detached' })
    await page.getByRole('heading', { name: 'What your photos show' }).waitFor()
    expect(await problems(page)).toEqual([])
    await page.evaluate(() => (window.location.hash = '/welcome'))
    await page.getByRole('heading', { name: 'Libraries', exact: true }).waitFor()
    expect(await problems(page)).toEqual([])
    expect(live.complaints).toEqual([])
  })

  it('opens an example in a click, says where it lies, and shows it among the libraries', async () => {
    const { page, complaints } = await openLiveWindow({ classes: 1, perClass: 1 })
    await page.getByRole('heading', { name: 'What will happen' }).waitFor()
    await page.getByText('Nothing is uploaded').waitFor()
    await page.getByRole('button', { name: 'Try an example' }).click()
    await page.getByText(/^120 example pictures were drawn into .*Example pictures$/).waitFor()
    await page
      .getByRole('heading', { name: '120 photos are ready to be sorted' })
      .waitFor({ timeout: 60_000 })
    await page.getByRole('button', { name: 'Start sorting' }).click()
    await pageIsReady(page)

    await page.getByRole('link', { name: 'Switch library' }).click()
    const card = page.getByRole('listitem').filter({ hasText: 'Example pictures' })
    await expect.poll(() => card.locator('img').count()).toBe(4)
    const shown = card.locator('img').evaluateAll((all) => all.map((each) => each.getAttribute('src')))
    expect(new Set(await shown).size).toBe(4)
    await card.getByText('120 photos').waitFor()
    expect(await problems(page)).toEqual([])
    await page.getByRole('button', { name: 'Try an example' }).click()
    await page.getByRole('heading', { name: '120 photos are ready to be sorted' }).waitFor()
    await page.getByRole('link', { name: 'Switch library' }).click()
    await expect.poll(() => page.getByRole('button', { name: /sorted/ }).count()).toBe(1)
    expect(complaints).toEqual([])
  })

  it('takes several folders, dropped or chosen, and says what is in one without photos', async () => {
    const { page, folder } = await openLiveWindow({ classes: 2, perClass: 4 })
    const papers = path.join(folder, '..', 'papers')
    await writeTree(papers, { 'one.pdf': 'x', 'two.docx': 'x', 'film.mp4': 'x', 'raw/a.psd': 'x' })
    await page.getByRole('heading', { name: 'Sort your photos by your own classes' }).waitFor()
    await dropOn(page, path.join(papers, 'one.pdf'))
    await page.getByText('That was no folder').waitFor()
    await dropOn(page, papers)
    const dialog = page.getByRole('dialog', { name: 'Choose a folder' })
    await dialog.getByText(/does not tell programs where a dropped folder lies.*papers/).waitFor()
    const chosen = dialog.getByRole('region', { name: 'Chosen folders' })
    for (const each of [folder, papers, path.dirname(folder)]) {
      await dialog.getByLabel('Path of the folder').fill(each)
      await dialog.getByRole('button', { name: 'Choose this and more…' }).click()
      await chosen.getByText(path.resolve(each), { exact: true }).waitFor()
    }
    await chosen.getByRole('button', { name: `Leave out ${path.dirname(folder)}`, exact: true }).click()
    expect(await problems(page)).toEqual([])
    await dialog.getByRole('button', { name: 'Choose 2 folders' }).click()
    await page.getByRole('heading', { name: '8 photos are ready to be sorted' }).waitFor()
    const found = page.getByRole('region', { name: 'What is in papers' })
    await found.getByText('2 documents').waitFor()
    await found.getByText('1 video').waitFor()
    await found.getByText('1 picture of a format that is not supported yet (Photoshop)').waitFor()
    expect(await problems(page)).toEqual([])
    await page.getByRole('button', { name: '1 file could not be read' }).click()
    const reasons = page.getByRole('dialog', { name: 'Files that could not be read' })
    await reasons.getByText('Photoshop is not supported yet.').waitFor()
  })

  it('fits 640 pixels, as a laptop has at 200 %', async () => {
    const live = await openLiveWindow({ classes: 2, perClass: 8 })
    const { page } = live
    await page.setViewportSize({ width: 640, height: 400 })
    await readFolder(live)
    expect(await tooWide(page)).toBe(0)
    for (const place of [
      'welcome',
      'indexing',
      'library',
      'training',
      'training/compare',
      'check',
      'export',
    ]) {
      await page.evaluate((hash) => (window.location.hash = hash), `/${place}`)
      await page.getByRole('heading').first().waitFor()
      expect({ place, tooWide: await tooWide(page) }).toEqual({ place, tooWide: 0 })
    }
  })

  it('remembers theme and language, chosen in a dialog or by the list of commands', async () => {
    const { page } = await openLiveWindow({ classes: 1, perClass: 1 })
    const button = page.getByRole('button', { name: 'Choose a folder' })
    await button.focus()
    const commands = page.getByRole('dialog', { name: 'All commands' })
    await page.keyboard.press('Control+k')
    await page.keyboard.type('zzz')
    await page.getByText('No command contains these letters').waitFor()
    await page.keyboard.press('Enter')
    expect(await commands.isVisible()).toBe(true)
    await commands.getByRole('combobox').fill('dark')
    await page.keyboard.press('Enter')
    await commands.waitFor({ state: 'detached' })
    expect(await button.evaluate((element) => element === document.activeElement)).toBe(true)
    await page.keyboard.press('Control+k')
    await page.keyboard.type('settings')
    await page.keyboard.press('Enter')
    expect(await page.getByRole('radio', { name: 'Dark' }).isChecked()).toBe(true)
    await page.getByRole('radio', { name: 'Deutsch' }).check()
    await page.getByRole('heading', { name: 'Optionen' }).waitFor()
    await page.reload()
    await page.getByRole('heading', { name: 'Optionen' }).waitFor()
    const root = page.locator('html')
    expect(await root.getAttribute('lang')).toBe('de')
    expect(await root.getAttribute('data-theme')).toBe('dark')
  })
})
