/** @file The page of the review in a window, for tests that work it by keys. */
import type { Locator, Page } from 'playwright-core'
import { expect } from 'vitest'

/** The page that keys reach: it has been on screen for a moment. Those that come before are dropped. */
export function readyPage(page: Page): Locator {
  return page.locator('[role=listbox][aria-busy=false]')
}

export async function pageIsReady(page: Page): Promise<void> {
  await readyPage(page).waitFor()
}

/** The tiles whose photos are all left out. */
export function leftOutTiles(page: Page): Locator {
  return page.getByRole('option', { name: /, left out$/ })
}

/** Opens the stacks of the page, so that each of its photos is a tile: drawn pictures may be near copies by chance. */
export async function openAllStacks(page: Page): Promise<void> {
  const closed = page.getByRole('option', { name: /, \d+ nearly equal photos/ })
  for (let left = await closed.count(); left > 0; left -= 1) {
    await closed.first().focus()
    await page.keyboard.press('+')
    await expect.poll(() => closed.count()).toBe(left - 1)
  }
}
