/**
 * @file A list of many is one stop of the Tab key: its keys move the focus in it, readers hear which item is chosen, and whoever comes
 * back by Tab is where they were. The lists here share `renderer/ui/focus/roving-focus.ts`.
 */
import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import type { Locator, Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { accessibilityProblems } from '../support/window/accessibility.ts'
import { openLiveWindow } from '../support/window/live-window.ts'
import { openWindow } from '../support/window/open-window.ts'
import { pageIsReady } from '../support/window/review-page.ts'

/** The place of the one item that Tab reaches, if it has the focus; else what is wrong. */
function focusedPlace(items: Locator): Promise<number | string> {
  return items.evaluateAll((all) => {
    const stops = all.filter((each) => each instanceof HTMLElement && each.tabIndex === 0)
    if (stops.length !== 1) return `${stops.length} items are stops`
    return document.activeElement === stops[0] ? all.indexOf(stops[0]) : 'the focus is elsewhere'
  })
}

async function goesBy(page: Page, items: Locator, steps: readonly (readonly [key: string, place: number])[]) {
  for (const [key, place] of steps) {
    await page.keyboard.press(key)
    await expect.poll(() => focusedPlace(items), { message: key }).toBe(place)
  }
}

async function isOneStop(page: Page, items: Locator): Promise<void> {
  const place = await focusedPlace(items)
  await page.keyboard.press('Tab')
  await expect.poll(() => focusedPlace(items)).toBe('the focus is elsewhere')
  await page.keyboard.press('Shift+Tab')
  await expect.poll(() => focusedPlace(items)).toBe(place)
}

describe('one stop of the Tab key', () => {
  it('is the list of folders, of which the chosen one is said', async () => {
    const { page, folder } = await openLiveWindow({ classes: 1, perClass: 1 })
    const place = path.join(path.dirname(folder), 'places')
    for (const name of ['ants', 'bees', 'birds', 'crabs']) {
      await mkdir(path.join(place, name), { recursive: true })
    }
    await page.getByRole('button', { name: 'Choose a folder' }).click()
    await page.getByLabel('Path of the folder').fill(place)
    await page.keyboard.press('Enter')
    const rows = page.getByRole('listbox', { name: 'Folders' }).getByRole('option')
    await expect.poll(() => rows.allInnerTexts()).toEqual(['Folder above', 'ants', 'bees', 'birds', 'crabs'])
    await expect.poll(() => focusedPlace(rows)).toBe(1)
    const chosen = page.getByRole('option', { selected: true })
    await goesBy(page, rows, [
      ['ArrowDown', 2],
      ['End', 4],
      ['ArrowDown', 4],
      ['ArrowUp', 3],
      ['b', 2],
      ['b', 3],
      ['Home', 0],
      ['ArrowUp', 0],
      ['c', 4],
    ])
    expect(await chosen.allInnerTexts()).toEqual(['crabs'])
    await isOneStop(page, rows)
    await rows.filter({ hasText: 'bees' }).click()
    await expect.poll(() => focusedPlace(rows)).toBe(2)
    expect(await chosen.allInnerTexts()).toEqual(['bees'])
    expect(await accessibilityProblems(page)).toEqual([])
    // In a folder without others Enter chooses it, and does not lead out again; another key does.
    await page.keyboard.press('Enter')
    const choose = page.getByRole('button', { name: 'Choose this folder' })
    await expect.poll(() => choose.evaluate((button) => button === document.activeElement)).toBe(true)
    await expect.poll(() => page.getByLabel('Path of the folder').inputValue()).toBe(path.join(place, 'bees'))
    await page.keyboard.press('Backspace')
    await expect.poll(() => focusedPlace(rows)).toBe(2)
  })

  it('is the page of the review, which says what is left out', async () => {
    const { page } = await openWindow('/review', { classes: 1, perClass: 6 })
    await pageIsReady(page)
    const tiles = page.getByRole('listbox', { name: /\?$/ }).getByRole('option')
    await expect.poll(() => focusedPlace(tiles)).toBe(0)
    const last = (await tiles.count()) - 1
    expect(last).toBeGreaterThan(1)
    await goesBy(page, tiles, [
      ['ArrowRight', 1],
      ['ArrowRight', 2],
      ['ArrowLeft', 1],
      ['End', last],
      ['ArrowRight', last],
      ['Home', 0],
      ['ArrowLeft', 0],
    ])
    await page.keyboard.press('x')
    await tiles.and(page.getByRole('option', { name: /left out/ })).waitFor()
    await expect.poll(() => focusedPlace(tiles)).toBe(0)
    await goesBy(page, tiles, [['ArrowRight', 1]])
    await isOneStop(page, tiles)
  })

  it('is the strip of the most similar photos, and the grid that it belongs to', async () => {
    const { page } = await openWindow('/library', { classes: 2, perClass: 6 })
    const cells = page.getByRole('grid').getByRole('gridcell')
    await cells.first().click()
    await goesBy(page, cells, [
      ['ArrowRight', 1],
      ['Control+End', 11],
      ['Control+Home', 0],
    ])
    await page.keyboard.press('Enter')
    const strip = page.getByRole('region', { name: 'Most similar photos' }).getByRole('button')
    await strip.first().waitFor()
    await page.keyboard.press('ArrowDown')
    await expect.poll(() => focusedPlace(strip)).toBe(0)
    const last = (await strip.count()) - 1
    await goesBy(page, strip, [
      ['ArrowRight', 1],
      ['End', last],
      ['ArrowRight', last],
      ['ArrowLeft', last - 1],
      ['Home', 0],
      ['ArrowLeft', 0],
      ['ArrowRight', 1],
    ])
    await isOneStop(page, strip)
  })
})
