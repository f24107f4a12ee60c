/** @file Near copies on a page of the review: one tile, one decision, and never hidden. */
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import type { Client } from '../../shared/client.ts'
import { accessibilityProblems } from '../support/window/accessibility.ts'
import { openWindow } from '../support/window/open-window.ts'
import { leftOutTiles, pageIsReady } from '../support/window/review-page.ts'

const COPIES = 3
const tiles = (page: Page) => page.getByRole('listbox', { name: /\?$/ }).getByRole('option')
const stacks = (page: Page) => page.getByRole('option', { name: /, 3 nearly equal photos/ })
const ofStack = (page: Page) => page.getByRole('option', { name: /, \d of 3 nearly equal photos/ })
const labelled = async (client: Client) => (await client.call('status', {})).labelled

/** Photos that were taken three times each. */
async function openStacks() {
  const opened = await openWindow('/review', { classes: 2, perClass: 24, copies: COPIES })
  const { page } = opened
  await tiles(page).first().waitFor()
  await pageIsReady(page)
  const shown = await tiles(page).count()
  // Drawn pictures may be alike by chance: then a stack is larger, and named by its own number.
  expect(await stacks(page).count()).toBeGreaterThan(1)
  return { ...opened, shown }
}

describe('a stack of near copies', () => {
  it('is one tile with its number, which a click on the mark opens and closes', async () => {
    const { page, shown } = await openStacks()
    expect(await accessibilityProblems(page)).toEqual([])
    expect(await leftOutTiles(page).count()).toBe(0)
    await stacks(page).first().getByText('×3').click()
    await expect.poll(() => tiles(page).count()).toBe(shown + 2)
    expect(await ofStack(page).count()).toBe(3)
    expect(await accessibilityProblems(page)).toEqual([])
    await ofStack(page).last().getByText('3 of 3').click()
    await expect.poll(() => tiles(page).count()).toBe(shown)
    expect(await leftOutTiles(page).count()).toBe(0)
  })

  it('is opened, left out in part and as a whole by keys, closed, taken back and confirmed', async () => {
    const { page, client, shown } = await openStacks()
    await stacks(page).first().focus()
    await page.keyboard.press('+')
    await expect.poll(() => tiles(page).count()).toBe(shown + 2)
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('x')
    await expect.poll(() => leftOutTiles(page).count()).toBe(1)
    expect(await leftOutTiles(page).getAttribute('aria-label')).toContain(
      '2 of 3 nearly equal photos, left out',
    )
    await page.keyboard.press('-')
    await expect.poll(() => tiles(page).count()).toBe(shown)
    await page.getByRole('option', { name: /3 nearly equal photos, 1 left out/ }).waitFor()
    expect(await accessibilityProblems(page)).toEqual([])
    await page.keyboard.press('x')
    await expect.poll(() => leftOutTiles(page).count()).toBe(1)
    await page.getByText('3 left out, come again later', { exact: true }).waitFor()
    await page.keyboard.press('Control+z')
    await page.getByRole('option', { name: /3 nearly equal photos, 1 left out/ }).waitFor()
    await page.keyboard.press('Control+z')
    await expect.poll(() => leftOutTiles(page).count()).toBe(0)

    const { page: asked } = await client.call('page', {})
    await page.keyboard.press('F2')
    await page.keyboard.type('mine')
    await page.keyboard.press('Enter')
    await expect.poll(() => labelled(client)).toBe(asked?.photos.length)
    expect(asked?.photos.length).toBeGreaterThan(shown)
    await page.keyboard.press('Control+z')
    await expect.poll(() => labelled(client)).toBe(0)
  })

  it('is selected and named as a whole, and says in the large view how many photos it is', async () => {
    const { page } = await openStacks()
    await stacks(page).first().focus()
    await page.keyboard.press('Space')
    const large = page.getByRole('dialog')
    await large.getByText('3 nearly equal photos').waitFor()
    await page.keyboard.press('+')
    await large.getByText('1 of 3 nearly equal photos').waitFor()
    await page.keyboard.press('ArrowRight')
    await large.getByText('2 of 3 nearly equal photos').waitFor()
    await page.keyboard.press('-')
    await large.getByText('3 nearly equal photos', { exact: true }).waitFor()
    await page.keyboard.press('Escape')
    await page.keyboard.press('Control+Space')
    await page.getByText('3 selected').waitFor()
    await page.keyboard.press('F2')
    await page.getByRole('combobox', { name: 'These 3 photos are' }).waitFor()
    await page.keyboard.type('duck')
    await page.keyboard.press('Enter')
    await page.getByRole('option', { name: /3 nearly equal photos, sent to duck/ }).waitFor()
  })
})
