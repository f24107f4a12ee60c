/** @file The page of the review in a window, for tests that work it by keys. */
import type { Page } from 'playwright-core'

/** Keys reach a page once it has been on screen for a moment; those that come before are dropped. */
export async function pageIsReady(page: Page): Promise<void> {
  await page.locator('[role=listbox][aria-busy=false]').waitFor()
}
