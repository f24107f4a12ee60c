/** @file What holds in every view: nobody is kept out, in light and in dark; nothing overflows; help, languages, themes. */
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { openLiveWindow, readFolder } from '../support/window/live-window.ts'
import { problemsInBothThemes as problems } from '../support/window/accessibility.ts'
import { pageIsReady } from '../support/window/review-page.ts'

const nameField = (page: Page) => page.getByRole('combobox', { name: /(are|is)$/ })
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
      'insights',
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
